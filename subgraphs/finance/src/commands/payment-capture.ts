import { subjectOf } from '@ecosystem/kit/caller';
import { readId } from '@ecosystem/kit/input';
import { parseAmount } from '@ecosystem/kit/money';
import { done, refused } from '@ecosystem/kit/result';
import { lockPayment } from '../db/payments.ts';
import { decideCapture } from '../domain/payment-decisions.ts';
import type { CapturePaymentInput } from '../generated/resolvers.ts';
import { capture, paidOnce } from './capture.ts';
import { type Context, command } from './command.ts';
import { lockSource } from './source-lock.ts';

/** The payee takes an authorised payment, in part or whole; what was held above it is released. */
export const capturePayment = command(
  'capturePayment',
  { movesMoney: true, constraints: paidOnce },
  async (input: CapturePaymentInput, context: Context) => {
    const id = readId('pay', input.paymentId, ['paymentId']);
    if (!id.ok) return id;
    const payment = await lockPayment(context.pool, id.value);
    // A payment of another shop answers as a missing one, so that ids cannot be probed.
    if (!payment || payment.payeeMerchantId === null || subjectOf(context.caller, 'mer') !== payment.payeeMerchantId) {
      return refused('NOT_FOUND', ['paymentId'], 'There is no such payment to your shop.');
    }
    const asked = input.amount ? parseAmount(input.amount, ['amount']) : done(null);
    if (!asked.ok) return asked;
    if (asked.value && asked.value.currency !== payment.currency) {
      return refused('INVALID_INPUT', ['amount', 'currency'], `The payment is in ${payment.currency}.`);
    }
    const amountMinor = decideCapture(payment, asked.value?.amountMinor ?? null, context.at);
    if (!amountMinor.ok) return amountMinor;
    if (payment.funding === null) throw new Error('An authorised payment has a source.');
    await lockSource(context, payment, payment.funding);
    await capture(context, payment, payment.funding, amountMinor.value);
    return done({ paymentId: payment.id });
  },
);
