import { done, type Result, refused } from '@ecosystem/kit/result';
import { computeLossKey, isCauseOf } from './claim.ts';
import { computeReserve } from './claim-line.ts';
import { fastTrackPhotosMin } from './fast-track.ts';
import type { PolicyKind } from './policy.ts';
import { type CoverTerm, coversAt, isWithinTerm, type Lapse } from './policy-cover.ts';

/** The most lines of one claim. */
export const claimLinesMax = 20;
/** The most pieces of evidence of one line. */
export const evidenceMax = 20;
/** The longest description of a loss, in characters. */
export const descriptionCharactersMax = 2_000;

/** A policy under which a loss is claimed. */
export interface FiledPolicy extends CoverTerm {
  readonly id: string;
  readonly kind: PolicyKind;
  readonly lapses: readonly Lapse[];
  /** All coverages of the policy, with what is left of their limits in minor units. */
  readonly coverages: readonly { readonly code: string; readonly remainingMinor: bigint }[];
}

/** What a customer says of a loss; amounts in minor units of the policy's currency. */
export interface FilingInput {
  readonly lossAt: Date;
  readonly cause: string;
  readonly description: string;
  readonly lines: readonly FiledLine[];
  /** The accident behind a motor claim. */
  readonly accidentId: string | null;
  /** The encounter behind a health claim. */
  readonly encounterId: string | null;
  /** The order of the drugs behind a health claim. */
  readonly orderId: string | null;
  /** The photos that auto holds of the accident; 0 without one. */
  readonly accidentPhotoCount: number;
}

/** One claimed amount and the number of its photos, receipts or other evidence. */
export interface FiledLine {
  readonly coverageCode: string;
  readonly claimedMinor: bigint;
  readonly evidenceCount: number;
}

/** What is stored of a claim that is taken in; amounts in minor units. */
export interface Filing {
  readonly claimedMinor: bigint;
  readonly reserveMinor: bigint;
  /** Two claims of one policy with the same key are the same loss: the second is refused with DUPLICATE_CLAIM. */
  readonly lossKey: string;
}

/** Why a claim is not taken in. */
export type FilingCode =
  | 'INVALID_INPUT'
  | 'LOSS_OUTSIDE_TERM'
  | 'POLICY_NOT_IN_FORCE'
  | 'COVERAGE_UNKNOWN'
  | 'EVIDENCE_REQUIRED';

/** The fewest pieces of evidence of a line. A return needs none: the order's return shows it. */
const evidenceMin = { AUTO: 1, HEALTH: 1, LIFE: 1, RETURN_FREIGHT: 0 } as const satisfies Record<PolicyKind, number>;

/** What PostgreSQL's bigint holds. */
const claimedMaxMinor = 2n ** 63n - 1n;

/** Takes in a claim: what is said must be possible, the loss covered, each line of a coverage and with its evidence. */
export function decideFiling(policy: FiledPolicy, input: FilingInput, at: Date): Result<Filing, FilingCode> {
  const { lossAt, cause, encounterId, lines } = input;
  const problem = findProblem(policy, input, at);
  if (problem) return refused('INVALID_INPUT', ...problem);
  if (!isWithinTerm(policy, lossAt)) {
    return refused('LOSS_OUTSIDE_TERM', ['lossAt'], 'The loss is not on a day of the policy’s term.');
  }
  if (!coversAt(policy, policy.lapses, lossAt)) {
    return refused('POLICY_NOT_IN_FORCE', ['policyId'], 'The policy was not in force at the time of the loss.');
  }
  const unknown = lines.findIndex((line) => !policy.coverages.some(({ code }) => code === line.coverageCode));
  if (unknown >= 0) {
    return refused('COVERAGE_UNKNOWN', pathOf(unknown, 'coverageCode'), 'The policy has no such coverage.');
  }
  const bare = lines.findIndex((line) => !hasEvidence(policy.kind, line, input));
  if (bare >= 0) {
    return refused('EVIDENCE_REQUIRED', pathOf(bare, 'evidenceIds'), 'Each claimed amount needs a photo or a receipt.');
  }
  return done({
    claimedMinor: sumClaimed(lines),
    reserveMinor: computeReserve(lines.map((line) => ({ ...line, remainingMinor: remainingOf(policy, line) }))),
    lossKey: computeLossKey({ policyId: policy.id, cause, lossAt, encounterId }),
  });
}

type Problem = readonly [path: readonly string[], message: string];

function findProblem(policy: FiledPolicy, input: FilingInput, at: Date): Problem | null {
  const { lossAt, cause, description, lines } = input;
  if (lossAt > at) return [['lossAt'], 'The loss lies in the future.'];
  if (!isCauseOf(policy.kind, cause)) return [['cause'], 'A loss under this policy cannot have this cause.'];
  if (description.trim() === '') return [['description'], 'The description is empty.'];
  if ([...description].length > descriptionCharactersMax) {
    return [['description'], `The description is longer than ${descriptionCharactersMax} characters.`];
  }
  if (lines.length === 0 || lines.length > claimLinesMax) {
    return [['lines'], `A claim has 1 to ${claimLinesMax} lines.`];
  }
  if (input.accidentId !== null && policy.kind !== 'AUTO')
    return [['accidentId'], 'Only a motor claim has an accident.'];
  if (input.encounterId !== null && policy.kind !== 'HEALTH') {
    return [['encounterId'], 'Only a health claim has an encounter.'];
  }
  if (input.orderId !== null && policy.kind !== 'HEALTH')
    return [['orderId'], 'Only a health claim has an order of drugs.'];
  if (sumClaimed(lines) > claimedMaxMinor) return [['lines'], 'The claimed amounts are too large.'];
  const codes = lines.map(({ coverageCode }) => coverageCode);
  for (const [index, { coverageCode, claimedMinor, evidenceCount }] of lines.entries()) {
    if (claimedMinor <= 0n) return [pathOf(index, 'amount'), 'The claimed amount is not above zero.'];
    if (evidenceCount > evidenceMax) {
      return [pathOf(index, 'evidenceIds'), `A line has at most ${evidenceMax} pieces of evidence.`];
    }
    if (codes.indexOf(coverageCode) !== index) {
      return [pathOf(index, 'coverageCode'), 'The coverage is claimed twice; sum the amounts in one line.'];
    }
  }
  return null;
}

/** The photos of the accident stand in for those of the lines where they are enough for the fast track. */
function hasEvidence(kind: PolicyKind, line: FiledLine, { accidentPhotoCount }: FilingInput): boolean {
  return line.evidenceCount >= evidenceMin[kind] || (kind === 'AUTO' && accidentPhotoCount >= fastTrackPhotosMin);
}

function remainingOf(policy: FiledPolicy, { coverageCode }: FiledLine): bigint {
  return policy.coverages.find(({ code }) => code === coverageCode)?.remainingMinor ?? 0n;
}

function sumClaimed(lines: readonly FiledLine[]): bigint {
  return lines.reduce((sum, { claimedMinor }) => sum + claimedMinor, 0n);
}

function pathOf(index: number, field: string): string[] {
  return ['lines', String(index), field];
}
