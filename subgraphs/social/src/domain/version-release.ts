import { done, type Result, refused } from '@ecosystem/kit/result';
import { type MiniProgramStatus, miniProgramMachine } from './mini-program.ts';
import { type Version, type VersionStatus, versionMachine } from './mini-program-version.ts';
import type { PartnerStatus } from './partner.ts';

/** The smallest share of users in percent to whom a version is released. */
const leastPercent = 1;
/** All users, in percent. */
export const wholePercent = 100;

/** Before these a version has not been approved. */
const unapproved: readonly VersionStatus[] = ['DRAFT', 'IN_REVIEW', 'DELAYED', 'REJECTED', 'WITHDRAWN'];

export interface ReleaseFacts {
  readonly partner: { readonly status: PartnerStatus };
  readonly program: { readonly status: MiniProgramStatus };
  readonly version: Pick<Version, 'number' | 'status' | 'rolloutPercent'>;
  /** The other versions that users get: at most one to all, at most one to a part of them. */
  readonly others: readonly Pick<Version, 'number' | 'status'>[];
}

export interface Release {
  readonly status: VersionStatus;
  readonly rolloutPercent: number;
  readonly programStatus: MiniProgramStatus;
  /** The numbers of the versions whose place it takes. */
  readonly superseded: readonly string[];
}

/**
 * What the release of a version to a share of the users changes. Below 100 percent it is RELEASING beside the live one, and takes the place
 * of another one that is RELEASING; at 100 it is LIVE, takes the place of both, and a mini program that nobody could open is LIVE with it.
 */
export function decideRelease(
  { partner, program, version, others }: ReleaseFacts,
  percent: number,
): Result<Release, 'ROLLOUT_RANGE' | 'NOT_APPROVED' | 'PARTNER_NOT_LIVE' | 'ILLEGAL_TRANSITION'> {
  if (percent < leastPercent || percent > wholePercent) {
    const message = `The share must be from ${leastPercent} to ${wholePercent} percent.`;
    return refused('ROLLOUT_RANGE', ['rolloutPercent'], message);
  }
  if (unapproved.includes(version.status)) {
    return refused('NOT_APPROVED', ['version'], `A version that is ${version.status} is not approved.`);
  }
  if (partner.status !== 'LIVE') {
    return refused('PARTNER_NOT_LIVE', null, `A partner that is ${partner.status} releases no versions.`);
  }
  const programStatus = openProgram(program.status, percent);
  if (programStatus === null) {
    const message = `A mini program that is ${program.status} releases no versions.`;
    return refused('ILLEGAL_TRANSITION', ['miniProgramId'], message);
  }
  const releasing = version.status === 'RELEASING' ? version.status : versionMachine.next(version.status, 'release');
  if (releasing === null) {
    return refused('ILLEGAL_TRANSITION', ['version'], `A version that is ${version.status} is not released again.`);
  }
  if (percent <= version.rolloutPercent) {
    const message = `The share is ${version.rolloutPercent} percent already and may only grow.`;
    return refused('ROLLOUT_RANGE', ['rolloutPercent'], message);
  }
  const status = percent === wholePercent ? versionMachine.next(releasing, 'finish') : releasing;
  if (status === null) throw new Error(`A version that is ${releasing} cannot be finished.`);
  return done({
    status,
    rolloutPercent: percent,
    programStatus,
    superseded: others
      .filter((other) => other.number !== version.number && (other.status === 'RELEASING' || status === 'LIVE'))
      .map(({ number }) => number),
  });
}

/** The state of a mini program of which a version is released, or null where none can be. */
function openProgram(status: MiniProgramStatus, percent: number): MiniProgramStatus | null {
  if (status === 'LIVE') return status;
  if (status !== 'REGISTERED') return null;
  return percent === wholePercent ? miniProgramMachine.next(status, 'goLive') : status;
}
