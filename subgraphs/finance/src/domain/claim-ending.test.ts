import { describe, expect, test } from 'vitest';
import { claimMachine } from './claim.ts';
import { closeAfterDays, decideClosing, decideReopening, decideWithdrawal } from './claim-ending.ts';

const paidAt = new Date('2026-06-01T04:00:00Z');
const later = (ms: number) => new Date(paidAt.getTime() + closeAfterDays * 86_400_000 + ms);
const line = { coverageCode: 'GLASS', claimedMinor: 300_00n, approvedMinor: 100_00n, deductibleAppliedMinor: 0n };
const coverages = [{ code: 'GLASS', remainingMinor: 150_00n, deductibleMinor: 0n, coinsurancePercent: '0' }];

describe('a claim that is paid', () => {
  test.each([
    ['to the millisecond after 30 days is closed', 'PAID', paidAt, later(0), 'CLOSED'],
    ['a millisecond less is not', 'PAID', paidAt, later(-1), null],
    ['and closed stays so', 'CLOSED', paidAt, later(0), null],
    ['at no known time stays so', 'PAID', null, later(0), null],
  ] as const)('%s', (_, status, paid, at, next) => {
    expect(decideClosing({ status, paidAt: paid }, at)).toBe(next);
  });

  test('and opened again is set aside for up to its limit with what was taken from it, less what was paid', () => {
    expect(decideReopening({ status: 'PAID', paidMinor: 100_00n, lines: [line], coverages })).toEqual({
      ok: true,
      value: { status: 'REOPENED', reserveMinor: 150_00n },
    });
  });

  test('and opened again cannot be withdrawn', () => {
    expect(decideWithdrawal({ status: 'INVESTIGATING', paidMinor: 1n })).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
  });
});

test.each(claimMachine.states)('a claim that is %s is withdrawn and opened again as its machine says', (status) => {
  const withdrawal = decideWithdrawal({ status, paidMinor: 0n });
  const reopening = decideReopening({ status, paidMinor: 0n, lines: [line], coverages });

  expect(withdrawal.ok ? withdrawal.value : null).toBe(claimMachine.next(status, 'withdraw'));
  expect(reopening.ok ? reopening.value.status : null).toBe(claimMachine.next(status, 'reopen'));
});
