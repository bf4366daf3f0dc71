import type { Resolvers } from '../generated/resolvers.ts';
import { City } from './city.ts';
import { AutoProfile, Customer } from './customer.ts';
import { PartnerCustomerView } from './partner-customer-view.ts';
import { Query } from './query.ts';
import { Ride } from './ride.ts';
import { TrafficFine } from './traffic-fine.ts';
import { Vehicle } from './vehicle.ts';

export const resolvers: Resolvers = {
  AutoProfile,
  City,
  Customer,
  PartnerCustomerView,
  Query,
  Ride,
  TrafficFine,
  Vehicle,
};
