import { customerOf } from '@ecosystem/kit/caller';
import { findOwn } from '@ecosystem/kit/doors';
import { formatId, parseId } from '@ecosystem/kit/ids';
import { orderClaimsMax } from '../domain/claim.ts';
import type { OrderResolvers } from '../generated/resolvers.ts';
import { asPolicyOfKind } from './policy.ts';

export const Order: OrderResolvers = {
  __resolveReference: ({ id }) => ({ id: parseId('ord', id) }),
  id: ({ id }) => formatId('ord', id),
  returnFreightPolicy: async ({ id }, _, { caller, loaders }) =>
    asPolicyOfKind(findOwn(caller, await loaders.policyOfOrder.load(id)), 'RETURN_FREIGHT'),
  reimbursementClaims: async ({ id }, _, { caller, loaders }) => {
    const customerId = customerOf(caller);
    if (customerId === null) return [];
    const page = { first: orderClaimsMax, after: null };
    return (await loaders.claimsForOrder.load({ by: [customerId, id], page })).nodes;
  },
};
