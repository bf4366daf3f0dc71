import { makeChange } from '@ecosystem/kit/command';
import type { DueWork } from '@ecosystem/kit/jobs';
import { releaseEscrow } from '../commands/escrow-release.ts';
import { findReleasablePayments } from '../db/escrow.ts';
import { lockPayment } from '../db/payments.ts';
import { isReleaseDue } from '../domain/escrow.ts';

/** Gives money in escrow to the shop when the buyer has said nothing for long enough. */
export const releaseEscrowJob: DueWork = {
  name: 'release-escrow',
  everyMs: 60_000,
  findDue: findReleasablePayments,
  run: ({ id }, context) =>
    makeChange(context, async (change) => {
      const payment = await lockPayment(change.pool, id);
      if (payment && isReleaseDue(payment, change.at)) await releaseEscrow(change, payment);
    }),
};
