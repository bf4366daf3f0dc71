import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideInstalment, planLoanInstalments } from './loan-instalments.ts';

const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);

describe('the instalments of a loan', () => {
  // 10000.00 at 12 % over 12 months: the textbook annuity is 888.49.
  const plan = planLoanInstalments(10_000_00n, '12', 12, '2026-01-31');

  test('are equal, but for the last', () => {
    expect(plan.slice(0, -1).every(({ amountMinor }) => amountMinor === 888_49n)).toBe(true);
    expect(plan.at(-1)).toMatchObject({ number: 12, amountMinor: 888_47n });
  });

  test('begin with the interest of a month on all that is owed, a month after the loan', () => {
    expect(plan[0]).toEqual({
      number: 1,
      dueOn: '2026-02-28',
      amountMinor: 888_49n,
      principalMinor: 788_49n,
      interestMinor: 100_00n,
    });
  });

  test('without interest are equal parts of the principal', () => {
    const parts = planLoanInstalments(100_00n, '0.00', 3, '2026-01-01').map(({ amountMinor }) => amountMinor);
    expect(parts).toEqual([33_33n, 33_33n, 33_34n]);
  });

  test('return exactly the principal, and never less than nothing', () => {
    const rate = fc.integer({ min: 0, max: 36_00 });
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 10n), rate, fc.integer({ min: 1, max: 60 }), (principal, percent, months) => {
        const instalments = planLoanInstalments(principal, (percent / 100).toFixed(2), months, '2026-01-01');

        expect(sum(instalments.map(({ principalMinor }) => principalMinor))).toBe(principal);
        expect(instalments.every((one) => one.principalMinor >= 0n && one.interestMinor >= 0n)).toBe(true);
      }),
    );
  });

  test.each([
    ['nothing', 0n, '5', 12],
    ['no months', 100n, '5', 0],
    ['361 months', 100n, '5', 361],
    ['a rate that is no number', 100n, 'five', 12],
  ])('are not planned for %s', (_, principalMinor, aprPercent, months) => {
    expect(() => planLoanInstalments(principalMinor, aprPercent, months, '2026-01-01')).toThrow(RangeError);
  });
});

describe('a collection', () => {
  /** Three instalments of 100.00, due on the first of February, March and April. */
  const unpaid = planLoanInstalments(300_00n, '0', 3, '2026-01-01');
  const loan = { status: 'IN_REPAYMENT', outstandingMinor: 300_00n, unpaid } as const;
  const overdue = { ...loan, status: 'OVERDUE' } as const;
  const last = { ...loan, outstandingMinor: 100_00n, unpaid: unpaid.slice(2) } as const;

  test.each([
    ['before the due day takes nothing', loan, 500_00n, '2026-01-31', 'NOT_DUE', 'IN_REPAYMENT', 0n, '2026-02-01'],
    ['on the due day takes the instalment', loan, 500_00n, '2026-02-01', 'PAID', 'IN_REPAYMENT', 100_00n, '2026-03-01'],
    ['of the last instalment settles the loan', last, 100_00n, '2026-04-01', 'SETTLED', 'SETTLED', 100_00n, null],
    ['without enough money misses it', loan, 99_99n, '2026-02-01', 'MISSED', 'OVERDUE', 0n, '2026-02-01'],
    [
      'of a loan that is overdue catches up',
      overdue,
      200_00n,
      '2026-03-01',
      'CAUGHT_UP',
      'IN_REPAYMENT',
      200_00n,
      '2026-04-01',
    ],
    [
      'of the oldest alone leaves it overdue',
      overdue,
      199_99n,
      '2026-03-01',
      'MISSED',
      'OVERDUE',
      100_00n,
      '2026-03-01',
    ],
    ['of all that was overdue settles it', overdue, 300_00n, '2026-05-01', 'SETTLED', 'SETTLED', 300_00n, null],
    ['180 days overdue goes on', overdue, 0n, '2026-07-31', 'MISSED', 'OVERDUE', 0n, '2026-02-01'],
    ['181 days overdue ends with a loss', overdue, 0n, '2026-08-01', 'WRITTEN_OFF', 'WRITTEN_OFF', 0n, null],
  ] as const)('%s', (_, before, availableMinor, today, outcome, status, paidMinor, nextDueOn) => {
    expect(decideInstalment(before, availableMinor, today)).toMatchObject({
      ok: true,
      value: { outcome, status, paidMinor, nextDueOn, outstandingMinor: before.outstandingMinor - paidMinor },
    });
  });

  test.each(['APPLIED', 'DISBURSED', 'SETTLED', 'WRITTEN_OFF'] as const)(
    'of a loan that is %s is refused',
    (status) => {
      expect(decideInstalment({ ...loan, status }, 500_00n, '2026-02-01')).toMatchObject({
        code: 'ILLEGAL_TRANSITION',
      });
    },
  );

  test('of a plan month by month settles the loan with nothing owed', () => {
    let state = {
      ...loan,
      outstandingMinor: 9_999_99n,
      unpaid: planLoanInstalments(9_999_99n, '7.25', 24, '2026-01-31'),
    };
    let outcome = 'NOT_DUE';
    for (const { dueOn, amountMinor } of state.unpaid) {
      const decision = decideInstalment(state, amountMinor, dueOn);
      if (!decision.ok) throw new Error(decision.message);
      outcome = decision.value.outcome;
      state = { ...state, outstandingMinor: decision.value.outstandingMinor, unpaid: state.unpaid.slice(1) };
    }

    expect([outcome, state.outstandingMinor]).toEqual(['SETTLED', 0n]);
  });
});
