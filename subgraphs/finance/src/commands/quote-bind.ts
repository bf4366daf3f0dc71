import { owns } from '@ecosystem/kit/caller';
import { readId } from '@ecosystem/kit/input';
import { done, refused } from '@ecosystem/kit/result';
import { lockPayment } from '../db/payments.ts';
import { lockPolicy } from '../db/policy-changes.ts';
import { findQuote, lockQuote } from '../db/quotes.ts';
import { decideBinding, toQuotePayment } from '../domain/quote.ts';
import type { BindQuoteInput } from '../generated/resolvers.ts';
import { type Context, command } from './command.ts';
import { issuePolicy, planPolicy } from './policy-issue.ts';

/** Turns a paid quote into a policy whose cover begins on the next business day, or where the renewed term ends. */
export const bindQuote = command(
  'bindQuote',
  {
    movesMoney: true,
    constraints: {
      policies_vehicle_term: refused('DUPLICATE_COVER', null, 'The same cover is in force already.'),
    },
  },
  async (input: BindQuoteInput, context: Context) => {
    const { pool, caller } = context;
    const quoteId = readId('quo', input.quoteId, ['quoteId']);
    if (!quoteId.ok) return quoteId;
    const paymentId = readId('pay', input.paymentId, ['paymentId']);
    if (!paymentId.ok) return paymentId;
    const seen = await findQuote(pool, quoteId.value);
    if (!seen || !owns(caller, seen)) return refused('NOT_FOUND', ['quoteId'], 'There is no such quote of yours.');
    const renewed = seen.renewsPolicyId === null ? null : await lockPolicy(pool, seen.renewsPolicyId);
    const quote = await lockQuote(pool, seen.id);
    if (!quote) throw new Error('A quote is never removed.');
    const payment = await lockPayment(pool, paymentId.value);
    if (!payment || !owns(caller, payment)) {
      return refused('NOT_FOUND', ['paymentId'], 'There is no such payment of yours.');
    }
    const decision = decideBinding(quote, toQuotePayment(payment));
    if (!decision.ok) return decision;
    const plan = await planPolicy(context, quote, renewed);
    if (!plan.ok) return plan;
    await issuePolicy(context, quote, plan.value, payment);
    return done({ policyId: plan.value.policy.id });
  },
);
