import type { Resolvers } from '../generated/resolvers.ts';
import { Appointment } from './appointment.ts';
import { CareMembership, Customer, HealthProfile } from './customer.ts';
import { PartnerCustomerView } from './partner-customer-view.ts';
import { Patient } from './patient.ts';
import { Practitioner } from './practitioner.ts';
import { Query } from './query.ts';

export const resolvers: Resolvers = {
  Appointment,
  CareMembership,
  Customer,
  HealthProfile,
  PartnerCustomerView,
  Patient,
  Practitioner,
  Query,
};
