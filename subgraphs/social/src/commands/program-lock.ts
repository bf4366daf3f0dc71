import type { CommonRefusal } from '@ecosystem/kit/command';
import { readId } from '@ecosystem/kit/input';
import { isOperator, partnerOf } from '@ecosystem/kit/partner-callers';
import { done, type Result, refused } from '@ecosystem/kit/result';
import { findVersions, type MiniProgramVersionRow } from '../db/mini-program-versions.ts';
import { findMiniProgram, type MiniProgramRow } from '../db/mini-programs.ts';
import { lockPartner, lockPartnerOf, type PartnerRow } from '../db/partners.ts';
import type { Context } from './command.ts';

/** A mini program with its partner, which is locked, and the versions that a decision may touch. */
export interface LockedProgram {
  readonly partner: PartnerRow;
  readonly program: MiniProgramRow;
  /** The version that is asked about, if it exists. */
  readonly version: MiniProgramVersionRow | null;
  /** That version, and those that wait for the operator or come to users. */
  readonly versions: readonly MiniProgramVersionRow[];
}

/** Names one version of a mini program, as the input of a mutation does. */
interface VersionInput {
  readonly miniProgramId: string;
  readonly version: string;
}

/**
 * The caller's own mini program, locked with its partner until the transaction ends. One of another partner is refused as a missing one, so
 * that ids cannot be probed.
 */
export function lockOwnProgram(
  input: VersionInput,
  context: Context,
): Promise<Result<LockedProgram, Extract<CommonRefusal, 'NOT_FOUND' | 'INVALID_INPUT'>>> {
  const partnerId = partnerOf(context.caller);
  return lockProgram(input, context, async () => (partnerId === null ? null : lockPartner(context.pool, partnerId)));
}

/** Any mini program, for an operator, locked with its partner until the transaction ends; for others there is none. */
export function lockReviewedProgram(
  input: VersionInput,
  context: Context,
): Promise<Result<LockedProgram, Extract<CommonRefusal, 'NOT_FOUND' | 'INVALID_INPUT'>>> {
  return lockProgram(input, context, async (id) =>
    isOperator(context.caller) ? lockPartnerOf(context.pool, id) : null,
  );
}

async function lockProgram(
  input: VersionInput,
  { pool }: Context,
  lock: (miniProgramId: string) => Promise<PartnerRow | null>,
): Promise<Result<LockedProgram, Extract<CommonRefusal, 'NOT_FOUND' | 'INVALID_INPUT'>>> {
  const id = readId('app', input.miniProgramId, ['miniProgramId']);
  if (!id.ok) return id;
  const partner = await lock(id.value);
  // Read after the lock was taken, so that they are as the last one who held it left them.
  const [program, versions] = partner
    ? await Promise.all([findMiniProgram(pool, id.value), findVersions(pool, id.value, input.version)])
    : [null, []];
  if (!partner || program?.partnerId !== partner.id) {
    return refused('NOT_FOUND', ['miniProgramId'], 'There is no such mini program for you to change.');
  }
  const version = versions.find(({ number }) => number === input.version) ?? null;
  return done({ partner, program, version, versions });
}

/** How a version that does not exist is refused. */
export const noSuchVersion = refused('NOT_FOUND', ['version'], 'The mini program has no such version.');
