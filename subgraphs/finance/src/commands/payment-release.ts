import type { Change } from '@ecosystem/kit/command';
import { changeHeld } from '../db/ledger.ts';
import { type PaymentRow, savePayment } from '../db/payments.ts';
import { lockWallets, saveSpending } from '../db/wallets.ts';
import { businessDayOf } from '../domain/days.ts';
import { heldAccountOf, sourceAmountOf } from '../domain/payment-postings.ts';
import { computeSpentWithout } from '../domain/spending.ts';

/**
 * Ends a payment that is locked and was not captured: what is held is free again, and counts no more as spent on that day.
 */
export async function endUncaptured(
  { pool, at, publish }: Change,
  payment: PaymentRow,
  status: 'CANCELLED' | 'EXPIRED' | 'FAILED',
): Promise<void> {
  const { customerId, id, funding, heldMinor } = payment;
  publish({ topic: `payment.${status.toLowerCase()}`, customerId, payload: { paymentId: id } });
  await savePayment(pool, payment, { status, heldMinor: 0n }, at);
  const account = funding === null ? null : heldAccountOf(payment, funding);
  if (funding === null || account === null || heldMinor === 0n) return;
  await countAsUnspent({ pool, at }, payment, heldMinor);
  await changeHeld(pool, account, -sourceAmountOf(funding, heldMinor), at);
}

/** Takes back what a wallet's authorised payment counts as spent on this day: what is not captured was not spent. */
export async function countAsUnspent(
  { pool, at }: Pick<Change, 'pool' | 'at'>,
  { customerId, currency, funding, authorisedAt }: PaymentRow,
  amountMinor: bigint,
): Promise<void> {
  if (funding !== 'WALLET' || !authorisedAt || businessDayOf(authorisedAt) !== businessDayOf(at)) return;
  const [wallet] = await lockWallets(pool, [customerId], currency);
  if (!wallet) throw new Error('A payment from a wallet has a wallet.');
  const spentMinor = computeSpentWithout(wallet, amountMinor, at);
  await saveSpending(pool, wallet, { spentMinor, spentOn: businessDayOf(at) }, at);
}
