import { defineMachine } from '@ecosystem/kit/transitions';
import type { ConsentScope } from './consent.ts';

/**
 * The life of a version. Beside the domain page's steps, a partner takes back a version whose review takes longer, and a newer
 * release takes the place of one that only a part of the users got: else a bad release could end only by reaching everybody.
 */
export const versionMachine = defineMachine({
  entity: 'mini program version',
  initial: 'DRAFT',
  transitions: [
    ['DRAFT', 'submit', 'IN_REVIEW'],
    ['IN_REVIEW', 'approve', 'APPROVED'],
    ['IN_REVIEW', 'reject', 'REJECTED'],
    ['IN_REVIEW', 'delay', 'DELAYED'],
    ['IN_REVIEW', 'withdraw', 'WITHDRAWN'],
    ['DELAYED', 'approve', 'APPROVED'],
    ['DELAYED', 'reject', 'REJECTED'],
    ['DELAYED', 'withdraw', 'WITHDRAWN'],
    ['APPROVED', 'release', 'RELEASING'],
    ['RELEASING', 'finish', 'LIVE'],
    ['RELEASING', 'supersede', 'SUPERSEDED'],
    ['LIVE', 'supersede', 'SUPERSEDED'],
    ['LIVE', 'rollBack', 'ROLLED_BACK'],
  ],
});

export type VersionStatus = (typeof versionMachine.states)[number];

/** A delayed review is still a review: one version at a time waits for the operator (C6). */
export const reviewStates = ['IN_REVIEW', 'DELAYED'] as const satisfies readonly VersionStatus[];

/** Nothing leads on from these; what such a version declared is history. */
export const finalVersionStates: readonly VersionStatus[] = versionMachine.states.filter((state) =>
  versionMachine.events.every((event) => versionMachine.next(state, event) === null),
);

/** States that a review led to, and those after them. */
export const reviewedStates = [
  'APPROVED',
  'REJECTED',
  'RELEASING',
  'LIVE',
  'SUPERSEDED',
  'ROLLED_BACK',
] as const satisfies readonly VersionStatus[];

/** The most versions of a mini program that are shown, the newest. */
export const versionsShownMax = 100;
/** The most characters of the reason for a refusal. */
export const rejectionReasonMax = 500;

/** A version as decisions look at it. */
export interface Version {
  /** The version by semantic versioning. */
  readonly number: string;
  readonly status: VersionStatus;
  /** The share of users who get it, 0 to 100. */
  readonly rolloutPercent: number;
  readonly declaredScopes: readonly ConsentScope[];
}
