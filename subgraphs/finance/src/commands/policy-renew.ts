import type { Change } from '@ecosystem/kit/command';
import { newId } from '@ecosystem/kit/ids';
import type { JobKey } from '@ecosystem/kit/jobs';
import { refused } from '@ecosystem/kit/result';
import { insertPayment, lockPayment, type PaymentRow } from '../db/payments.ts';
import { lockPolicy } from '../db/policy-changes.ts';
import { findQuote, lockPaymentsOfQuote, lockQuote, type QuoteRow, saveQuote } from '../db/quotes.ts';
import { addDays, businessDayOf } from '../domain/days.ts';
import { decideBinding, toQuotePayment } from '../domain/quote.ts';
import { capture } from './capture.ts';
import { spend } from './payment-authorise.ts';
import { issuePolicy, planPolicy } from './policy-issue.ts';
import { closeQuote } from './quote-close.ts';

/**
 * Pays the quote of a next term from the wallet and binds it, or tries again on the next day. A quote that the holder has paid is bound
 * with that payment. When the old term is over and nothing was paid, the quote expires.
 */
export async function renewPolicy(change: Change, { id }: JobKey): Promise<void> {
  const { pool, at } = change;
  const seen = await findQuote(pool, id);
  if (!seen?.renewsPolicyId) return;
  const policy = await lockPolicy(pool, seen.renewsPolicyId);
  const quote = await lockQuote(pool, id);
  const today = businessDayOf(at);
  if (!policy || quote?.status !== 'QUOTED' || quote.collectOn === null || quote.collectOn > today) return;

  const payments = await lockPaymentsOfQuote(pool, quote);
  const paid = payments.find((payment) => decideBinding(quote, toQuotePayment(payment)).ok);
  if (!paid && today >= policy.expiresOn) return closeQuote(change, quote, 'expire');
  const plan = paid || policy.autoRenews ? await planPolicy(change, quote, policy) : refuseRenewal();
  if (!plan.ok) return closeQuote(change, quote, 'decline');
  const payment = paid ?? (await payFromWallet(change, quote));
  if (payment) await issuePolicy(change, quote, plan.value, payment);
  else await saveQuote(pool, quote, { collectOn: addDays(today, 1) }, at);
}

const refuseRenewal = () => refused('ILLEGAL_TRANSITION', null, 'The policy is not renewed.');

/** The captured payment of a quote from the wallet of its customer; null if the wallet cannot pay now. */
async function payFromWallet(change: Change, quote: QuoteRow): Promise<PaymentRow | null> {
  const { pool, at } = change;
  const { customerId, premiumMinor, currency } = quote;
  const spent = await spend(change, { customerId, currency, amountMinor: premiumMinor }, 'WALLET');
  if (!spent.ok) return null;
  const paymentId = newId(at);
  await insertPayment(pool, {
    customerId,
    id: paymentId,
    status: 'CREATED',
    amountMinor: premiumMinor,
    currency,
    captureMode: 'AUTOMATIC',
    payableType: 'QUOTE',
    payableId: quote.id,
    payeeCode: 'premium',
    expiresAt: quote.validUntil,
    idempotencyKey: `renewal:${quote.id}`,
    createdAt: at,
    updatedAt: at,
  });
  const payment = await lockPayment(pool, paymentId);
  if (!payment) throw new Error('A payment that was just written is there.');
  await capture(change, payment, 'WALLET', premiumMinor);
  return { ...payment, capturedAt: at };
}
