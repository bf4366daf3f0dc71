import { customerOf, subjectOf } from '@ecosystem/kit/caller';
import { readId } from '@ecosystem/kit/input';
import { done, refused } from '@ecosystem/kit/result';
import { lockPayment } from '../db/payments.ts';
import { decideCancellation } from '../domain/payment-decisions.ts';
import type { CancelPaymentInput } from '../generated/resolvers.ts';
import { type Context, command } from './command.ts';
import { endUncaptured } from './payment-release.ts';

/** Payer or payee withdraws before capture; what is held is free again. */
export const cancelPayment = command(
  'cancelPayment',
  { movesMoney: true },
  async (input: CancelPaymentInput, context: Context) => {
    const { pool, caller } = context;
    const id = readId('pay', input.paymentId, ['paymentId']);
    if (!id.ok) return id;
    const payment = await lockPayment(pool, id.value);
    const isParty =
      payment !== null &&
      (customerOf(caller) === payment.customerId ||
        (payment.payeeMerchantId !== null && subjectOf(caller, 'mer') === payment.payeeMerchantId));
    if (!isParty) return refused('NOT_FOUND', ['paymentId'], 'There is no such payment of yours.');
    const decision = decideCancellation(payment);
    if (!decision.ok) return decision;
    await endUncaptured(context, payment, decision.value);
    return done({ paymentId: payment.id });
  },
);
