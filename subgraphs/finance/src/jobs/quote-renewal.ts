import { makeChange } from '@ecosystem/kit/command';
import type { DueWork } from '@ecosystem/kit/jobs';
import { quoteRenewal } from '../commands/renewal-quote.ts';
import { findPoliciesToRenew } from '../db/policy-changes.ts';
import { addDays, businessDayOf } from '../domain/days.ts';
import { renewalNoticeDays } from '../domain/policy-renewal.ts';

/** Policies that renew get a quote of their next term 30 days before the end (AT-7-1). */
export const quoteRenewalJob: DueWork = {
  name: 'quote-renewal',
  everyMs: 60_000,
  findDue(database, at, limit) {
    const today = businessDayOf(at);
    return findPoliciesToRenew(database, today, addDays(today, renewalNoticeDays), limit);
  },
  run: (key, context) => makeChange(context, (change) => quoteRenewal(change, key)),
};
