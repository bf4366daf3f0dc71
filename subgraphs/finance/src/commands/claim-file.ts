import { customerOf } from '@ecosystem/kit/caller';
import { newId, type Uuid } from '@ecosystem/kit/ids';
import { readId, readText } from '@ecosystem/kit/input';
import { done, type Result, refused } from '@ecosystem/kit/result';
import { lockCover, saveCover } from '../db/claim-cover.ts';
import { findClaimHandlers } from '../db/claim-handlers.ts';
import { countClaimsSince, insertClaim, lockFiling } from '../db/claims.ts';
import { findPayable } from '../db/neighbours.ts';
import { computeClaimNumber } from '../domain/claim.ts';
import { chooseHandler } from '../domain/claim-assignment.ts';
import { decideFiling, descriptionCharactersMax } from '../domain/claim-filing.ts';
import type { ClaimCover } from '../domain/claim-settlement.ts';
import { decideTriage, type Triage } from '../domain/claim-triage.ts';
import { computeQuietSince } from '../domain/fast-track.ts';
import { policyPrefixes } from '../domain/policy.ts';
import type { FileClaimInput } from '../generated/resolvers.ts';
import { readClaimLines } from './claim-lines.ts';
import { tellDecision } from './claim-news.ts';
import { type Context, command } from './command.ts';

/**
 * Takes in a claim of a policy's holder and sorts it at once: rule FT1 approves what is small and plain, and takes it from the
 * limits; everything else waits for the handler to whom it is assigned.
 */
export const fileClaim = command(
  'fileClaim',
  {
    constraints: { claims_loss: refused('DUPLICATE_CLAIM', ['lossAt'], 'This loss is claimed already.') },
  },
  async (input: FileClaimInput, context: Context) => {
    const { pool, at, caller, publish } = context;
    const policyId = readId(Object.values(policyPrefixes), input.policyId, ['policyId']);
    if (!policyId.ok) return policyId;
    const description = readText(input.description, descriptionCharactersMax, ['description']);
    if (!description.ok) return description;
    const behind = readBehind(input);
    if (!behind.ok) return behind;
    const customerId = customerOf(caller);
    if (customerId === null) return refuseUnknown();

    await lockFiling(pool, customerId);
    const cover = await lockCover(pool, policyId.value);
    if (!cover || cover.policy.customerId !== customerId || !isNamedBy(input.policyId, cover.policy.kind)) {
      return refuseUnknown();
    }
    const { policy } = cover;
    const lines = readClaimLines(input.lines, policy.currency);
    if (!lines.ok) return lines;
    const { orderId } = behind.value;
    if (orderId !== null && (await findPayable(pool, 'ORDER', orderId))?.customerId !== customerId) {
      return refused('NOT_FOUND', ['orderId'], 'There is no such order of yours.');
    }
    const { lossAt, cause } = input;
    // What auto knows of the accident is not known here: its photos count once they are in the lines.
    const facts = { lossAt, cause, description: description.value, lines: lines.value.filed, accidentPhotoCount: 0 };
    const filing = decideFiling(
      { ...policy, lapses: cover.lapses, coverages: cover.coverages },
      { ...facts, ...behind.value },
      at,
    );
    if (!filing.ok) return filing;

    const [handlers, claimsIn90Days] = await Promise.all([
      findClaimHandlers(pool),
      countClaimsSince(pool, customerId, computeQuietSince(at)),
    ]);
    const { claimedMinor, reserveMinor, lossKey } = filing.value;
    const triage = decideTriage(coverOf(cover, lines.value.filed), {
      cause,
      severity: null,
      currency: policy.currency,
      estimateMinor: claimedMinor,
      photoCount: lines.value.evidenceCount,
      claimsIn90Days,
    });
    const id = newId(at);
    const claim = {
      customerId,
      id,
      policyId: policy.id,
      ...behind.value,
      currency: policy.currency,
      approvedMinor: triage.assessment?.approvedMinor ?? null,
    };
    publish({
      topic: 'claim.filed',
      customerId,
      payload: { claimId: id, policyId: policy.id, claimedMinor: String(claimedMinor), currency: policy.currency },
    });
    if (triage.assessment) publish(tellDecision(claim, triage.assessment));
    const dates = { createdAt: at, updatedAt: at };
    await Promise.all([
      insertClaim(
        pool,
        {
          ...claim,
          ...dates,
          claimNumber: computeClaimNumber(id, at),
          status: triage.status,
          lossAt,
          reportedAt: at,
          cause,
          description: description.value,
          claimedMinor,
          reserveMinor: triage.assessment?.approvedMinor ?? reserveMinor,
          handlerId: chooseHandler(handlers, policy)?.id ?? null,
          lossKey,
          note: triage.misses.join(' ') || null,
        },
        lines.value.filed.map((line, index) => ({
          ...dates,
          customerId,
          claimId: id,
          coverageCode: line.coverageCode,
          number: index + 1,
          claimedMinor: line.claimedMinor,
          evidenceIds: line.evidenceIds,
          ...decidedOf(triage, line.coverageCode),
        })),
      ),
      triage.assessment && saveCover(pool, policy, triage.assessment, at),
    ]);
    return done({ claimId: id });
  },
);

const refuseUnknown = () => refused('NOT_FOUND', ['policyId'], 'There is no such policy of yours.');

/** The prefix of an id names the kind of a policy; with that of another kind it names nothing. */
const isNamedBy = (id: string, kind: keyof typeof policyPrefixes): boolean => id.startsWith(`${policyPrefixes[kind]}_`);

/** What stands behind a claim, in other subgraphs. */
interface Behind {
  readonly accidentId: Uuid | null;
  readonly encounterId: Uuid | null;
  readonly orderId: Uuid | null;
}

function readBehind(input: FileClaimInput): Result<Behind, 'INVALID_INPUT'> {
  const read = (prefix: string, id: string | null | undefined, field: string) =>
    id === null || id === undefined ? done(null) : readId(prefix, id, [field]);
  const accidentId = read('acc', input.accidentId, 'accidentId');
  if (!accidentId.ok) return accidentId;
  const encounterId = read('enc', input.encounterId, 'encounterId');
  if (!encounterId.ok) return encounterId;
  const orderId = read('ord', input.orderId, 'orderId');
  if (!orderId.ok) return orderId;
  return done({ accidentId: accidentId.value, encounterId: encounterId.value, orderId: orderId.value });
}

function coverOf(
  {
    policy,
    coverages,
  }: { readonly policy: { readonly deductibleLeftMinor: bigint | null } } & Pick<ClaimCover, 'coverages'>,
  lines: readonly { readonly coverageCode: string; readonly claimedMinor: bigint }[],
): ClaimCover {
  return {
    lines: lines.map((line) => ({ ...line, approvedMinor: 0n, deductibleAppliedMinor: 0n })),
    coverages,
    deductibleLeftMinor: policy.deductibleLeftMinor,
  };
}

function decidedOf({ assessment }: Triage, coverageCode: string) {
  const line = assessment?.lines.find((one) => one.coverageCode === coverageCode);
  return (
    line && {
      approvedMinor: line.approvedMinor,
      deductibleMinor: line.deductibleAppliedMinor,
      coinsuranceMinor: line.coinsuranceAppliedMinor,
    }
  );
}
