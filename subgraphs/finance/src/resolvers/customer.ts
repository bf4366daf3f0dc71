import { customerOf, subjectOf } from '@ecosystem/kit/caller';
import { pageOf } from '@ecosystem/kit/connections';
import {
  type CustomerProfile,
  type CustomerReference,
  formatCustomerId,
  resolveCustomerReference,
} from '@ecosystem/kit/doors';
import { forbidden } from '@ecosystem/kit/errors';
import type { Context } from '../context.ts';
import { tierOf } from '../domain/points.ts';
import { policiesMax } from '../domain/policy.ts';
import { computeAvailable } from '../domain/wallet.ts';
import type { CustomerResolvers, FinanceProfileResolvers, LoyaltyAccountResolvers } from '../generated/resolvers.ts';

export const Customer: CustomerResolvers = {
  __resolveReference: resolveCustomerReference,
  id: formatCustomerId,
  finance: (customer, _, context) => openDoor(customer, context),
};

export const FinanceProfile: FinanceProfileResolvers = {
  kyc: async ({ customerId }, _, { loaders }) => expectAccount(await loaders.kycOf.load(customerId)),
  wallet: async ({ customerId }, _, { loaders }) => expectAccount(await loaders.walletOf.load(customerId)),
  payments: ({ customerId }, { status, ...page }, { loaders }) =>
    loaders.payments.load({ by: customerId, page: pageOf(page), filters: { status } }),
  policies: async ({ customerId }, { status }, { loaders }) => {
    const page = { first: policiesMax, after: null };
    return (await loaders.policies.load({ by: customerId, page, filters: { status } })).nodes;
  },
  claims: ({ customerId }, { status, ...page }, { loaders }) =>
    loaders.claims.load({ by: customerId, page: pageOf(page), filters: { status } }),
  wealth: async ({ customerId }, _, { loaders }) => expectAccount(await loaders.wealthOf.load(customerId)),
  loans: ({ customerId }, _, { loaders }) => loaders.loans.load(customerId),
  agent: ({ customerId }, _, { loaders }) => loaders.agentOf.load(customerId),
  loyalty: async ({ customerId }, _, { loaders }) => expectAccount(await loaders.loyaltyOf.load(customerId)),
  openOffers: ({ customerId }, _, { clock, loaders }) => loaders.openOffers.load({ customerId, at: clock.now() }),
};

export const LoyaltyAccount: LoyaltyAccountResolvers = {
  tier: ({ balanceMinor }) => tierOf(balanceMinor),
  points: (account) => Number(computeAvailable(account)),
  expiringNext30d: ({ expiring30d }) => expiring30d,
};

/**
 * Opens the door for the customer and for the agent who is assigned to the customer.
 * @throws PublicError FORBIDDEN for everybody else, the same for customers that exist and that do not.
 */
async function openDoor({ id }: CustomerReference, { caller, loaders }: Context): Promise<CustomerProfile> {
  if (customerOf(caller) === id) return { customerId: id };
  const agent = subjectOf(caller, 'agt');
  // Only agents cost a statement; the profile's field `agent` then takes the same answer.
  const assigned = agent === null ? null : await loaders.agentOf.load(id);
  if (assigned === null || assigned.id !== agent) {
    throw forbidden('This part of a customer is for the customer and the assigned agent alone.');
  }
  return { customerId: id };
}

/**
 * A row that every customer with an account in finance has. The door does not look first: that would be a statement
 * before all others. Non-null fields hand the refusal up to the door, which becomes null.
 * @throws PublicError FORBIDDEN if the customer never had an account or was erased.
 */
function expectAccount<Row>(row: Row | null): Row {
  if (row === null) throw forbidden('This customer has no account in finance.');
  return row;
}
