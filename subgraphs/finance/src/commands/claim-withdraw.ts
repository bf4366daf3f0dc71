import type { Change } from '@ecosystem/kit/command';
import { done, type Result } from '@ecosystem/kit/result';
import { type ClaimRow, saveClaim } from '../db/claims.ts';
import { decideWithdrawal } from '../domain/claim-ending.ts';
import { tellClaim } from './claim-news.ts';

/** Takes back a claim that is locked and not decided; the loss may be claimed again. */
export async function withdrawClaim(
  { pool, at, publish }: Change,
  claim: ClaimRow,
): Promise<Result<null, 'ILLEGAL_TRANSITION'>> {
  const status = decideWithdrawal({ ...claim, paidMinor: claim.paidMinor ?? 0n });
  if (!status.ok) return status;
  publish(tellClaim('claim.withdrawn', claim));
  await saveClaim(pool, claim, { status: status.value, reserveMinor: 0n }, at);
  return done(null);
}
