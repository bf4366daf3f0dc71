import { type Caller, customerOf, owns, subjectOf } from '@ecosystem/kit/caller';
import { formatId, parseId } from '@ecosystem/kit/ids';
import { formatMoney } from '@ecosystem/kit/money';
import type { Context } from '../context.ts';
import { iso20022Statuses } from '../domain/payment.ts';
import type {
  MiniProgramResolvers,
  PayableResolvers,
  PaymentResolvers,
  RefundResolvers,
} from '../generated/resolvers.ts';
import type * as models from '../models.ts';

export const Payment: PaymentResolvers = {
  __resolveReference: ({ id }, context) => findPayment(id, context),
  id: ({ id }) => formatId('pay', id),
  amount: ({ amountMinor, currency }) => formatMoney(amountMinor, currency),
  capturedAmount: ({ capturedMinor, currency }) => formatMoney(capturedMinor, currency),
  refundedAmount: ({ refundedMinor, currency }) => formatMoney(refundedMinor, currency),
  // A shop never learns who pays.
  payer: (payment, _, { caller }) => (owns(caller, payment) ? { id: payment.customerId } : null),
  payee: ({ payeeMerchantId }) => (payeeMerchantId === null ? null : { id: payeeMerchantId }),
  payable: async ({ payableType, payableId }, _, { loaders }) => {
    if (payableType === null || payableId === null) return null;
    return payableType === 'QUOTE' ? loaders.quote.load(payableId) : { type: payableType, id: payableId };
  },
  miniProgram: ({ miniProgramId }) => (miniProgramId === null ? null : { id: miniProgramId }),
  refunds: ({ id }, _, { loaders }) => loaders.refunds.load(id),
  iso20022Status: ({ status }) => iso20022Statuses[status],
};

export const Refund: RefundResolvers = {
  id: ({ id }) => formatId('ref', id),
  amount: ({ amountMinor, currency }) => formatMoney(amountMinor, currency),
};

export const MiniProgram: MiniProgramResolvers = {
  id: ({ id }) => formatId('app', id),
};

/**
 * The payment if the caller made it or receives it, else null: a payment of others answers as a missing one.
 * @throws PublicError BAD_USER_INPUT for text that is not the id of a payment.
 */
export async function findPayment(id: string, { caller, loaders }: Context): Promise<models.Payment | null> {
  const payment = await loaders.payment.load(parseId('pay', id));
  return payment !== null && maySee(caller, payment) ? payment : null;
}

/** Whether the caller is the payer or the shop that is paid. */
export function maySee(caller: Caller, payment: models.Payment): boolean {
  if (customerOf(caller) === payment.customerId) return true;
  return payment.payeeMerchantId !== null && subjectOf(caller, 'mer') === payment.payeeMerchantId;
}

const payableTypeNames = {
  ORDER: 'Order',
  RIDE: 'Ride',
  PARKING_SESSION: 'ParkingSession',
  TRAFFIC_FINE: 'TrafficFine',
  REPAIR_ORDER: 'RepairOrder',
  APPOINTMENT: 'Appointment',
  QUOTE: 'Quote',
} as const satisfies Record<models.PayableReference['type'], string>;

export const Payable: PayableResolvers = {
  __resolveType: (payable) => ('type' in payable ? payableTypeNames[payable.type] : 'Quote'),
};
