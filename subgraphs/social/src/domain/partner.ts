import { done, type Result, refused } from '@ecosystem/kit/result';
import { defineMachine, type EventOf } from '@ecosystem/kit/transitions';
import type { ConsentScope } from './consent.ts';
import type { MiniProgramEvent } from './mini-program.ts';
import { listPossibleScopes, orderScopes } from './partner-scopes.ts';

/** The life of a partnership: an application, checks, a test phase, work with customers. */
export const partnerMachine = defineMachine({
  entity: 'partner',
  initial: 'APPLIED',
  transitions: [
    ['APPLIED', 'startReview', 'KYB_REVIEW'],
    ['KYB_REVIEW', 'approve', 'SANDBOX'],
    ['KYB_REVIEW', 'reject', 'REJECTED'],
    ['SANDBOX', 'goLive', 'LIVE'],
    ['LIVE', 'suspend', 'SUSPENDED'],
    ['SUSPENDED', 'resume', 'LIVE'],
    ['SUSPENDED', 'terminate', 'TERMINATED'],
  ],
});

export type PartnerStatus = (typeof partnerMachine.states)[number];

/** The most characters of a partner's name. */
export const partnerNameMax = 100;
/** The most characters of the operator's note on a review. */
export const reviewNoteMax = 500;

/** The most stakes in a partner that are shown, the largest. */
export const stakesShownMax = 20;

export const partnerKinds = [
  'MERCHANT',
  'MOBILITY',
  'HOSPITAL',
  'INSURER',
  'BANK',
  'CITY',
  'LOGISTICS',
  'SCHOOL',
  'TRAVEL',
  'DEVELOPER',
] as const;

export const industries = [
  'RETAIL',
  'FINANCE',
  'TOURISM',
  'HEALTHCARE',
  'TRANSPORTATION',
  'EDUCATION',
  'GOVERNMENT',
] as const;
export type Industry = (typeof industries)[number];

/** Whether a partner may make mini programs: when it works with customers, and when it tests. */
export function canBuild({ status }: { readonly status: PartnerStatus }): boolean {
  return status === 'LIVE' || status === 'SANDBOX';
}

/** What a review decides by. */
interface ReviewedPartner {
  readonly status: PartnerStatus;
  readonly industry: Industry;
  readonly allowedScopes: readonly ConsentScope[];
}

/** What a review changes. */
export interface PartnerDecision {
  readonly status: PartnerStatus;
  readonly allowedScopes: ConsentScope[];
  /** What happens to each of the partner's mini programs that it can happen to; null if nothing. */
  readonly programEvent: MiniProgramEvent | null;
}

/** Mini programs share the fate of their partner: a live one is always of a live partner. */
const programEvents: Readonly<Partial<Record<EventOf<typeof partnerMachine>, MiniProgramEvent>>> = {
  suspend: 'suspend',
  resume: 'resume',
  terminate: 'takeOffline',
};

/**
 * What a review makes of a partner. A review that gives new scopes may leave the state as it is, unless it is an end state.
 * @param allowedScopes what the partner may ask customers for from now on; null leaves it as it is.
 */
export function decidePartnerReview(
  partner: ReviewedPartner,
  wanted: PartnerStatus,
  allowedScopes: readonly ConsentScope[] | null,
): Result<PartnerDecision, 'ILLEGAL_TRANSITION' | 'SCOPE_NOT_ALLOWED'> {
  const steps = partnerMachine.events.filter((event) => partnerMachine.next(partner.status, event) !== null);
  const step = steps.find((event) => partnerMachine.next(partner.status, event) === wanted);
  const isScopesAlone = wanted === partner.status && allowedScopes !== null && steps.length > 0;
  if (step === undefined && !isScopesAlone) {
    return refused('ILLEGAL_TRANSITION', ['status'], `A partner that is ${partner.status} cannot become ${wanted}.`);
  }
  const possible = listPossibleScopes(partner.industry);
  const tooMuch = allowedScopes?.find((scope) => !possible.includes(scope));
  if (tooMuch !== undefined) {
    return refused(
      'SCOPE_NOT_ALLOWED',
      ['allowedScopes'],
      `A partner of the industry ${partner.industry} cannot be given ${tooMuch}.`,
    );
  }
  return done({
    status: wanted,
    allowedScopes: orderScopes(allowedScopes ?? partner.allowedScopes),
    programEvent: (step && programEvents[step]) ?? null,
  });
}
