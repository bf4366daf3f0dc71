import { makeChange } from '@ecosystem/kit/command';
import type { DueWork } from '@ecosystem/kit/jobs';
import { advancePolicy } from '../commands/policy-advance.ts';
import { findPoliciesToExpire } from '../db/policy-changes.ts';
import { businessDayOf } from '../domain/days.ts';

/** Policies whose term is over have expired; those that had lapsed are cancelled. */
export const expirePolicyJob: DueWork = {
  name: 'expire-policy',
  everyMs: 60_000,
  findDue: (database, at, limit) => findPoliciesToExpire(database, businessDayOf(at), limit),
  run: (key, context) => makeChange(context, (change) => advancePolicy(change, key)),
};
