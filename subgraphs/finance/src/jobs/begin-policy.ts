import { makeChange } from '@ecosystem/kit/command';
import type { DueWork } from '@ecosystem/kit/jobs';
import { advancePolicy } from '../commands/policy-advance.ts';
import { findPoliciesToBegin } from '../db/policy-changes.ts';
import { businessDayOf } from '../domain/days.ts';

/** Policies whose first day has come are in force. */
export const beginPolicyJob: DueWork = {
  name: 'begin-policy',
  everyMs: 60_000,
  findDue: (database, at, limit) => findPoliciesToBegin(database, businessDayOf(at), limit),
  run: (key, context) => makeChange(context, (change) => advancePolicy(change, key)),
};
