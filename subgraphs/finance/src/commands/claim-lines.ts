import { readId, readOptionalText } from '@ecosystem/kit/input';
import { formatMoney, parseAmount } from '@ecosystem/kit/money';
import { done, type Result, refused } from '@ecosystem/kit/result';
import type { HandlerLine } from '../domain/claim-assessment.ts';
import type { FiledLine } from '../domain/claim-filing.ts';
import { claimLinesMax } from '../domain/claim-filing.ts';
import type { AssessLineInput, ClaimLineInput } from '../generated/resolvers.ts';

type Read<Value> = Result<Value, 'INVALID_INPUT'>;

const reasonCharactersMax = 500;

/** The claimed lines with the UUIDs of their evidence. */
export interface ReadLines {
  readonly filed: readonly (FiledLine & { readonly evidenceIds: readonly string[] })[];
  /** How many different photos and papers there are over all lines. */
  readonly evidenceCount: number;
}

/** The lines of a new claim; refused where an amount is not in the currency of the policy, or evidence is named twice in a line. */
export function readClaimLines(inputs: readonly ClaimLineInput[], currency: string): Read<ReadLines> {
  const filed: ReadLines['filed'][number][] = [];
  for (const [index, input] of inputs.entries()) {
    const path = ['lines', String(index)];
    const claimedMinor = readMinor(input.amount, currency, [...path, 'amount']);
    if (!claimedMinor.ok) return claimedMinor;
    const evidenceIds = readEvidence(input.evidenceIds, [...path, 'evidenceIds']);
    if (!evidenceIds.ok) return evidenceIds;
    filed.push({
      coverageCode: input.coverageCode,
      claimedMinor: claimedMinor.value,
      evidenceCount: evidenceIds.value.length,
      evidenceIds: evidenceIds.value,
    });
  }
  return done({ filed, evidenceCount: new Set(filed.flatMap(({ evidenceIds }) => evidenceIds)).size });
}

/** What a handler says of the lines of a claim; an amount may be 0. */
export function readHandlerLines(inputs: readonly AssessLineInput[], currency: string): Read<HandlerLine[]> {
  if (inputs.length > claimLinesMax) {
    return refused('INVALID_INPUT', ['lines'], `A claim has at most ${claimLinesMax} lines.`);
  }
  const lines: HandlerLine[] = [];
  for (const [index, { coverageCode, approved, reason }] of inputs.entries()) {
    const path = ['lines', String(index)];
    const isNothing = approved.currency === currency && approved.amount === formatMoney(0n, currency).amount;
    const approvedMinor = isNothing ? done(0n) : readMinor(approved, currency, [...path, 'approved']);
    if (!approvedMinor.ok) return approvedMinor;
    const told = readOptionalText(reason, reasonCharactersMax, [...path, 'reason']);
    if (!told.ok) return told;
    lines.push({ coverageCode, approvedMinor: approvedMinor.value, reason: told.value });
  }
  return done(lines);
}

function readMinor(input: ClaimLineInput['amount'], currency: string, path: readonly string[]): Read<bigint> {
  const amount = parseAmount(input, path);
  if (!amount.ok) return amount;
  if (amount.value.currency === currency) return done(amount.value.amountMinor);
  return refused('INVALID_INPUT', [...path, 'currency'], `The policy is in ${currency}.`);
}

function readEvidence(inputs: readonly string[], path: readonly string[]): Read<string[]> {
  const ids: string[] = [];
  for (const [index, input] of inputs.entries()) {
    const id = readId('evd', input, [...path, String(index)]);
    if (!id.ok) return id;
    // One photo named three times is one photo.
    if (ids.includes(id.value)) return refused('INVALID_INPUT', [...path, String(index)], 'This is named already.');
    ids.push(id.value);
  }
  return done(ids);
}
