import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyPercent, largest, prorate, roundHalfEven, smallest, splitByWeights, splitEvenly } from './money.ts';

const sum = (lines: readonly bigint[]) => lines.reduce((total, line) => total + line, 0n);

describe('rounding half to even', () => {
  test.each([
    [1n, 2n, 0n],
    [3n, 2n, 2n],
    [5n, 2n, 2n],
    [7n, 2n, 4n],
    [-1n, 2n, 0n],
    [-3n, 2n, -2n],
    [-5n, 2n, -2n],
    [1n, 3n, 0n],
    [2n, 3n, 1n],
    [-2n, 3n, -1n],
    [0n, 7n, 0n],
    [14n, 7n, 2n],
  ])('makes %s / %s into %s', (numerator, denominator, rounded) => {
    expect(roundHalfEven(numerator, denominator)).toBe(rounded);
  });

  test('lands within half of the quotient, and on an even number when it is exactly half away', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt(1n, 2n ** 40n), (numerator, denominator) => {
        const away = 2n * (roundHalfEven(numerator, denominator) * denominator - numerator);
        expect(away <= denominator && away >= -denominator).toBe(true);
        if (away === denominator || away === -denominator)
          expect(roundHalfEven(numerator, denominator) % 2n === 0n).toBe(true);
      }),
    );
  });

  test.each([0n, -1n])('by %s is a fault', (denominator) => {
    expect(() => roundHalfEven(1n, denominator)).toThrow(RangeError);
  });
});

describe('a total', () => {
  test.each([
    [100n, 3, [33n, 33n, 34n]],
    [2n, 3, [0n, 0n, 2n]],
    [9n, 3, [3n, 3n, 3n]],
    [5n, 1, [5n]],
    [0n, 2, [0n, 0n]],
  ])('of %s in %s equal parts is %s', (totalMinor, parts, lines) => {
    expect(splitEvenly(totalMinor, parts)).toEqual(lines);
  });

  test.each([
    [100n, [1n, 1n, 1n], [33n, 33n, 34n]],
    [100n, [1n, 2n, 0n], [33n, 67n, 0n]],
    [10n, [0n, 3n, 7n], [0n, 3n, 7n]],
    [1n, [99n, 1n], [0n, 1n]],
  ])('of %s by the weights %s is %s', (totalMinor, weights, lines) => {
    expect(splitByWeights(totalMinor, weights)).toEqual(lines);
  });

  test('is the sum of its lines, none is negative, and each is near its exact part', () => {
    const weights = fc
      .array(fc.bigInt(0n, 10n ** 9n), { minLength: 1, maxLength: 20 })
      .filter((list) => sum(list) > 0n);
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 63n), weights, (totalMinor, list) => {
        const whole = sum(list);
        const lines = splitByWeights(totalMinor, list);
        expect(sum(lines)).toBe(totalMinor);
        for (const [index, line] of lines.entries()) {
          const exact = totalMinor * (list[index] ?? 0n);
          const away = line * whole - exact;
          expect(line >= 0n && (away < 0n ? -away : away) < BigInt(list.length) * whole).toBe(true);
        }
      }),
    );
  });

  test('in equal parts is the sum of them, and only the last differs', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 63n), fc.integer({ min: 1, max: 100 }), (totalMinor, parts) => {
        const lines = splitEvenly(totalMinor, parts);
        expect(lines).toHaveLength(parts);
        expect(sum(lines)).toBe(totalMinor);
        expect(new Set(lines.slice(0, -1)).size).toBeLessThanOrEqual(1);
        expect((lines.at(-1) ?? 0n) - (lines[0] ?? 0n)).toBeLessThan(BigInt(parts));
      }),
    );
  });

  test.each([
    ['below 0', () => splitByWeights(-1n, [1n])],
    ['by a weight below 0', () => splitByWeights(1n, [2n, -1n])],
    ['by no weights', () => splitByWeights(1n, [])],
    ['by weights of 0', () => splitByWeights(1n, [0n, 0n])],
    ['in 0 parts', () => splitEvenly(1n, 0)],
    ['in one and a half parts', () => splitEvenly(1n, 1.5)],
    ['below 0 in equal parts', () => splitEvenly(-1n, 2)],
  ])('%s is not split', (_, split) => {
    expect(split).toThrow(RangeError);
  });
});

