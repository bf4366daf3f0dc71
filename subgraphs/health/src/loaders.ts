import { appointmentPages, appointmentsById, careByPair } from './db/appointments.ts';
import { membershipsByCustomer } from './db/memberships.ts';
import { patientsByCustomer, patientsById } from './db/patients.ts';
import { practitionerPages, practitionersById } from './db/practitioners.ts';

/** What resolvers can load, by name; each is one statement for any number of keys. */
export const queries = {
  patient: patientsById,
  patients: patientsByCustomer,
  membership: membershipsByCustomer,
  practitioner: practitionersById,
  practitioners: practitionerPages,
  appointment: appointmentsById,
  appointments: appointmentPages,
  isInCare: careByPair,
};
