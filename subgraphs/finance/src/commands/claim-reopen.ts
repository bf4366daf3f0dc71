import type { Change } from '@ecosystem/kit/command';
import { done, type Result } from '@ecosystem/kit/result';
import { lockCover } from '../db/claim-cover.ts';
import { type ClaimRow, findClaimLines, saveClaim } from '../db/claims.ts';
import { decideReopening } from '../domain/claim-ending.ts';
import { tellClaim } from './claim-news.ts';

/** Opens a claim that is locked and was decided once more; its handler decides again, and until then money is set aside. */
export async function reopenClaim(
  { pool, at, publish }: Change,
  claim: ClaimRow,
): Promise<Result<null, 'ILLEGAL_TRANSITION'>> {
  const [cover, lines] = await Promise.all([lockCover(pool, claim.policyId), findClaimLines(pool, claim)]);
  if (!cover) throw new Error(`The policy of the claim ${claim.id} is missing.`);
  const reopening = decideReopening({
    status: claim.status,
    paidMinor: claim.paidMinor ?? 0n,
    lines: lines.map((line) => ({
      ...line,
      approvedMinor: line.approvedMinor ?? 0n,
      deductibleAppliedMinor: line.deductibleMinor,
    })),
    coverages: cover.coverages,
  });
  if (!reopening.ok) return reopening;
  publish(tellClaim('claim.reopened', claim));
  await saveClaim(pool, claim, { ...reopening.value, paidAt: null }, at);
  return done(null);
}
