import type { EventNews } from '@ecosystem/kit/command';
import type { ClaimRow } from '../db/claims.ts';
import type { Assessment } from '../domain/claim-assessment.ts';

type Told = Pick<ClaimRow, 'customerId' | 'id' | 'policyId' | 'accidentId' | 'encounterId' | 'orderId' | 'currency'>;

const topics = {
  APPROVED: 'claim.approved',
  PARTIALLY_APPROVED: 'claim.partially-approved',
  REJECTED: 'claim.rejected',
} as const;

/**
 * The event of a decision, by a person or by rule FT1.
 * @throws Error if the status is not that of a decision.
 */
export function tellDecision(claim: Told, { status, approvedMinor }: Assessment): EventNews {
  if (status !== 'APPROVED' && status !== 'PARTIALLY_APPROVED' && status !== 'REJECTED') {
    throw new Error(`A claim that is ${status} is not decided.`);
  }
  return tellClaim(topics[status], claim, { approvedMinor: String(approvedMinor) });
}

/** An event of a claim, with what stands behind the claim in other subgraphs. */
export function tellClaim(
  topic: `claim.${string}`,
  { customerId, id, policyId, accidentId, encounterId, orderId, currency }: Told,
  more: Readonly<Record<string, string>> = {},
): EventNews {
  return { topic, customerId, payload: { claimId: id, policyId, accidentId, encounterId, orderId, currency, ...more } };
}
