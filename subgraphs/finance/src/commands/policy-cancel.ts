import { owns } from '@ecosystem/kit/caller';
import { formatId } from '@ecosystem/kit/ids';
import { readId, readText } from '@ecosystem/kit/input';
import { done, refused } from '@ecosystem/kit/result';
import { sumPaidInstalments } from '../db/instalments.ts';
import { post } from '../db/ledger.ts';
import { lockPayment } from '../db/payments.ts';
import { lockPolicy } from '../db/policy-changes.ts';
import { businessDayOf } from '../domain/days.ts';
import { premiumReturnPostings } from '../domain/payment-postings.ts';
import { policyPrefixes } from '../domain/policy.ts';
import { decideCancellation } from '../domain/policy-cancellation.ts';
import { splitTerm } from '../domain/policy-instalments.ts';
import type { CancelPolicyInput } from '../generated/resolvers.ts';
import { type Context, command } from './command.ts';
import { endPolicy } from './policy-end.ts';

const reasonCharactersMax = 200;

/**
 * Ends a policy early and gives back what of its premium is not earned, for policies of all kinds.
 * The payment of the quote stays captured, for the policy was bound with it (F11): what goes back is a booking of its own, to where the
 * premium came from.
 */
export const cancelPolicy = command(
  'cancelPolicy',
  { movesMoney: true },
  async (input: CancelPolicyInput, context: Context) => {
    const { pool, at, caller } = context;
    const id = readId(Object.values(policyPrefixes), input.policyId, ['policyId']);
    if (!id.ok) return id;
    const reason = readText(input.reason, reasonCharactersMax, ['reason']);
    if (!reason.ok) return reason;
    const policy = await lockPolicy(pool, id.value);
    // An id with the prefix of another kind names nothing.
    if (!policy || !owns(caller, policy) || formatId(policyPrefixes[policy.kind], policy.id) !== input.policyId) {
      return refused('NOT_FOUND', ['policyId'], 'There is no such policy of yours.');
    }
    const paidMinor = (await sumPaidInstalments(pool, policy)) ?? policy.premiumMinor;
    const decision = decideCancellation({ ...policy, paidMinor }, input.effectiveOn, businessDayOf(at));
    if (!decision.ok) return decision;
    const { effectiveOn: cancelledOn, refundMinor } = decision.value;
    await endPolicy(context, policy, { cancelledOn, reason: reason.value, refundMinor });

    if (refundMinor > 0n) {
      const payment = await lockPayment(pool, policy.paymentId);
      if (!payment?.funding) throw new Error('A policy has a payment with a source.');
      // Only the first premium was paid with the payment; those of later years came from the wallet.
      const [first] = splitTerm(policy);
      const isFirst = first !== undefined && cancelledOn < first.to;
      await post(pool, {
        ownerId: policy.customerId,
        kind: 'PREMIUM_RETURN',
        reference: `policy:${policy.id}:cancel`,
        bookedAt: at,
        postings: premiumReturnPostings(payment, isFirst ? payment.funding : 'WALLET', refundMinor),
      });
    }
    return done({ policyId: policy.id });
  },
);
