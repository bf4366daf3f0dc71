import { done, type Result, refused } from '@ecosystem/kit/result';
import type { ConsentScope } from './consent.ts';
import type { MiniProgramStatus } from './mini-program.ts';
import { reviewStates, type Version, type VersionStatus, versionMachine } from './mini-program-version.ts';
import type { PartnerStatus } from './partner.ts';
import { orderScopes } from './partner-scopes.ts';
import { isSemanticVersion } from './semantic-version.ts';

/** Whose version it is, and which versions there are. */
export interface SubmissionFacts {
  readonly partner: { readonly status: PartnerStatus; readonly allowedScopes: readonly ConsentScope[] };
  readonly program: { readonly status: MiniProgramStatus };
  /** The version of the same number, if it was made before. */
  readonly same: Pick<Version, 'status'> | null;
  /** The version that waits for the operator, if one does. */
  readonly waiting: Pick<Version, 'number'> | null;
}

export interface Submission {
  readonly status: VersionStatus;
  readonly declaredScopes: ConsentScope[];
}

/**
 * What the submission of a version changes. Only a live partner submits: a review is the operator's work for customers, and the versions of
 * a partner that still tests come to no customer.
 */
export function decideSubmission(
  { partner, program, same, waiting }: SubmissionFacts,
  number: string,
  scopes: readonly ConsentScope[],
): Result<
  Submission,
  | 'INVALID_INPUT'
  | 'PARTNER_NOT_LIVE'
  | 'ILLEGAL_TRANSITION'
  | 'VERSION_IN_REVIEW'
  | 'VERSION_EXISTS'
  | 'SCOPE_NOT_ALLOWED'
> {
  if (!isSemanticVersion(number)) {
    return refused('INVALID_INPUT', ['version'], 'This is not a semantic version such as 1.4.0.');
  }
  if (partner.status !== 'LIVE') {
    return refused('PARTNER_NOT_LIVE', null, `A partner that is ${partner.status} submits no versions.`);
  }
  if (program.status === 'OFFLINE') {
    return refused('ILLEGAL_TRANSITION', ['miniProgramId'], 'A mini program that is OFFLINE gets no new version.');
  }
  if (waiting) {
    return refused('VERSION_IN_REVIEW', ['version'], `Version ${waiting.number} is still in review.`);
  }
  const status = versionMachine.next(same?.status ?? 'DRAFT', 'submit');
  if (status === null) return refused('VERSION_EXISTS', ['version'], `There is a version ${number} already.`);
  const declaredScopes = orderScopes(scopes);
  const tooMuch = declaredScopes.find((scope) => !partner.allowedScopes.includes(scope));
  if (tooMuch !== undefined) {
    return refused('SCOPE_NOT_ALLOWED', ['declaredScopes'], `You may not ask customers for ${tooMuch}.`);
  }
  return done({ status, declaredScopes });
}

/** Whether a version waits for the operator. */
export const isWaiting = ({ status }: Pick<Version, 'status'>): boolean =>
  reviewStates.some((state) => state === status);
