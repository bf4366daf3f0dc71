import { makeChange } from '@ecosystem/kit/command';
import type { DueWork } from '@ecosystem/kit/jobs';
import { collectInstalments } from '../commands/instalment-collect.ts';
import { findDueLoans } from '../db/loans.ts';
import { businessDayOf } from '../domain/days.ts';

/** Instalments fall due by day, so a look in ten minutes is soon enough. */
const everyMs = 10 * 60_000;

/** Takes the instalments of loans that are due from wallets. */
export const collectInstalmentJob: DueWork = {
  name: 'collect-instalment',
  everyMs,
  findDue: (database, at, limit) => findDueLoans(database, businessDayOf(at), limit),
  run: (key, context) => makeChange(context, (change) => collectInstalments(change, key)),
};
