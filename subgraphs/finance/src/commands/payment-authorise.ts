import { customerOf, subjectOf } from '@ecosystem/kit/caller';
import { readId } from '@ecosystem/kit/input';
import { done, type Result, refused } from '@ecosystem/kit/result';
import { changeHeld, lockBalances } from '../db/ledger.ts';
import { lockPayment, type PaymentRow, savePayment } from '../db/payments.ts';
import { lockWallets, saveSpending } from '../db/wallets.ts';
import { businessDayOf } from '../domain/days.ts';
import { pointsAccount } from '../domain/ledger.ts';
import { decideAuthorisation } from '../domain/payment-decisions.ts';
import type { FundingSource } from '../domain/payment-kinds.ts';
import { heldAccountOf, sourceAmountOf } from '../domain/payment-postings.ts';
import { decideSpending } from '../domain/spending.ts';
import { computeAvailable } from '../domain/wallet.ts';
import type { AuthorisePaymentInput } from '../generated/resolvers.ts';
import { capture, paidOnce } from './capture.ts';
import { type Context, command } from './command.ts';

/** The payer agrees: the money is held for what the payee captures, and taken at once for everything else. */
export const authorisePayment = command(
  'authorisePayment',
  { movesMoney: true, constraints: paidOnce },
  async (input: AuthorisePaymentInput, context: Context) => {
    const { pool, at, caller, publish } = context;
    const id = readId('pay', input.paymentId, ['paymentId']);
    if (!id.ok) return id;
    const payment = await lockPayment(pool, id.value);
    if (!payment) return refuseUnknown();
    if (customerOf(caller) !== payment.customerId) {
      // Only the payee knows of the payment; to everybody else it is missing.
      const isPayee = payment.payeeMerchantId !== null && subjectOf(caller, 'mer') === payment.payeeMerchantId;
      return isPayee ? refused('NOT_PAYER', ['paymentId'], 'Only the payer can authorise a payment.') : refuseUnknown();
    }
    const decision = decideAuthorisation(payment, at);
    if (!decision.ok) return decision;
    const spent = await spend(context, payment, input.funding);
    if (!spent.ok) return spent;
    if (decision.value.status === 'CAPTURED') {
      await capture(context, payment, input.funding, payment.amountMinor);
      return done({ paymentId: payment.id });
    }

    const account = heldAccountOf(payment, input.funding);
    publish({ topic: 'payment.authorised', customerId: payment.customerId, payload: { paymentId: payment.id } });
    await Promise.all([
      savePayment(
        pool,
        payment,
        {
          status: 'AUTHORISED',
          funding: input.funding,
          heldMinor: account === null ? 0n : payment.amountMinor,
          authorisedAt: at,
          expiresAt: decision.value.expiresAt,
        },
        at,
      ),
      account === null ? null : changeHeld(pool, account, sourceAmountOf(input.funding, payment.amountMinor), at),
    ]);
    return done({ paymentId: payment.id });
  },
);

const refuseUnknown = () => refused('NOT_FOUND', ['paymentId'], 'There is no such payment of yours.');

/**
 * Looks whether the source can pay, and counts what a wallet spends today. The account of the source stays locked.
 * What comes from a card is asked of nobody here: money from outside is taken for good.
 */
export async function spend(
  { pool, at }: Pick<Context, 'pool' | 'at'>,
  { customerId, currency, amountMinor }: Pick<PaymentRow, 'customerId' | 'currency' | 'amountMinor'>,
  funding: FundingSource,
): Promise<Result<null, 'WALLET_FROZEN' | 'INSUFFICIENT_FUNDS' | 'LIMIT_EXCEEDED'>> {
  if (funding === 'BANK_CARD') return done(null);
  if (funding === 'CREDIT_LINE') return refused('INSUFFICIENT_FUNDS', ['funding'], 'There is no credit line open.');
  if (funding === 'POINTS') {
    const [points] = await lockBalances(pool, [pointsAccount(customerId)]);
    const isEnough = points !== undefined && computeAvailable(points) >= sourceAmountOf(funding, amountMinor);
    return isEnough ? done(null) : refused('INSUFFICIENT_FUNDS', ['funding'], 'There are not enough points.');
  }
  const [wallet] = await lockWallets(pool, [customerId], currency);
  const decision = decideSpending(wallet ?? null, amountMinor, at, ['funding']);
  if (!decision.ok) return decision;
  if (wallet) await saveSpending(pool, wallet, { spentMinor: decision.value, spentOn: businessDayOf(at) }, at);
  return done(null);
}
