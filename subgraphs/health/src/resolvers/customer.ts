import { expectRow, formatCustomerId, openOwnDoor, resolveCustomerReference } from '@ecosystem/kit/doors';
import { formatId } from '@ecosystem/kit/ids';
import type { CareMembershipResolvers, CustomerResolvers, HealthProfileResolvers } from '../generated/resolvers.ts';

export const Customer: CustomerResolvers = {
  __resolveReference: resolveCustomerReference,
  id: formatCustomerId,
  health: (customer, _, { caller }) => openOwnDoor(caller, customer),
};

export const HealthProfile: HealthProfileResolvers = {
  patients: ({ customerId }, _, { loaders }) => loaders.patients.load(customerId),
  membership: ({ customerId }, _, { loaders }) => loaders.membershipOf.load(customerId),
};

export const CareMembership: CareMembershipResolvers = {
  id: ({ id }) => formatId('cmb', id),
  familyDoctor: async ({ familyDoctorId }, _, { loaders }) =>
    familyDoctorId === null ? null : expectRow(await loaders.practitioner.load(familyDoctorId)),
  seatsUsed: async ({ customerId }, _, { loaders }) => (await loaders.patients.load(customerId)).length,
};
