import { customerOf } from '@ecosystem/kit/caller';
import { newId } from '@ecosystem/kit/ids';
import { parseAmount } from '@ecosystem/kit/money';
import { done, refused } from '@ecosystem/kit/result';
import { findMerchantByScheme } from '../db/neighbours.ts';
import { lockPaymentCode, saveCodeUse } from '../db/payment-codes.ts';
import { insertPayment, type PaymentRow } from '../db/payments.ts';
import { decideAmountToPay, decideCodeUse, readOwnCode } from '../domain/payment-code.ts';
import { timeToPayS } from '../domain/payment-decisions.ts';
import type { PayByCodeInput } from '../generated/resolvers.ts';
import { capture } from './capture.ts';
import { type Context, command } from './command.ts';
import { spend } from './payment-authorise.ts';

/**
 * Pays what a shop's code asks, in one step: the payment is created, agreed to and captured in one transaction.
 * A dynamic code stays locked, so that of two payers at once only one pays.
 */
export const payByCode = command(
  'payByCode',
  {
    movesMoney: true,
    constraints: {
      payments_idempotency_key: refused('IDEMPOTENCY_KEY_REUSED', ['idempotencyKey'], 'This key was used before.'),
    },
  },
  async (input: PayByCodeInput, context: Context) => {
    const code = readOwnCode(input.payload);
    if (!code.ok) return code;
    const typed = input.amount ? parseAmount(input.amount, ['amount']) : done(null);
    if (!typed.ok) return typed;
    const amountMinor = decideAmountToPay(code.value, typed.value);
    if (!amountMinor.ok) return amountMinor;

    const { pool, at, caller, publish } = context;
    const customerId = customerOf(caller);
    if (customerId === null) return refused('NOT_FOUND', null, 'There is no customer who could pay.');
    const { kind, currency, schemeNumber } = code.value;
    const isDynamic = kind === 'DYNAMIC';
    const paid = { customerId, currency, amountMinor: amountMinor.value };
    // All of it travels at once. The code is locked before the wallet; what was counted as spent is undone by a refusal.
    const [merchant, issued, spent] = await Promise.all([
      findMerchantByScheme(pool, schemeNumber),
      isDynamic ? lockPaymentCode(pool, input.payload) : null,
      spend(context, paid, input.funding),
    ]);
    // A dynamic code that was never given out is a forgery, or of a shop that is gone.
    if (!merchant || (isDynamic && issued === null)) {
      return refused('NOT_FOUND', ['payload'], 'No shop collects with this code.');
    }
    const use = issued === null ? done(null) : decideCodeUse(issued, at);
    if (!use.ok) return use;
    if (!merchant.isLive) return refused('PAYEE_NOT_LIVE', ['payload'], 'The shop cannot take payments now.');
    if (!spent.ok) return spent;

    const payment = {
      ...newCodePayment,
      ...paid,
      id: newId(at),
      payeeMerchantId: merchant.id,
      expiresAt: new Date(at.getTime() + timeToPayS.usual * 1_000),
      idempotencyKey: context.requestKey,
      createdAt: at,
    } satisfies PaymentRow;
    publish({ topic: 'payment.created', customerId, payload: { paymentId: payment.id } });
    await Promise.all([
      insertPayment(pool, { ...payment, updatedAt: at }),
      issued === null ? null : saveCodeUse(pool, issued, payment.id, at),
      capture(context, payment, input.funding, payment.amountMinor, merchant),
    ]);
    return done({ paymentId: payment.id });
  },
);

/** What every payment by code is when it begins: of no thing that finance knows, and taken at once. */
const newCodePayment = {
  status: 'CREATED',
  captureMode: 'AUTOMATIC',
  heldMinor: 0n,
  capturedMinor: 0n,
  refundedMinor: 0n,
  feeMinor: 0n,
  funding: null,
  payableType: null,
  payableId: null,
  payeeCode: null,
  miniProgramId: null,
  authorisedAt: null,
  capturedAt: null,
  escrowReleaseAt: null,
  isInEscrow: false,
} as const;
