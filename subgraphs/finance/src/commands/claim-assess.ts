import { subjectOf } from '@ecosystem/kit/caller';
import { readId, readOptionalText } from '@ecosystem/kit/input';
import { done } from '@ecosystem/kit/result';
import { lockCover, saveCover } from '../db/claim-cover.ts';
import { findClaimHandler } from '../db/claim-handlers.ts';
import { findClaimLines, saveClaim, saveClaimLines } from '../db/claims.ts';
import { decideAssessment } from '../domain/claim-assessment.ts';
import type { AssessClaimInput } from '../generated/resolvers.ts';
import { readHandlerLines } from './claim-lines.ts';
import { lockAssignedClaim } from './claim-lock.ts';
import { tellDecision } from './claim-news.ts';
import { type Context, command } from './command.ts';

const noteCharactersMax = 2_000;

/**
 * The assigned handler decides on a claim. What is approved is taken from the limits now, under their locks, so that two claims never
 * share what is left (F8); a decision on a claim that was opened again replaces the earlier one.
 */
export const assessClaim = command('assessClaim', {}, async (input: AssessClaimInput, context: Context) => {
  const { pool, at, caller, publish } = context;
  const id = readId('clm', input.claimId, ['claimId']);
  if (!id.ok) return id;
  const note = readOptionalText(input.note, noteCharactersMax, ['note']);
  if (!note.ok) return note;
  const claim = await lockAssignedClaim(context, id.value);
  if (!claim.ok) return claim;
  const { customerId, policyId, currency } = claim.value;
  const named = readHandlerLines(input.lines, currency);
  if (!named.ok) return named;
  const handlerId = subjectOf(caller, 'hdl');
  const [cover, lines, handler] = await Promise.all([
    lockCover(pool, policyId),
    findClaimLines(pool, claim.value),
    handlerId === null ? null : findClaimHandler(pool, handlerId),
  ]);
  if (!cover) throw new Error(`The policy of the claim ${id.value} is missing.`);

  const paidMinor = claim.value.paidMinor ?? 0n;
  const assessment = decideAssessment(
    {
      status: claim.value.status,
      customerId,
      paidMinor,
      lines: lines.map(({ coverageCode, claimedMinor, approvedMinor, deductibleMinor }) => ({
        coverageCode,
        claimedMinor,
        approvedMinor: approvedMinor ?? 0n,
        deductibleAppliedMinor: deductibleMinor,
      })),
      coverages: cover.coverages,
      deductibleLeftMinor: cover.policy.deductibleLeftMinor,
    },
    { decision: input.decision, lines: named.value, handlerCustomerId: handler?.customerId ?? null },
  );
  if (!assessment.ok) return assessment;
  const { status, approvedMinor } = assessment.value;
  publish(tellDecision(claim.value, assessment.value));
  await Promise.all([
    saveClaim(
      pool,
      claim.value,
      { status, approvedMinor, reserveMinor: approvedMinor - paidMinor, note: note.value },
      at,
    ),
    saveClaimLines(pool, claim.value, assessment.value.lines, at),
    saveCover(pool, cover.policy, assessment.value, at),
  ]);
  return done({ claimId: id.value });
});
