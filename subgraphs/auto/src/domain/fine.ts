import { defineMachine } from '@ecosystem/kit/transitions';

/** The life of a fine. */
export const fineMachine = defineMachine({
  entity: 'fine',
  initial: 'ISSUED',
  transitions: [
    ['ISSUED', 'confirm', 'CONFIRMED'],
    ['CONFIRMED', 'pay', 'PAID'],
    ['ISSUED', 'appeal', 'APPEALED'],
    ['APPEALED', 'revoke', 'REVOKED'],
    ['APPEALED', 'uphold', 'UPHELD'],
    ['UPHELD', 'confirm', 'CONFIRMED'],
    ['ISSUED', 'expire', 'OVERDUE'],
    ['CONFIRMED', 'expire', 'OVERDUE'],
    ['OVERDUE', 'pay', 'PAID'],
  ],
});

const surchargePercentPerDay = 3n;

/**
 * The addition for paying late: 3 % of the fine for each day after the due day, never above the fine.
 * The rule of the Chinese road traffic safety law, article 109, and administrative penalty law, article 72.
 */
export function computeSurcharge(amountMinor: bigint, daysLate: number): bigint {
  const surcharge = (amountMinor * surchargePercentPerDay * BigInt(Math.max(0, daysLate))) / 100n;
  return surcharge < amountMinor ? surcharge : amountMinor;
}
