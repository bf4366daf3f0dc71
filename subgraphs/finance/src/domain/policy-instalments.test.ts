import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from './days.ts';
import { computeTermEnd } from './policy.ts';
import { canReinstate, decideDefault, planPremiumInstalments, splitTerm } from './policy-instalments.ts';

describe('the instalments of a premium', () => {
  test.each([
    ['a year', '2026-03-15', '2027-03-15'],
    ['a year that begins on a leap day', '2028-02-29', '2029-03-01'],
    ['30 days', '2026-03-15', '2026-04-14'],
  ])('of a term of %s are none, for it is paid whole', (_, effectiveOn, expiresOn) => {
    expect(planPremiumInstalments(100_00n, { effectiveOn, expiresOn })).toEqual([]);
  });

  test('of several years are due on the anniversaries, each the price of a year', () => {
    expect(planPremiumInstalments(100_00n, { effectiveOn: '2028-02-29', expiresOn: '2032-02-29' })).toEqual([
      { number: 1, dueOn: '2028-02-29', amountMinor: 100_00n },
      { number: 2, dueOn: '2029-03-01', amountMinor: 100_00n },
      { number: 3, dueOn: '2030-03-01', amountMinor: 100_00n },
      { number: 4, dueOn: '2031-03-01', amountMinor: 100_00n },
    ]);
  });

  test('stand for parts of the term without a gap, one a year', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 30 }), (offset, years) => {
        const effectiveOn = addDays('2020-01-01', offset);
        const expiresOn = computeTermEnd(effectiveOn, years);
        const periods = splitTerm({ effectiveOn, expiresOn });

        expect(periods).toHaveLength(years);
        expect(periods.map(({ from }) => from)).toEqual([effectiveOn, ...periods.slice(0, -1).map(({ to }) => to)]);
        expect(periods.at(-1)?.to).toBe(expiresOn);
      }),
    );
  });
});

const term = { effectiveOn: '2025-04-30', expiresOn: '2045-04-30' } as const;

test.each([
  ['overdue for 30 days is within grace', 'IN_FORCE', '2026-05-01', null, null],
  ['overdue for 31 days lapses', 'IN_FORCE', '2026-04-30', null, 'lapse'],
  ['that lapsed 60 days ago waits', 'LAPSED', '2026-03-02', '2026-04-01', null],
  ['that lapsed 61 days ago is cancelled', 'LAPSED', '2026-03-01', '2026-03-31', 'cancel'],
  ['that is over stays as it is', 'EXPIRED', '2026-01-01', null, null],
] as const)('a policy %s', (_, status, oldestUnpaidOn, lapsedOn, event) => {
  expect(decideDefault({ ...term, status, oldestUnpaidOn, lapsedOn }, '2026-05-31')).toBe(event);
});

describe('a lapsed policy', () => {
  const lapsed = { status: 'LAPSED', lapsedOn: '2026-04-01', expiresOn: '2027-01-01' } as const;

  test.each([
    ['comes back on the sixtieth day', {}, '2026-05-31', true],
    ['does not come back on the day after', {}, '2026-06-01', false],
    ['does not come back after its term', { expiresOn: '2026-05-01' }, '2026-05-01', false],
    ['is not one in force', { status: 'IN_FORCE' }, '2026-05-01', false],
  ] as const)('%s', (_, change, today, isBack) => {
    expect(canReinstate({ ...lapsed, ...change }, today)).toBe(isBack);
  });
});
