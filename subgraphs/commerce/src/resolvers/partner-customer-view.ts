import { decodeCursor, encodeCursor, type PageArguments, pageOf } from '@ecosystem/kit/connections';
import { resolvePartnerView, underConsent } from '@ecosystem/kit/consent';
import { badUserInput } from '@ecosystem/kit/errors';
import { deriveId, formatId, type Uuid } from '@ecosystem/kit/ids';
import { formatMoney } from '@ecosystem/kit/money';
import type { Context } from '../context.ts';
import type { PartnerCustomerViewResolvers, PartnerOrderResolvers } from '../generated/resolvers.ts';
import type * as models from '../models.ts';

type View = models.PartnerCustomerView;

export const PartnerCustomerView: PartnerCustomerViewResolvers = {
  __resolveReference: (reference, { caller }) => resolvePartnerView(reference, caller),
  consentId: ({ consentId }) => formatId('cns', consentId),
  orders: underConsent('ORDERS_READ', (view: View, page: PageArguments, context: Context) =>
    loadOrders(view, page, context),
  ),
};

export const PartnerOrder: PartnerOrderResolvers = {
  orderRef: ({ ref }) => formatId('orf', ref),
  total: ({ totalMinor, currency }) => formatMoney(totalMinor, currency),
};

/** The name of the list in its cursors, and that of the customer's own list, whose cursors name orders by their ids. */
const partnerList = 'commerce.partner_orders';
const ownList = 'commerce.order_pages';

/** What an order is called under a consent: the same each time, another under each consent, and nothing anywhere else. */
const refOf = ({ consentId }: View, orderId: Uuid): Uuid => deriveId('partner order', consentId, orderId);

/** A page of the customer's orders in the words of the consent. Its cursors hold no id of an order either. */
async function loadOrders(view: View, given: PageArguments, context: Context): Promise<models.PartnerOrderConnection> {
  const { first, after } = pageOf(given);
  const page = { first, after: after === null ? null : await findOwnCursor(view, after, context) };
  const rows = await context.loaders.orders.load({ by: view.customerId, page });
  const nodes = rows.nodes.map(({ id, status, placedAt, totalMinor, currency, itemCount }) => ({
    ref: refOf(view, id),
    status,
    placedAt,
    totalMinor,
    currency,
    itemCount,
  }));
  const edges = nodes.map((node) => ({
    cursor: encodeCursor(partnerList, [node.placedAt.toISOString(), node.ref]),
    node,
  }));
  const { hasNextPage, hasPreviousPage } = rows.pageInfo;
  const [startCursor, endCursor] = [edges.at(0)?.cursor ?? null, edges.at(-1)?.cursor ?? null];
  return { nodes, edges, pageInfo: { hasNextPage, hasPreviousPage, startCursor, endCursor } };
}

/**
 * The cursor of the customer's own list for a cursor of the partner's.
 * @throws PublicError BAD_USER_INPUT if this list under this consent did not give it out.
 */
async function findOwnCursor(view: View, cursor: string, { loaders }: Context): Promise<string> {
  const [placedAt = '', ref = ''] = decodeCursor(partnerList, cursor, ['timestamptz', 'uuid']);
  const ids = await loaders.orderIdsAt.load({ customerId: view.customerId, placedAt });
  const id = ids.find((candidate) => refOf(view, candidate) === ref);
  if (id === undefined) throw badUserInput('The cursor is none of this list; pass one that the list returned.');
  return encodeCursor(ownList, [placedAt, id]);
}
