import { type ClaimStatus, claimMachine } from './claim.ts';
import type { Assessment } from './claim-assessment.ts';
import { type ClaimCover, settleInFull } from './claim-settlement.ts';
import { decideFastTrack, type FastTrackFacts } from './fast-track.ts';

/** What triage makes of a claim: sorted for its handler, or decided by rule FT1. */
export interface Triage {
  readonly status: ClaimStatus;
  /** What rule FT1 decided; null where a handler has to. */
  readonly assessment: Assessment | null;
  /** Why rule FT1 did not decide, in sentences for the handler. */
  readonly misses: readonly string[];
}

/** Sorts a claim that was just filed. What rule FT1 approves gets what the formula yields, and no person looks at it. */
export function decideTriage(cover: ClaimCover, facts: FastTrackFacts): Triage {
  const { isApproved, misses } = decideFastTrack(facts);
  if (!isApproved) return { status: claimMachine.follow(['triage']), assessment: null, misses };
  const { lines, deductibleLeftMinor } = settleInFull(cover);
  const assessed = lines.map(({ coverageCode, approvedMinor, deductibleAppliedMinor, coinsuranceAppliedMinor }) => ({
    coverageCode,
    approvedMinor: approvedMinor ?? 0n,
    reason: null,
    deductibleAppliedMinor,
    coinsuranceAppliedMinor,
  }));
  const status = claimMachine.follow(['triage', 'fastTrack']);
  return {
    status,
    misses,
    assessment: {
      status,
      approvedMinor: assessed.reduce((sum, { approvedMinor }) => sum + approvedMinor, 0n),
      lines: assessed,
      coverages: lines.map(({ coverageCode, availableMinor, approvedMinor }) => ({
        code: coverageCode,
        remainingMinor: availableMinor - (approvedMinor ?? 0n),
      })),
      deductibleLeftMinor,
    },
  };
}
