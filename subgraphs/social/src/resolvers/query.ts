import { pageOf } from '@ecosystem/kit/connections';
import { findOwn, resolveMe } from '@ecosystem/kit/doors';
import { parseId } from '@ecosystem/kit/ids';
import { consentScopes, currentPolicyVersion, ruleOf } from '../domain/consent.ts';
import type { QueryResolvers } from '../generated/resolvers.ts';
import { findVisibility } from './customer.ts';

export const Query: QueryResolvers = {
  me: (_, __, { caller }) => resolveMe(caller),
  customer: async (_, { id }, context) => {
    const customer = { id: parseId('cus', id) };
    const [visibility, account] = await Promise.all([
      findVisibility(customer, context),
      context.loaders.account.load(customer.id),
    ]);
    return visibility === 'STRANGER' || account === null ? null : customer;
  },
  miniProgram: (_, { id }, { loaders }) => loaders.miniProgram.load(parseId('app', id)),
  miniPrograms: (_, { category, text, ...page }, { loaders }) =>
    loaders.miniPrograms.load({ by: null, page: pageOf(page), filters: { category, text } }),
  consent: async (_, { id }, { caller, loaders }) => findOwn(caller, await loaders.consent.load(parseId('cns', id))),
  consentRules: () => ({
    policyVersion: currentPolicyVersion,
    scopes: consentScopes.map((scope) => {
      const { isSensitive, lifeDays, durations } = ruleOf(scope);
      return { scope, isSensitive, longestLifeDays: lifeDays, durations: [...durations] };
    }),
  }),
};
