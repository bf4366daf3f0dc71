import { makeChange } from '@ecosystem/kit/command';
import type { DueWork } from '@ecosystem/kit/jobs';
import { collectPremium } from '../commands/premium-collect.ts';
import { findInstalmentsToCollect } from '../db/instalments.ts';
import { businessDayOf } from '../domain/days.ts';

/** Instalments of premiums are taken from the wallet on their day, and on each day after it until they are paid. */
export const collectPremiumJob: DueWork = {
  name: 'collect-premium',
  everyMs: 60_000,
  findDue: (database, at, limit) => findInstalmentsToCollect(database, businessDayOf(at), limit),
  run: (key, context) => makeChange(context, (change) => collectPremium(change, key)),
};
