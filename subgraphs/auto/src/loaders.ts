import { citiesByCode } from './db/cities.ts';
import { finePages, finesById } from './db/fines.ts';
import { ridePages, ridesById } from './db/rides.ts';
import { shownVehiclesByCustomer, vehiclesByCustomer, vehiclesById } from './db/vehicles.ts';

/** What resolvers can load, each by one statement for any number of keys: `x` by its own key, `xOf` and `xs` by another's. */
export const queries = {
  vehicle: vehiclesById,
  vehicles: vehiclesByCustomer,
  vehiclesShown: shownVehiclesByCustomer,
  ride: ridesById,
  rides: ridePages,
  fine: finesById,
  fines: finePages,
  city: citiesByCode,
};
