import { sql } from 'drizzle-orm';
import { boolean, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instant } from './columns.ts';
import { compileRowReader, readInstant } from './row-reader.ts';

const two = (value: number) => String(value).padStart(2, '0');

/** An instant in PostgreSQL's text, in a session whose zone is UTC, with as many digits of the fraction as it says. */
const writeInstant = (date: Date, digits: number): string => {
  const day = `${String(date.getUTCFullYear()).padStart(4, '0')}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  const fraction = String(date.getUTCMilliseconds()).padStart(3, '0').slice(0, digits);
  return `${day} ${time}${digits > 0 ? `.${fraction}` : ''}+00`;
};

describe('an instant', () => {
  test('is read as Date reads it, with up to three digits of a second', () => {
    const instants = fc.date({
      min: new Date('0100-01-01T00:00:00.000Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 3 }), (date, digits) => {
        const written = writeInstant(date, digits);
        const iso = written.replace(' ', 'T').replace('+00', 'Z');
        expect(readInstant(written)).toEqual(new Date(iso));
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    '2026-11-01 04:05:06.123456+00',
    '2026-11-01 04:05:06.1234+00',
    '2026-11-01 05:05:06+01',
    '2026-11-01 04:05:06.5-03:30',
    '12026-11-01 04:05:06+00',
    '2026-11-01T04:05:06.789Z',
    'infinity',
  ])('of which the text is not the usual one is left to Date: %s', (written) => {
    expect(readInstant(written)).toEqual(new Date(written));
  });

  test('that is none stays as it is', () => {
    const date = new Date();
    expect(readInstant(date)).toBe(date);
    expect(readInstant(7)).toBe(7);
  });
});

describe('a row', () => {
  const items = pgTable('items', {
    id: text('id'),
    count: integer('count'),
    isOpen: boolean('is_open'),
    at: instant('at'),
    localAt: timestamp('local_at'),
  });

  test('is read by the decoders of its columns', () => {
    const read = compileRowReader({ id: items.id, count: items.count, at: items.at, localAt: items.localAt });
    expect(read(['x', 3, '2026-11-01 04:05:06.7+00', '2026-11-01 04:05:06'])).toEqual({
      id: 'x',
      count: 3,
      at: new Date('2026-11-01T04:05:06.700Z'),
      localAt: items.localAt.mapFromDriverValue('2026-11-01 04:05:06'),
    });
  });

  test('keeps nulls, whatever the column', () => {
    expect(compileRowReader(items)([null, null, null, null, null])).toEqual({
      id: null,
      count: null,
      isOpen: null,
      at: null,
      localAt: null,
    });
  });

  test('may hold objects, columns and tables, in the order of its keys', () => {
    const read = compileRowReader({ list: items.id, row: { id: items.id, at: items.at }, whole: items });
    const at = new Date('2026-11-01T04:05:06Z');
    const written = '2026-11-01 04:05:06+00';
    expect(read(['a', 'b', written, 'c', 4, true, written, null])).toEqual({
      list: 'a',
      row: { id: 'b', at },
      whole: { id: 'c', count: 4, isOpen: true, at, localAt: null },
    });
  });

  test('gives each row objects of its own', () => {
    const read = compileRowReader({ row: { id: items.id } });
    const [first, second] = [read(['a']), read(['b'])];
    expect([first, second]).toEqual([{ row: { id: 'a' } }, { row: { id: 'b' } }]);
  });

  test('may hold expressions, with and without a name', () => {
    const read = compileRowReader({
      plain: sql<string>`1`,
      number: sql<number>`count(*)`.mapWith(Number),
      named: sql<number>`count(*)`.mapWith(Number).as('named'),
    });
    expect(read(['1', '2', '3'])).toEqual({ plain: '1', number: 2, named: 3 });
  });

  test('cannot hold objects in objects', () => {
    expect(() => compileRowReader({ one: { two: { id: items.id } } })).toThrow('The field one.two is too deep');
  });
});
