import { subjectOf } from '@ecosystem/kit/caller';
import { newId } from '@ecosystem/kit/ids';
import { readId, readText } from '@ecosystem/kit/input';
import { parseAmount } from '@ecosystem/kit/money';
import { done, refused } from '@ecosystem/kit/result';
import { lockPayment } from '../db/payments.ts';
import type { RefundPaymentInput } from '../generated/resolvers.ts';
import { type Context, command } from './command.ts';
import { refund } from './refund.ts';

const reasonCharactersMax = 200;

/**
 * Gives part or all of a captured payment back to its payer; for the shop that was paid.
 * Money, states and event are written in one transaction; the same key answers as it did the first time.
 */
export const refundPayment = command(
  'refundPayment',
  {
    movesMoney: true,
    constraints: {
      ledger_accounts_balance: refused('MERCHANT_BALANCE_LOW', ['amount'], 'The shop does not have this much now.'),
    },
  },
  async (input: RefundPaymentInput, context: Context) => {
    const id = readId('pay', input.paymentId, ['paymentId']);
    if (!id.ok) return id;
    const reason = readText(input.reason, reasonCharactersMax, ['reason']);
    if (!reason.ok) return reason;
    const amount = parseAmount(input.amount, ['amount']);
    if (!amount.ok) return amount;
    const payment = await lockPayment(context.pool, id.value);
    // A payment of another shop answers as a missing one, so that ids cannot be probed.
    if (!payment || payment.payeeMerchantId === null || subjectOf(context.caller, 'mer') !== payment.payeeMerchantId) {
      return refused('NOT_FOUND', ['paymentId'], 'There is no such payment to your shop.');
    }
    if (amount.value.currency !== payment.currency) {
      return refused('INVALID_INPUT', ['amount', 'currency'], `The payment is in ${payment.currency}.`);
    }
    const refundId = newId(context.at);
    const refunded = await refund(context, payment, {
      id: refundId,
      amountMinor: amount.value.amountMinor,
      reason: reason.value,
      requestKey: context.requestKey,
    });
    if (!refunded.ok) return refunded;
    return done({ refundId, paymentId: payment.id });
  },
);
