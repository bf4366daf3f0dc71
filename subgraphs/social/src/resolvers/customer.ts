import { customerOf } from '@ecosystem/kit/caller';
import { pageOf } from '@ecosystem/kit/connections';
import { type CustomerReference, formatCustomerId, openOwnDoor, resolveCustomerReference } from '@ecosystem/kit/doors';
import type { Context } from '../context.ts';
import { type AccountView, decideVisibility, showAccount, type Visibility } from '../domain/visibility.ts';
import type { CustomerResolvers, SocialProfileResolvers } from '../generated/resolvers.ts';

const unrelated = { isAssigned: false, isContact: false };

/** What the caller is to a customer; without a statement for the customer and for anonymous callers. */
export async function findVisibility(
  { id }: CustomerReference,
  { caller, loaders }: Pick<Context, 'caller' | 'loaders'>,
): Promise<Visibility> {
  const isSelf = customerOf(caller) === id;
  const relation =
    isSelf || caller.subject === null
      ? unrelated
      : await loaders.relation.load({ viewer: caller.subject, customerId: id });
  return decideVisibility({ isSelf, ...relation });
}

/** What of accounts is shown in one request, by customer: each field of an account asks. It depends on the caller, so it is kept by request. */
const views = new WeakMap<Context, Map<string, Promise<AccountView>>>();

function viewAccount(customer: CustomerReference, context: Context): Promise<AccountView> {
  const ofRequest = views.get(context) ?? new Map<string, Promise<AccountView>>();
  views.set(context, ofRequest);
  const view = ofRequest.get(customer.id) ?? readAccount(customer, context);
  ofRequest.set(customer.id, view);
  return view;
}

async function readAccount(customer: CustomerReference, context: Context): Promise<AccountView> {
  // Both at once: the answer takes one round trip, the same for accounts that exist and that do not.
  const [visibility, account] = await Promise.all([
    findVisibility(customer, context),
    context.loaders.account.load(customer.id),
  ]);
  return showAccount(account, visibility);
}

export const Customer: CustomerResolvers = {
  __resolveReference: resolveCustomerReference,
  id: formatCustomerId,
  displayName: async (customer, _, context) => (await viewAccount(customer, context)).displayName,
  avatarUrl: async (customer, _, context) => (await viewAccount(customer, context)).avatarUrl,
  phoneMasked: async (customer, _, context) => (await viewAccount(customer, context)).phoneMasked,
  status: async (customer, _, context) => (await viewAccount(customer, context)).status,
  joinedAt: async (customer, _, context) => (await viewAccount(customer, context)).joinedAt,
  social: async (customer, _, { caller, loaders }) => {
    const account = await loaders.account.load(openOwnDoor(caller, customer).customerId);
    // Behind the door of a forgotten person is nothing.
    return account?.status === 'ERASED' ? null : account;
  },
  accessLog: (customer, page, { caller, loaders }) =>
    loaders.accesses.load({ by: openOwnDoor(caller, customer).customerId, page: pageOf(page) }),
};

export const SocialProfile: SocialProfileResolvers = {
  contactCount: async ({ customerId }, _, { loaders }) =>
    (await loaders.contactCountOf.load(customerId))?.contacts ?? 0,
  consents: ({ customerId }, { status, ...page }, { loaders }) =>
    loaders.consents.load({ by: customerId, page: pageOf(page), filters: { status } }),
  recentMiniPrograms: async ({ customerId }, _, { loaders }) =>
    (await loaders.recentPrograms.load(customerId)).map(({ program }) => program),
};
