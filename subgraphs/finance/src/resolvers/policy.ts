import { findOwn } from '@ecosystem/kit/doors';
import { formatId, parseId } from '@ecosystem/kit/ids';
import { formatMoney } from '@ecosystem/kit/money';
import type { Context } from '../context.ts';
import { type PolicyKind, policyPrefixes } from '../domain/policy.ts';
import type {
  AutoPolicyResolvers,
  HealthPolicyResolvers,
  LifePolicyResolvers,
  PolicyResolvers,
  ReturnFreightPolicyResolvers,
} from '../generated/resolvers.ts';
import type * as models from '../models.ts';
import { findClaimsUnder } from './claim.ts';

const typeNames = {
  AUTO: 'AutoPolicy',
  HEALTH: 'HealthPolicy',
  LIFE: 'LifePolicy',
  RETURN_FREIGHT: 'ReturnFreightPolicy',
} as const satisfies Record<PolicyKind, string>;

interface PolicyRowOf {
  readonly AUTO: models.AutoPolicy;
  readonly HEALTH: models.HealthPolicy;
  readonly LIFE: models.LifePolicy;
  readonly RETURN_FREIGHT: models.ReturnFreightPolicy;
}

/** The caller's policy of this kind, or null: an id with the prefix of another kind names nothing. */
const findOwnPolicy =
  <Kind extends PolicyKind>(kind: Kind) =>
  async ({ id }: { readonly id: string }, { caller, loaders }: Context): Promise<PolicyRowOf[Kind] | null> => {
    const row = findOwn(caller, await loaders.policy.load(parseId(policyPrefixes[kind], id)));
    return asPolicyOfKind(row, kind);
  };

/** The policy if it is of this kind, else null. */
export const asPolicyOfKind = <Kind extends PolicyKind>(row: models.Policy | null, kind: Kind) =>
  row !== null && isOfKind(row, kind) ? row : null;

/** The caller's policy, whatever its kind; null for one of others, and for an id with the prefix of another kind. */
export async function findPolicy(id: string, { caller, loaders }: Context): Promise<models.Policy | null> {
  const row = findOwn(caller, await loaders.policy.load(parseId(Object.values(policyPrefixes), id)));
  return row !== null && id.startsWith(policyPrefixes[row.kind]) ? row : null;
}

function isOfKind<Kind extends PolicyKind>(row: models.Policy, kind: Kind): row is PolicyRowOf[Kind] {
  return row.kind === kind;
}

/** What all kinds answer in the same way. */
const policyFields = {
  id: ({ kind, id }: models.Policy) => formatId(policyPrefixes[kind], id),
  holder: ({ customerId }: models.Policy) => ({ id: customerId }),
  premium: ({ premiumMinor, currency }: models.Policy) => formatMoney(premiumMinor, currency),
  coverages: async ({ id, currency }: models.Policy, _: object, { loaders }: Context) =>
    (await loaders.coverages.load(id)).map((coverage) => ({ ...coverage, currency })),
  claims: (policy: models.Policy, _: unknown, context: Context) => findClaimsUnder(policy, context),
};

export const Policy: PolicyResolvers = {
  __resolveType: ({ kind }) => typeNames[kind],
  // Subgraphs that add a field to all kinds at once name a policy by the interface.
  __resolveReference: ({ id }, context) => findPolicy(id, context),
};

export const AutoPolicy: AutoPolicyResolvers = {
  ...policyFields,
  __resolveReference: findOwnPolicy('AUTO'),
  vehicle: ({ vehicleId }) => ({ id: vehicleId }),
};

export const HealthPolicy: HealthPolicyResolvers = {
  ...policyFields,
  __resolveReference: findOwnPolicy('HEALTH'),
  insured: async ({ id }, _, { loaders }) =>
    (await loaders.insured.load(id)).map(({ patientId }) => ({ id: patientId })),
  deductibleRemaining: ({ deductibleLeftMinor, currency }) => formatMoney(deductibleLeftMinor, currency),
};

export const LifePolicy: LifePolicyResolvers = {
  ...policyFields,
  __resolveReference: findOwnPolicy('LIFE'),
  sumAssured: ({ sumAssuredMinor, currency }) => formatMoney(sumAssuredMinor, currency),
};

export const ReturnFreightPolicy: ReturnFreightPolicyResolvers = {
  ...policyFields,
  __resolveReference: findOwnPolicy('RETURN_FREIGHT'),
  order: ({ orderId }) => ({ id: orderId }),
};
