import { largest } from '@ecosystem/kit/money';
import { done, type Result, refused } from '@ecosystem/kit/result';
import { businessDayOf } from './days.ts';
import { computeAvailable } from './wallet.ts';

/** What decides whether a wallet may spend; amounts in minor units of its currency. */
export interface SpendingWallet {
  readonly status: 'ACTIVE' | 'FROZEN' | 'CLOSED';
  readonly balanceMinor: bigint;
  readonly heldMinor: bigint;
  readonly dailyLimitMinor: bigint;
  /** What was spent on the day `spentOn`. */
  readonly spentMinor: bigint;
  readonly spentOn: string | null;
}

/** What was spent on the business day of this time. */
export const computeSpentToday = (wallet: Pick<SpendingWallet, 'spentMinor' | 'spentOn'>, at: Date): bigint =>
  wallet.spentOn === businessDayOf(at) ? wallet.spentMinor : 0n;

/** What was spent on the business day of this time without an amount that was only held; never below 0. */
export const computeSpentWithout = (
  wallet: Pick<SpendingWallet, 'spentMinor' | 'spentOn'>,
  amountMinor: bigint,
  at: Date,
): bigint => largest(0n, computeSpentToday(wallet, at) - amountMinor);

/** What has been spent today with this amount, or why the wallet may not spend it. */
export function decideSpending(
  wallet: SpendingWallet | null,
  amountMinor: bigint,
  at: Date,
  path: readonly string[],
): Result<bigint, 'WALLET_FROZEN' | 'INSUFFICIENT_FUNDS' | 'LIMIT_EXCEEDED'> {
  if (wallet === null) return refused('INSUFFICIENT_FUNDS', path, 'There is no wallet in this currency.');
  if (wallet.status !== 'ACTIVE')
    return refused('WALLET_FROZEN', null, 'The wallet is frozen; money can only come in.');
  if (computeAvailable(wallet) < amountMinor) {
    return refused('INSUFFICIENT_FUNDS', path, 'There is not enough money free to spend in the wallet.');
  }
  const spentMinor = computeSpentToday(wallet, at) + amountMinor;
  if (spentMinor > wallet.dailyLimitMinor) {
    return refused('LIMIT_EXCEEDED', path, 'This would pass the limit of the wallet for one day.');
  }
  return done(spentMinor);
}
