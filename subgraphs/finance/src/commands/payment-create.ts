import { customerOf, subjectOf } from '@ecosystem/kit/caller';
import { newId, type Uuid } from '@ecosystem/kit/ids';
import { readId, readInteger } from '@ecosystem/kit/input';
import { parseAmount } from '@ecosystem/kit/money';
import { done, type Result, refused } from '@ecosystem/kit/result';
import { findMerchant, findPayable } from '../db/neighbours.ts';
import { insertPayment, isPaid } from '../db/payments.ts';
import { holdQuote } from '../db/quotes.ts';
import type { HouseCode } from '../domain/ledger.ts';
import { supportedCurrencies, timeToPayS } from '../domain/payment-decisions.ts';
import { type PayableType, payablePrefixes } from '../domain/payment-kinds.ts';
import type { CreatePaymentInput } from '../generated/resolvers.ts';
import { type Context, command } from './command.ts';

/**
 * Creates a payment for one thing. No money moves yet.
 * The customer who has to pay may do so, and the shop that is paid.
 */
export const createPayment = command(
  'createPayment',
  {
    movesMoney: true,
    constraints: {
      payments_idempotency_key: refused('IDEMPOTENCY_KEY_REUSED', ['idempotencyKey'], 'This key was used before.'),
    },
  },
  async (input: CreatePaymentInput, context: Context) => {
    const id = readId(payablePrefixes[input.payableType], input.payableId, ['payableId']);
    if (!id.ok) return id;
    const amount = parseAmount(input.amount, ['amount']);
    if (!amount.ok) return amount;
    const ttlS = readInteger(input.ttlSeconds ?? timeToPayS.usual, [timeToPayS.least, timeToPayS.most], ['ttlSeconds']);
    if (!ttlS.ok) return ttlS;
    const miniProgramId = input.miniProgramId ? readId('app', input.miniProgramId, ['miniProgramId']) : done(null);
    if (!miniProgramId.ok) return miniProgramId;
    const captureMode = input.captureMode ?? 'AUTOMATIC';
    if (captureMode === 'ESCROW' && input.payableType !== 'ORDER') {
      return refused('INVALID_INPUT', ['captureMode'], 'Only orders are paid into escrow.');
    }

    const { pool, at } = context;
    const payable = await findPayableOf(context, input.payableType, id.value);
    if (!payable || !isParty(context, payable)) {
      return refused(
        'PAYABLE_NOT_FOUND',
        ['payableId'],
        'There is nothing of this id that you could pay or be paid for.',
      );
    }
    const payee = await checkPayee(context, payable, input.payeeMerchantId ?? null);
    if (!payee.ok) return payee;
    if (!supportedCurrencies.includes(amount.value.currency) || amount.value.currency !== payable.currency) {
      return refused('CURRENCY_UNSUPPORTED', ['amount', 'currency'], `This is paid in ${payable.currency}.`);
    }
    if (amount.value.amountMinor !== payable.amountMinor) {
      return refused('AMOUNT_MISMATCH', ['amount'], 'The amount is not what this costs.');
    }
    if (await isPaid(pool, { type: input.payableType, id: id.value })) {
      return refused('PAYABLE_ALREADY_PAID', ['payableId'], 'This is paid already.');
    }

    const paymentId = newId(at);
    await insertPayment(pool, {
      customerId: payable.customerId,
      id: paymentId,
      status: 'CREATED',
      amountMinor: amount.value.amountMinor,
      currency: amount.value.currency,
      captureMode,
      payableType: input.payableType,
      payableId: id.value,
      payeeMerchantId: payable.merchantId,
      payeeCode: payable.payeeCode,
      miniProgramId: miniProgramId.value,
      expiresAt: new Date(at.getTime() + ttlS.value * 1_000),
      idempotencyKey: context.requestKey,
      createdAt: at,
      updatedAt: at,
    });
    context.publish({ topic: 'payment.created', customerId: payable.customerId, payload: { paymentId } });
    return done({ paymentId });
  },
);

/** Something that can be paid, and who is paid for it: a shop, or an account of the house. */
interface PayableOf {
  readonly customerId: Uuid;
  readonly merchantId: Uuid | null;
  readonly payeeCode: HouseCode | null;
  readonly amountMinor: bigint;
  readonly currency: string;
}

async function findPayableOf({ pool, at }: Context, type: PayableType, id: Uuid): Promise<PayableOf | null> {
  if (type === 'QUOTE') {
    const quote = await holdQuote(pool, id);
    if (quote?.status !== 'QUOTED' || quote.validUntil <= at) return null;
    const { customerId, premiumMinor, currency } = quote;
    return { customerId, merchantId: null, payeeCode: 'premium', amountMinor: premiumMinor, currency };
  }
  const payable = await findPayable(pool, type, id);
  if (!payable) return null;
  const { customerId, merchantId, cityCode, amountMinor, currency } = payable;
  return { customerId, merchantId, payeeCode: cityCode === null ? null : `city:${cityCode}`, amountMinor, currency };
}

/** Whether the caller is to pay or to be paid. Things of others answer as missing ones, so that ids cannot be probed. */
const isParty = ({ caller }: Context, { customerId, merchantId }: PayableOf): boolean =>
  customerOf(caller) === customerId || (merchantId !== null && subjectOf(caller, 'mer') === merchantId);

async function checkPayee(
  { pool }: Context,
  { merchantId }: PayableOf,
  named: string | null,
): Promise<Result<null, 'INVALID_INPUT' | 'PAYEE_NOT_LIVE'>> {
  if (named !== null) {
    const id = readId('mer', named, ['payeeMerchantId']);
    if (!id.ok) return id;
    if (id.value !== merchantId) return refused('INVALID_INPUT', ['payeeMerchantId'], 'This is paid to somebody else.');
  }
  if (merchantId === null) return done(null);
  const merchant = await findMerchant(pool, merchantId);
  if (merchant?.isLive) return done(null);
  return refused('PAYEE_NOT_LIVE', ['payeeMerchantId'], 'The shop cannot take payments now.');
}
