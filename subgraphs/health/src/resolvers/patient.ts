import { pageOf } from '@ecosystem/kit/connections';
import { formatId, parseId } from '@ecosystem/kit/ids';
import type { PatientResolvers } from '../generated/resolvers.ts';
import { findPatient, limitToPractitioner } from './care.ts';

export const Patient: PatientResolvers = {
  __resolveReference: async ({ id }, context) =>
    findPatient(context, await context.loaders.patient.load(parseId('pat', id))),
  id: ({ id }) => formatId('pat', id),
  guardian: ({ customerId }) => ({ id: customerId }),
  appointments: (patient, { status, ...page }, { caller, loaders }) =>
    loaders.appointments.load({
      by: [patient.customerId, patient.id],
      page: pageOf(page),
      filters: { status, practitioner: limitToPractitioner(caller, patient) },
    }),
};
