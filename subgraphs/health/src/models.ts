import type { Connection } from '@ecosystem/kit/connections';
import type { PartnerView } from '@ecosystem/kit/consent';
import type { CustomerProfile, CustomerReference } from '@ecosystem/kit/doors';
import type { AppointmentRow } from './db/appointments.ts';
import type { MembershipRow } from './db/memberships.ts';
import type { PatientRow } from './db/patients.ts';
import type { PractitionerRow } from './db/practitioners.ts';
import type { PartnerPrescriptionRow } from './db/prescriptions.ts';

// What resolvers get as the parent of each GraphQL type; the generated resolver types read the names.

export type Customer = CustomerReference;
export type HealthProfile = CustomerProfile;
export type CareMembership = MembershipRow;
export type PartnerCustomerView = PartnerView;
export type PartnerPrescription = PartnerPrescriptionRow;
export type Patient = PatientRow;
export type Practitioner = PractitionerRow;
export type Appointment = AppointmentRow;
export type PractitionerConnection = Connection<PractitionerRow>;
export type AppointmentConnection = Connection<AppointmentRow>;
