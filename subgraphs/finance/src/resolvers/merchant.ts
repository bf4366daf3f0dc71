import { subjectOf } from '@ecosystem/kit/caller';
import { pageOf } from '@ecosystem/kit/connections';
import { expectRow } from '@ecosystem/kit/doors';
import { badUserInput, forbidden } from '@ecosystem/kit/errors';
import { formatId, parseId, type Uuid } from '@ecosystem/kit/ids';
import { formatMoney } from '@ecosystem/kit/money';
import type { Context } from '../context.ts';
import { writeMerchantCode } from '../domain/payment-code.ts';
import { checkReportPeriod, computeSettlement, type Period } from '../domain/settlement.ts';
import { homeCurrency } from '../domain/wallet.ts';
import type { MerchantResolvers, PartnerResolvers, SettlementSummaryResolvers } from '../generated/resolvers.ts';
import { readPaymentCode } from './payment-code.ts';

/** Advertising is charged by nobody yet, so no merchant has spent anything on it. */
const adSpendMinor = 0n;

export const Merchant: MerchantResolvers = {
  // Anybody may name a shop; what it earns is for the shop alone.
  __resolveReference: ({ id }) => ({ id: parseId('mer', id) }),
  id: ({ id }) => formatId('mer', id),
  payments: async ({ id }, { status, ...page }, context) => {
    expectSelf('mer', id, context);
    const { loaders } = context;
    const rows = await loaders.paymentsTo.load({ by: id, page: pageOf(page), filters: { status } });
    const load = async ({ paymentId }: { readonly paymentId: Uuid }) =>
      expectRow(await loaders.payment.load(paymentId));
    // Loaded for who asks for them: a page of which only the end is asked costs no second statement.
    return {
      get nodes() {
        return rows.nodes.map(load);
      },
      get edges() {
        return rows.edges.map(({ cursor, node }) => ({ cursor, node: load(node) }));
      },
      pageInfo: rows.pageInfo,
    };
  },
  // Anybody may read the code that hangs on its wall.
  collectionCode: async ({ id }, _, context) => {
    const merchant = await context.loaders.merchant.load(id);
    if (!merchant?.isLive) return null;
    return readPaymentCode(writeMerchantCode(merchant, { amountMinor: null, reference: null }), context);
  },
  settlement: async ({ id }, period, context) => {
    expectSelf('mer', id, context);
    const sums = await context.loaders.settlementOf.load({ ownerId: id, ...expectPeriod(period) });
    return computeSettlement(sums, adSpendMinor);
  },
};

const inHomeCurrency = (amountMinor: bigint) => formatMoney(amountMinor, homeCurrency);

export const SettlementSummary: SettlementSummaryResolvers = {
  gross: ({ grossMinor }) => inHomeCurrency(grossMinor),
  fees: ({ feesMinor }) => inHomeCurrency(feesMinor),
  refunds: ({ refundsMinor }) => inHomeCurrency(refundsMinor),
  adSpend: ({ adSpendMinor }) => inHomeCurrency(adSpendMinor),
  net: ({ netMinor }) => inHomeCurrency(netMinor),
  released: ({ releasedMinor }) => inHomeCurrency(releasedMinor),
  inEscrow: ({ inEscrowMinor }) => inHomeCurrency(inEscrowMinor),
};

export const Partner: PartnerResolvers = {
  __resolveReference: ({ id }) => ({ id: parseId('par', id) }),
  id: ({ id }) => formatId('par', id),
  payoutsTotal: async ({ id }, period, context) => {
    expectSelf('par', id, context);
    const sums = await context.loaders.settlementOfPartner.load({ ownerId: id, ...expectPeriod(period) });
    return inHomeCurrency(computeSettlement(sums, adSpendMinor).releasedMinor);
  },
};

/** @throws PublicError FORBIDDEN for everybody but the shop or partner itself, the same for those that exist and that do not. */
function expectSelf(prefix: string, id: Uuid, { caller }: Context): void {
  if (subjectOf(caller, prefix) !== id) throw forbidden('These figures are for whom they are about alone.');
}

/** @throws PublicError BAD_USER_INPUT for a period without a day, or of more than 366. */
function expectPeriod({ from, to }: Period): Period {
  const period = checkReportPeriod({ from, to });
  if (!period.ok) throw badUserInput(period.message);
  return period.value;
}
