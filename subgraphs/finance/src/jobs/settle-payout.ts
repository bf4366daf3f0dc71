import { makeChange } from '@ecosystem/kit/command';
import type { DueWork } from '@ecosystem/kit/jobs';
import { settlePayout } from '../commands/payout-settle.ts';
import { findPayoutsInFlight } from '../db/payouts.ts';

/** Brings payouts that were ordered to their payees. */
export const settlePayoutJob: DueWork = {
  name: 'settle-payout',
  everyMs: 2_000,
  findDue: (database, _, limit) => findPayoutsInFlight(database, limit),
  run: (key, context) => makeChange(context, (change) => settlePayout(change, key)),
};
