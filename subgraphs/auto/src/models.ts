import type { Connection } from '@ecosystem/kit/connections';
import type { PartnerView } from '@ecosystem/kit/consent';
import type { CustomerProfile, CustomerReference } from '@ecosystem/kit/doors';
import type { CityRow } from './db/cities.ts';
import type { FineRow } from './db/fines.ts';
import type { RideRow } from './db/rides.ts';
import type { PartnerVehicleRow, VehicleRow } from './db/vehicles.ts';

// What resolvers get as the parent of each GraphQL type; the generated resolver types read the names.

export type Customer = CustomerReference;
export type AutoProfile = CustomerProfile;
export type PartnerCustomerView = PartnerView;
export type PartnerVehicle = PartnerVehicleRow;
export type Vehicle = VehicleRow;
export type Ride = RideRow;
export type TrafficFine = FineRow;
export type City = CityRow;
export type RideConnection = Connection<RideRow>;
export type TrafficFineConnection = Connection<FineRow>;
