import { pageOf } from '@ecosystem/kit/connections';
import { findOwn, resolveMe } from '@ecosystem/kit/doors';
import { forbidden } from '@ecosystem/kit/errors';
import { parseId } from '@ecosystem/kit/ids';
import { isOperator, partnerOf } from '@ecosystem/kit/partner-callers';
import { consentScopes, currentPolicyVersion, ruleOf } from '../domain/consent.ts';
import type { QueryResolvers } from '../generated/resolvers.ts';
import { findVisibility } from './customer.ts';
import { findView } from './partner-customer-view.ts';
import { findStanding, findStandings } from './partner-standing.ts';

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
  partner: async (_, { id }, { caller, loaders }) => {
    const partnerId = parseId('par', id);
    const own = partnerOf(caller);
    // Another partner answers as a missing one, so that partners cannot be counted by partners.
    if (caller.subject === null || (own !== null && own !== partnerId)) return null;
    return loaders.partner.load(partnerId);
  },
  partners: (_, { status, ...page }, { caller, loaders }) => {
    if (!isOperator(caller)) throw forbidden('The list of partners is for the operator alone.');
    return loaders.partners.load({ by: null, page: pageOf(page), filters: { status } });
  },
  partnerView: (_, asked, context) => findView(asked, context),
  partnerStanding: (_, asked, context) => findStanding(asked, context),
  partnerStandings: (_, { asked }, context) => findStandings(asked, context),
  consent: async (_, { id }, { caller, loaders }) => findOwn(caller, await loaders.consent.load(parseId('cns', id))),
  consentRules: () => ({
    policyVersion: currentPolicyVersion,
    scopes: consentScopes.map((scope) => {
      const { isSensitive, lifeDays, durations } = ruleOf(scope);
      return { scope, isSensitive, longestLifeDays: lifeDays, durations: [...durations] };
    }),
  }),
};
