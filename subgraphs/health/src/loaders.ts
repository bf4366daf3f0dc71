import { appointmentPages, appointmentsById, careByPair } from './db/appointments.ts';
import { membershipsByCustomer } from './db/memberships.ts';
import { patientsByCustomer, patientsById } from './db/patients.ts';
import { practitionerPages, practitionersById } from './db/practitioners.ts';
import { activePrescriptionsByCustomer } from './db/prescriptions.ts';

/** What resolvers can load, each by one statement for any number of keys: `x` by its own key, `xOf` and `xs` by another's. */
export const queries = {
  patient: patientsById,
  patients: patientsByCustomer,
  membershipOf: membershipsByCustomer,
  practitioner: practitionersById,
  practitioners: practitionerPages,
  appointment: appointmentsById,
  appointments: appointmentPages,
  activePrescriptions: activePrescriptionsByCustomer,
  isInCare: careByPair,
};
