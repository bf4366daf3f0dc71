import { makeChange } from '@ecosystem/kit/command';
import type { DueWork } from '@ecosystem/kit/jobs';
import { endUncaptured } from '../commands/payment-release.ts';
import { findOverduePayments, lockPayment } from '../db/payments.ts';
import { isOverdue } from '../domain/payment-decisions.ts';

/** Ends payments whose time is over; what they hold is free again. */
export const expirePaymentJob: DueWork = {
  name: 'expire-payment',
  everyMs: 10_000,
  findDue: findOverduePayments,
  run: ({ id }, context) =>
    makeChange(context, async (change) => {
      const payment = await lockPayment(change.pool, id);
      if (payment && isOverdue(payment, change.at)) await endUncaptured(change, payment, 'EXPIRED');
    }),
};
