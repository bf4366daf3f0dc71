import { version } from 'uuid';
import { describe, expect, test } from 'vitest';
import { castId, castUuid, createSeedWorld, dayAfter, draw, minutesBefore, seedNow, seedUuid } from './world.ts';

describe('a drawn value', () => {
  test('is the same each time, and another one for each entity, row and field', () => {
    const places = [
      () => draw('ride', 1, 2).unit('end'),
      () => draw('ride', 1, 3).unit('end'),
      () => draw('ride', 12).unit('end'),
      () => draw('ride', 1, 2).unit('minute'),
      () => draw('fine', 1, 2).unit('end'),
    ];
    const values = places.map((place) => place());

    expect(places.map((place) => place())).toEqual(values);
    expect(new Set(values).size).toBe(places.length);
  });

  test('lies between its bounds and reaches both', () => {
    const drawn = Array.from({ length: 200 }, (_, index) => draw('die', index));
    const eyes = drawn.map((die) => die.integer('eyes', 1, 6));

    expect(drawn.every((die) => die.unit('u') >= 0 && die.unit('u') < 1)).toBe(true);
    expect([...new Set(eyes)].sort()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('has about the probability that was asked', () => {
    const hits = Array.from({ length: 2_000 }, (_, index) => draw('coin', index).chance('heads', 0.3)).filter(Boolean);

    expect(hits.length).toBeGreaterThan(500);
    expect(hits.length).toBeLessThan(700);
    expect(draw('coin').chance('never', 0)).toBe(false);
    expect(draw('coin').chance('always', 1)).toBe(true);
  });

  test('is one of those to pick from, of which there is at least one', () => {
    expect(['a', 'b', 'c']).toContain(draw('letter', 1).pick('letter', ['a', 'b', 'c']));
    expect(() => draw('letter', 1).pick('letter', [])).toThrow('There is nothing to pick from.');
  });
});

describe('an id', () => {
  test('of the cast is known, and there are as many of a kind as a large world has', () => {
    expect(castId('rid', 1)).toBe('rid_01kdvdna00e008000000000001');
    expect(castUuid(1)).toBe('019b76da-a800-7000-8000-000000000001');
    expect(castId('cus', 20_000)).toBe('cus_01kdvdna00e008000000020000');
    expect(new Set([1, 999, 1_000, 20_000].map(castUuid)).size).toBe(4);
    expect(version(castUuid(20_000))).toBe(7);
    for (const number of [0, -1, 1.5, 1e12]) expect(() => castUuid(number)).toThrow(`no fixed id number ${number}`);
  });

  test('of a seeded row is a UUIDv7 that begins with its time, so that it sorts by it', () => {
    const ids = [0, 1, 60].map((minutes) => seedUuid(minutesBefore(seedNow, minutes), 'ride', 1));

    expect(ids.map(version)).toEqual([7, 7, 7]);
    expect(ids.map((id) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16))).toEqual(
      [0, 1, 60].map((minutes) => seedNow.getTime() - minutes * 60_000),
    );
    expect(ids).toEqual(ids.toSorted().toReversed());
    expect(seedUuid(seedNow, 'ride', 2)).not.toBe(ids[0]);
  });
});

test.each([
  ['the same day', '2026-11-01T00:00:00+08:00', 0, '2026-11-01'],
  ['a day that London has not reached', '2026-10-31T16:30:00Z', 0, '2026-11-01'],
  ['the day before', '2026-11-01T00:00:00+08:00', -1, '2026-10-31'],
  ['a leap day', '2028-02-28T12:00:00+08:00', 1, '2028-02-29'],
])('%s is told as in Shanghai', (_, at, days, expected) => {
  expect(dayAfter(new Date(at), days)).toBe(expected);
});

test('the demo world has as many customers as asked, and stands still', () => {
  expect(createSeedWorld(3)).toEqual({ now: new Date('2026-10-31T16:00:00Z'), customers: [1, 2, 3] });
  expect(minutesBefore(seedNow, 0.5)).toEqual(new Date('2026-10-31T15:59:30Z'));
});
