import type { Change } from '@ecosystem/kit/command';
import { lockBalances } from '../db/ledger.ts';
import type { PaymentRow } from '../db/payments.ts';
import { lockWallets } from '../db/wallets.ts';
import { pointsAccount } from '../domain/ledger.ts';
import type { FundingSource } from '../domain/payment-kinds.ts';

/**
 * Locks where the money of a locked payment came from, before anything is written. A payer who authorises holds the same lock before
 * the payment is written; without it one of them could have what the other waits for, in a circle.
 */
export async function lockSource(
  { pool }: Pick<Change, 'pool'>,
  { customerId, currency }: Pick<PaymentRow, 'customerId' | 'currency'>,
  funding: FundingSource,
): Promise<void> {
  if (funding === 'WALLET') await lockWallets(pool, [customerId], currency);
  if (funding === 'POINTS') await lockBalances(pool, [pointsAccount(customerId)]);
}
