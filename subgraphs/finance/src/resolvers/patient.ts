import { owns } from '@ecosystem/kit/caller';
import { formatId, parseId } from '@ecosystem/kit/ids';
import type { PatientResolvers } from '../generated/resolvers.ts';
import { asPolicyOfKind } from './policy.ts';

export const Patient: PatientResolvers = {
  __resolveReference: ({ id }) => ({ id: parseId('pat', id) }),
  id: ({ id }) => formatId('pat', id),
  healthPolicies: async ({ id }, _, { caller, loaders }) =>
    (await loaders.policiesOfPatient.load(id))
      .filter((policy) => owns(caller, policy))
      .flatMap((policy) => asPolicyOfKind(policy, 'HEALTH') ?? []),
};
