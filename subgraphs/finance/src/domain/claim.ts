import { defineMachine } from '@ecosystem/kit/transitions';
import { businessDayOf } from './days.ts';
import type { PolicyKind } from './policy.ts';

/** The life of a claim. A small loss goes by `fastTrack` from triage to approval without a person. */
export const claimMachine = defineMachine({
  entity: 'claim',
  initial: 'NOTIFIED',
  transitions: [
    ['NOTIFIED', 'triage', 'TRIAGED'],
    ['TRIAGED', 'fastTrack', 'APPROVED'],
    ['TRIAGED', 'investigate', 'INVESTIGATING'],
    ['INVESTIGATING', 'approve', 'APPROVED'],
    ['INVESTIGATING', 'approvePart', 'PARTIALLY_APPROVED'],
    ['INVESTIGATING', 'reject', 'REJECTED'],
    ['APPROVED', 'pay', 'PAYING'],
    ['PARTIALLY_APPROVED', 'pay', 'PAYING'],
    ['PAYING', 'settle', 'PAID'],
    ['PAYING', 'failPayout', 'APPROVED'],
    ['PAID', 'close', 'CLOSED'],
    ['REJECTED', 'reopen', 'REOPENED'],
    ['PAID', 'reopen', 'REOPENED'],
    ['CLOSED', 'reopen', 'REOPENED'],
    ['REOPENED', 'investigate', 'INVESTIGATING'],
    ['NOTIFIED', 'withdraw', 'WITHDRAWN'],
    ['TRIAGED', 'withdraw', 'WITHDRAWN'],
    ['INVESTIGATING', 'withdraw', 'WITHDRAWN'],
  ],
});

/** The states of a claim. */
export type ClaimStatus = (typeof claimMachine.states)[number];

/** What can cause a loss under each kind of policy. */
export const claimCauses = {
  AUTO: ['COLLISION', 'SCRATCH', 'MINOR', 'GLASS', 'THEFT', 'FIRE', 'FLOOD', 'HAIL', 'LIABILITY'],
  HEALTH: ['ILLNESS', 'ACCIDENT', 'MATERNITY'],
  LIFE: ['DEATH', 'DISABILITY'],
  RETURN_FREIGHT: ['RETURN'],
} as const satisfies Record<PolicyKind, readonly string[]>;

/** A cause of a loss. */
export type ClaimCause = (typeof claimCauses)[PolicyKind][number];

/** Whether a loss under a policy of this kind can have this cause. */
export function isCauseOf(kind: PolicyKind, cause: string): cause is ClaimCause {
  return claimCauses[kind].some((known) => known === cause);
}

/** Two reports of one cause within the same half hour of the clock are one loss. */
export const lossBucketMinutes = 30;

/** What tells one loss from another. */
export interface Loss {
  readonly policyId: string;
  readonly cause: string;
  readonly lossAt: Date;
  /** The encounter behind a health claim: two patients of a family can be ill at the same time. */
  readonly encounterId: string | null;
}

/**
 * The same text for two claims of the same loss: same policy, cause and half hour, and the same encounter if there is one.
 * An accident is left out on purpose, so that a loss cannot be claimed once with and once without it.
 */
export function computeLossKey({ policyId, cause, lossAt, encounterId }: Loss): string {
  const bucket = Math.floor(lossAt.getTime() / (lossBucketMinutes * 60_000));
  return [policyId, cause, bucket, ...(encounterId === null ? [] : [encounterId])].join(':');
}

/** How many hexadecimal digits of its id a claim number ends with: enough that no two of one day are alike. */
const numberDigits = 10;

/** The number told to the holder: CL, the business day of the report and the end of the claim's id. */
export function computeClaimNumber(id: string, reportedAt: Date): string {
  return `CL${businessDayOf(reportedAt).replaceAll('-', '')}${id.slice(-numberDigits).toUpperCase()}`;
}

/** The most claims that are shown under one policy, and for one order. */
export const policyClaimsMax = 50;
export const orderClaimsMax = 10;
