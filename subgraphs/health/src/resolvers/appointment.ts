import { expectRow } from '@ecosystem/kit/doors';
import { formatId, parseId } from '@ecosystem/kit/ids';
import { formatMoney } from '@ecosystem/kit/money';
import type { AppointmentResolvers } from '../generated/resolvers.ts';
import { findAppointment } from './care.ts';

export const Appointment: AppointmentResolvers = {
  __resolveReference: async ({ id }, { caller, loaders }) =>
    findAppointment(caller, await loaders.appointment.load(parseId('apt', id))),
  id: ({ id }) => formatId('apt', id),
  patient: async ({ patientId }, _, { loaders }) => expectRow(await loaders.patient.load(patientId)),
  practitioner: async ({ practitionerId }, _, { loaders }) =>
    expectRow(await loaders.practitioner.load(practitionerId)),
  fee: ({ feeMinor, currency }) => formatMoney(feeMinor, currency),
};
