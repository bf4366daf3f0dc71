import type { Change } from '@ecosystem/kit/command';
import { changeHeld } from '../db/ledger.ts';
import { type PaymentRow, savePayment } from '../db/payments.ts';
import { lockWallets, saveSpending } from '../db/wallets.ts';
import { businessDayOf } from '../domain/days.ts';
import { heldAccountOf, sourceAmountOf } from '../domain/payment-postings.ts';
import { computeSpentToday } from '../domain/spending.ts';

/**
 * Ends a payment that is locked and was not captured: what is held is free again, and counts no more as spent on that day.
 */
export async function endUncaptured(
  { pool, at, publish }: Change,
  payment: PaymentRow,
  status: 'CANCELLED' | 'EXPIRED' | 'FAILED',
): Promise<void> {
  const { customerId, id, funding, heldMinor, authorisedAt } = payment;
  publish({ topic: `payment.${status.toLowerCase()}`, customerId, payload: { paymentId: id } });
  await savePayment(pool, payment, { status, heldMinor: 0n }, at);
  const account = funding === null ? null : heldAccountOf(payment, funding);
  if (funding === null || account === null || heldMinor === 0n) return;
  if (funding === 'WALLET') {
    const [wallet] = await lockWallets(pool, [customerId], payment.currency);
    if (wallet && authorisedAt && businessDayOf(authorisedAt) === businessDayOf(at)) {
      const spentMinor = computeSpentToday(wallet, at) - heldMinor;
      await saveSpending(pool, wallet, { spentMinor, spentOn: businessDayOf(at) }, at);
    }
  }
  await changeHeld(pool, account, -sourceAmountOf(funding, heldMinor), at);
}
