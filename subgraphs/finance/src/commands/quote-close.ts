import type { Change } from '@ecosystem/kit/command';
import { newId } from '@ecosystem/kit/ids';
import { lockPaymentsOfQuote, type QuoteRow, saveQuote } from '../db/quotes.ts';
import { quoteMachine } from '../domain/quote.ts';
import { endUncaptured } from './payment-release.ts';
import { refund } from './refund.ts';

const endings = {
  expire: { topic: 'quote.expired', payments: 'EXPIRED', reason: 'The quote ended before it was bound.' },
  decline: { topic: 'quote.declined', payments: 'CANCELLED', reason: 'The policy is not renewed.' },
} as const;

/**
 * Ends a quote that is locked and was not bound. Nothing pays it any more: payments that are not captured end with it, and
 * captured money goes back to the payer.
 * @throws Error if the quote has ended already.
 */
export async function closeQuote(change: Change, quote: QuoteRow, event: keyof typeof endings): Promise<void> {
  const { customerId, id } = quote;
  const status = quoteMachine.next(quote.status, event);
  if (status === null) throw new Error(`A quote that is ${quote.status} cannot ${event}.`);
  const { topic, payments, reason } = endings[event];
  change.publish({ topic, customerId, payload: { quoteId: id, renewsPolicyId: quote.renewsPolicyId } });
  await saveQuote(change.pool, quote, { status }, change.at);
  for (const payment of await lockPaymentsOfQuote(change.pool, quote)) {
    if (payment.status !== 'CAPTURED') {
      await endUncaptured(change, payment, payments);
      continue;
    }
    const refunded = await refund(change, payment, {
      id: newId(change.at),
      amountMinor: payment.capturedMinor,
      reason,
      requestKey: `${topic}:${id}`,
    });
    if (!refunded.ok) throw new Error(`The payment ${payment.id} of a quote cannot go back: ${refunded.message}`);
  }
}
