import { done, type Result, refused } from '@ecosystem/kit/result';
import { type Version, type VersionStatus, versionMachine } from './mini-program-version.ts';

export interface VersionReview {
  readonly status: VersionStatus;
  /** Why it was refused; null where it was approved. */
  readonly rejectionReason: string | null;
}

/** What the operator's review of a version changes; a refusal says why, so that the partner can do better. */
export function decideVersionReview(
  { status }: Pick<Version, 'status'>,
  isApproved: boolean,
  reason: string | null,
): Result<VersionReview, 'ILLEGAL_TRANSITION' | 'REASON_REQUIRED'> {
  const next = versionMachine.next(status, isApproved ? 'approve' : 'reject');
  if (next === null) return refused('ILLEGAL_TRANSITION', ['version'], `A version that is ${status} is not in review.`);
  if (isApproved) return done({ status: next, rejectionReason: null });
  if (reason === null) return refused('REASON_REQUIRED', ['reason'], 'A refusal needs a reason.');
  return done({ status: next, rejectionReason: reason });
}
