import { makeChange } from '@ecosystem/kit/command';
import type { DueWork } from '@ecosystem/kit/jobs';
import { closeClaim } from '../commands/claim-close.ts';
import { findClaimsToClose } from '../db/claims.ts';
import { computeCloseBefore } from '../domain/claim-ending.ts';

/** Closes claims that were paid, once the time to object is over. */
export const closeClaimJob: DueWork = {
  name: 'close-claim',
  everyMs: 600_000,
  findDue: (database, at, limit) => findClaimsToClose(database, computeCloseBefore(at), limit),
  run: (key, context) => makeChange(context, (change) => closeClaim(change, key)),
};
