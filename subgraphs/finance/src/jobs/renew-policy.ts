import { makeChange } from '@ecosystem/kit/command';
import type { DueWork } from '@ecosystem/kit/jobs';
import { renewPolicy } from '../commands/policy-renew.ts';
import { findRenewalsToCollect } from '../db/quotes.ts';
import { businessDayOf } from '../domain/days.ts';

/** Next terms are paid from the wallet and bound, each day from a week before the old term ends. */
export const renewPolicyJob: DueWork = {
  name: 'renew-policy',
  everyMs: 60_000,
  findDue: (database, at, limit) => findRenewalsToCollect(database, businessDayOf(at), limit),
  run: (key, context) => makeChange(context, (change) => renewPolicy(change, key)),
};
