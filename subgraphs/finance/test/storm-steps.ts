import { castId, castUuid } from '@ecosystem/kit/world';
import { knownPayables } from '../src/db/tables.ts';
import { homeCurrency } from '../src/domain/wallet.ts';
import { customerNumber, merchantNumber, yuan } from './finance-world.ts';
import { createCollectionCode, payByCode } from './storm-codes.ts';
import { openRedPacket, sendRedPacket, transferMoney } from './storm-gifts.ts';
import {
  choose,
  type StormAction,
  type StormRequest,
  type StormState,
  type StormStep,
  stormMerchants,
  textOf,
} from './storm-world.ts';

let orderNumber = 20_000;

async function anOrder({ world, orders }: StormState, { pick, choice, amountMinor }: StormStep, customer: number) {
  // Now and then one that has a payment already.
  const known = pick % 4 === 0 ? choose(orders, pick) : undefined;
  if (known) return known;
  orderNumber += 1;
  const number = orderNumber;
  const merchant = choose(stormMerchants, choice) ?? 1;
  await world.subgraph.database.write.insert(knownPayables).values({
    type: 'ORDER',
    id: castUuid(number),
    customerId: castUuid(customer),
    merchantId: castUuid(merchant),
    amountMinor: BigInt(amountMinor),
    currency: homeCurrency,
  });
  const order = { id: castId('ord', number), customer, merchant, amountMinor: BigInt(amountMinor) };
  orders.push(order);
  return order;
}

const captureModes = ['AUTOMATIC', 'MANUAL', 'MANUAL', 'ESCROW'] as const;
const sources = ['WALLET', 'WALLET', 'POINTS', 'BANK_CARD'] as const;

const createPayment: StormAction = async (state, step, customer) => {
  const order = await anOrder(state, step, customer);
  const { id: payableId, amountMinor, merchant } = order;
  return {
    mutation: 'createPayment',
    input: {
      payableType: 'ORDER',
      payableId,
      amount: yuan(textOf(Number(amountMinor))),
      captureMode: choose(captureModes, step.choice),
    },
    // The shop of an order may ask for its payment, too.
    as: step.choice % 5 === 0 ? merchantNumber(merchant) : customerNumber(order.customer),
    fields: 'payment { id }',
    remember({ payment }) {
      state.payments.push({ id: (payment as { readonly id: string }).id, customer: order.customer, merchant });
    },
  };
};

/** An action upon a payment that there is. */
const upon =
  (make: (payment: StormState['payments'][number], step: StormStep) => StormRequest): StormAction =>
  async ({ payments }, step) => {
    const payment = choose(payments, step.pick);
    return payment ? make(payment, step) : null;
  };

const authorisePayment = upon(({ id: paymentId, customer }, { choice }) => ({
  mutation: 'authorisePayment',
  input: { paymentId, funding: choose(sources, choice) },
  as: customerNumber(customer),
}));

const capturePayment = upon(({ id: paymentId, merchant }, { choice, amountMinor }) => ({
  mutation: 'capturePayment',
  input: { paymentId, ...(choice % 2 === 0 && { amount: yuan(textOf(amountMinor)) }) },
  as: merchantNumber(merchant),
}));

const cancelPayment = upon(({ id: paymentId, customer, merchant }, { choice }) => ({
  mutation: 'cancelPayment',
  input: { paymentId },
  as: choice % 2 === 0 ? customerNumber(customer) : merchantNumber(merchant),
}));

const refundPayment = upon(({ id: paymentId, merchant }, { amountMinor }) => ({
  mutation: 'refundPayment',
  input: { paymentId, amount: yuan(textOf(amountMinor)), reason: 'Cold noodles' },
  as: merchantNumber(merchant),
}));

/** The refusals that every mutation may give in a storm; its callers are neither frozen nor erased. */
export const commonRefusals = ['NOT_FOUND', 'INVALID_INPUT', 'ILLEGAL_TRANSITION'];
const spending = ['INSUFFICIENT_FUNDS', 'LIMIT_EXCEEDED', 'WALLET_FROZEN'];

interface StormMutation {
  readonly act: StormAction;
  /** How often it comes in comparison with others. */
  readonly weight: number;
  /** The refusals of the domain page. */
  readonly refusals: readonly string[];
}

/** What a storm sends. A mutation more is one function of its own and one line here. */
export const stormMutations: Readonly<Record<string, StormMutation>> = {
  createPayment: { act: createPayment, weight: 4, refusals: ['PAYABLE_ALREADY_PAID', 'PAYABLE_NOT_FOUND'] },
  authorisePayment: {
    act: authorisePayment,
    weight: 5,
    refusals: [...spending, 'PAYMENT_EXPIRED', 'PAYABLE_ALREADY_PAID'],
  },
  capturePayment: {
    act: capturePayment,
    weight: 4,
    refusals: ['CAPTURE_EXCEEDS_AUTHORISED', 'PAYMENT_EXPIRED', 'PAYABLE_ALREADY_PAID'],
  },
  cancelPayment: { act: cancelPayment, weight: 1, refusals: [] },
  refundPayment: {
    act: refundPayment,
    weight: 4,
    refusals: ['REFUND_EXCEEDS_CAPTURED', 'REFUND_WINDOW_CLOSED', 'TOO_MANY_REFUNDS', 'MERCHANT_BALANCE_LOW'],
  },
  createCollectionCode: { act: createCollectionCode, weight: 2, refusals: [] },
  payByCode: {
    act: payByCode,
    weight: 6,
    refusals: [...spending, 'QR_USED', 'QR_EXPIRED', 'AMOUNT_REQUIRED', 'AMOUNT_MISMATCH'],
  },
  transferMoney: { act: transferMoney, weight: 3, refusals: [...spending, 'SELF_TRANSFER', 'NOT_A_CONTACT'] },
  sendRedPacket: {
    act: sendRedPacket,
    weight: 2,
    refusals: [...spending, 'SELF_TRANSFER', 'SHARE_TOO_SMALL', 'SHARE_TOO_LARGE', 'NOT_DIVISIBLE'],
  },
  openRedPacket: {
    act: openRedPacket,
    weight: 3,
    refusals: ['RED_PACKET_EMPTY', 'RED_PACKET_EXPIRED', 'ALREADY_CLAIMED', 'NOT_IN_THREAD'],
  },
};

/** The names of the mutations, each as often as it weighs. */
export const stormActions = Object.entries(stormMutations).flatMap(([name, { weight }]) =>
  new Array<string>(weight).fill(name),
);
