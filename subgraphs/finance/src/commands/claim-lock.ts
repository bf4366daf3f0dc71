import { subjectOf } from '@ecosystem/kit/caller';
import type { Uuid } from '@ecosystem/kit/ids';
import { done, type Result, refused } from '@ecosystem/kit/result';
import { type ClaimRow, lockClaim } from '../db/claims.ts';
import type { Context } from './command.ts';

/** The claim, locked, for the handler to whom it is assigned; to everybody else it is missing. */
export async function lockAssignedClaim(
  { pool, caller }: Pick<Context, 'pool' | 'caller'>,
  id: Uuid,
): Promise<Result<ClaimRow, 'NOT_FOUND'>> {
  const claim = await lockClaim(pool, id);
  if (claim !== null && claim.handlerId !== null && claim.handlerId === subjectOf(caller, 'hdl')) return done(claim);
  return refused('NOT_FOUND', ['claimId'], 'There is no such claim assigned to you.');
}