describe('a part of a total', () => {
  test.each([
    [100n, 1n, 3n, 33n],
    [100n, 2n, 3n, 67n],
    [5n, 1n, 2n, 2n],
    [7n, 1n, 2n, 4n],
    [7n, 2n, 2n, 7n],
    [7n, 0n, 2n, 0n],
  ])('prorate(%s, %s, %s) is %s', (totalMinor, part, whole, minor) => {
    expect(prorate(totalMinor, part, whole)).toBe(minor);
  });

  test('grows with the part, from nothing to the total', () => {
    const cases = fc
      .record({ totalMinor: fc.bigInt(0n, 2n ** 63n), whole: fc.bigInt(1n, 2n ** 63n) })
      .chain(({ totalMinor, whole }) =>
        fc.record({
          totalMinor: fc.constant(totalMinor),
          whole: fc.constant(whole),
          part: fc.bigInt(0n, whole - 1n),
        }),
      );
    fc.assert(
      fc.property(cases, ({ totalMinor, part, whole }) => {
        const minor = prorate(totalMinor, part, whole);
        expect(minor >= 0n && minor <= prorate(totalMinor, part + 1n, whole)).toBe(true);
        expect(prorate(totalMinor, whole, whole)).toBe(totalMinor);
      }),
    );
  });
});

describe('a percentage', () => {
  test.each([
    ['0.60', 38_50n, 'half-even', 23n],
    ['0.60', 41_67n, 'half-even', 25n],
    ['0.60', 41_67n, 'down', 25n],
    ['10.00', 1_05n, 'half-even', 10n],
    ['10.00', 1_15n, 'half-even', 12n],
    ['10.00', 1_19n, 'down', 11n],
    ['30', 1_00n, 'down', 30n],
    ['100', 1_23n, 'half-even', 1_23n],
    ['0', 1_23n, 'half-even', 0n],
    ['0.0001', 1_000_000n, 'half-even', 1n],
  ] as const)('of %s of %s, rounded %s, is %s', (percent, amountMinor, rounding, minor) => {
    expect(applyPercent(amountMinor, percent, rounding)).toBe(minor);
  });

  test('of at most 100 stays between nothing and the amount, and down is never above half-even', () => {
    const percents = fc.oneof(fc.stringMatching(/^\d{1,2}\.\d{1,4}$/), fc.constantFrom('0', '100', '100.00'));
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 63n), percents, (amountMinor, percent) => {
        const down = applyPercent(amountMinor, percent, 'down');
        const nearest = applyPercent(amountMinor, percent, 'half-even');
        expect(down >= 0n && nearest <= amountMinor).toBe(true);
        expect(nearest - down === 0n || nearest - down === 1n).toBe(true);
      }),
    );
  });

  test.each(['', '-1', '+1', '1.', '.5', '1e2', '1 ', '１０', '10%'])('written "%s" is a fault', (percent) => {
    expect(() => applyPercent(1n, percent, 'down')).toThrow(RangeError);
  });

  test('of an amount below 0 is a fault', () => {
    expect(() => applyPercent(-1n, '1', 'down')).toThrow(RangeError);
  });
});

test('of amounts the smallest and the largest are found wherever they stand', () => {
  expect([smallest(1n, 2n, 3n), smallest(3n, 1n, 2n), smallest(5n), smallest(2n, -1n)]).toEqual([1n, 1n, 5n, -1n]);
  expect([largest(3n, 2n, 1n), largest(1n, 3n, 2n), largest(5n), largest(-2n, -1n)]).toEqual([3n, 3n, 5n, -1n]);
});
