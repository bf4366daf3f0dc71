import type { Change } from '@ecosystem/kit/command';
import { dropUnpaid } from '../db/instalments.ts';
import type { PolicyRow } from '../db/policies.ts';
import { savePolicy } from '../db/policy-changes.ts';
import { findRenewal, lockQuote } from '../db/quotes.ts';
import { closeQuote } from './quote-close.ts';

/** How a policy is cancelled, by its holder or by the house. */
export interface PolicyCancellation {
  /** The first day without cover. */
  readonly cancelledOn: string;
  /** In the words of the holder; null where the house ends it. */
  readonly reason: string | null;
  readonly refundMinor: bigint;
}

/** Ends a locked policy before its term is over: nothing of it becomes due any more, and it is not renewed. Moves no money of the policy itself. */
export async function endPolicy(
  change: Change,
  policy: PolicyRow,
  { cancelledOn, reason, refundMinor }: PolicyCancellation,
): Promise<void> {
  const { pool, at, publish } = change;
  const { customerId, id, kind, currency } = policy;
  publish({
    topic: 'policy.cancelled',
    customerId,
    payload: { policyId: id, kind, cancelledOn, refundMinor: String(refundMinor), currency },
  });
  const [renewal] = await Promise.all([
    findRenewal(pool, policy),
    savePolicy(pool, policy, { status: 'CANCELLED', cancelledOn, cancellationReason: reason }, at),
    dropUnpaid(pool, policy),
  ]);
  const quote = renewal && (await lockQuote(pool, renewal.id));
  if (quote?.status === 'QUOTED') await closeQuote(change, quote, 'decline');
}
