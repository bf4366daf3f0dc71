import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSplitMix64 } from './splitmix64.ts';

test.each([
  [
    1234567n,
    [6457827717110365317n, 3203168211198807973n, 9817491932198370423n, 4593380528125082431n, 16408922859458223821n],
  ],
  [0n, [0xe220a8397b1dcdafn, 0x6e789e6aa1b965f4n, 0x06c45d188009454fn]],
])('the seed %s draws the numbers of the published code', (seed, drawn) => {
  const random = createSplitMix64(seed);
  expect(drawn.map(() => random.next())).toEqual(drawn);
});

test('a seed is the same as a number, as a bigint and modulo 2^64', () => {
  const first = createSplitMix64(42).next();
  expect(createSplitMix64(42n).next()).toBe(first);
  expect(createSplitMix64(42n - 2n ** 64n).next()).toBe(first);
  expect(createSplitMix64(43).next()).not.toBe(first);
});

test('a draw stays between its bounds', () => {
  const bounds = fc
    .tuple(fc.bigInt(), fc.bigInt(0n, 2n ** 64n - 1n))
    .map(([least, width]) => [least, least + width] as const);
  fc.assert(
    fc.property(fc.bigInt(), bounds, (seed, [least, most]) => {
      const drawn = createSplitMix64(seed).nextBetween(least, most);
      expect(drawn >= least && drawn <= most).toBe(true);
    }),
  );
});

test('every number between the bounds is drawn about as often as any other', () => {
  const random = createSplitMix64(42);
  const counts = new Map<bigint, number>();
  for (let draw = 0; draw < 6_000; draw++) {
    const drawn = random.nextBetween(1n, 6n);
    counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual([1n, 2n, 3n, 4n, 5n, 6n]);
  for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150);
});

test('a draw from the incomplete round is thrown away', () => {
  // Of this many numbers the span holds one whole round, and a third of all draws lies behind it.
  const count = 2n ** 65n / 3n;
  const plain = createSplitMix64(7);
  const fair = createSplitMix64(7);
  const kept = Array.from({ length: 30 }, () => plain.next()).filter((drawn) => drawn < count);

  expect(kept.length).toBeLessThan(30);
  expect(kept.map(() => fair.nextBetween(0n, count - 1n))).toEqual(kept);
});

test.each([
  [2n, 1n],
  [0n, 2n ** 64n],
])('between %s and %s nothing is drawn', (least, most) => {
  expect(() => createSplitMix64(1).nextBetween(least, most)).toThrow(RangeError);
});
