import { formatId, parseId } from '@ecosystem/kit/ids';
import type { Context } from '../context.ts';
import { type PayableType, payablePrefixes } from '../domain/payment-kinds.ts';
import type {
  AppointmentResolvers,
  ParkingSessionResolvers,
  RepairOrderResolvers,
  RideResolvers,
  TrafficFineResolvers,
} from '../generated/resolvers.ts';
import type * as models from '../models.ts';
import { maySee } from './payment.ts';

// Things of other subgraphs that are paid. Anybody may name one; its payment is for who pays and who is paid.

/** The payment of a thing if the caller made it or receives it, else null: a payment of others answers as a missing one. */
async function findPaymentOf(
  payable: models.PayableReference,
  { caller, loaders }: Context,
): Promise<models.Payment | null> {
  const payment = await loaders.paymentOf.load(payable);
  return payment !== null && maySee(caller, payment) ? payment : null;
}

/** What all of them answer in the same way. */
const fieldsOf = (type: PayableType) => ({
  __resolveReference: ({ id }: { readonly id: string }): models.Reference => ({
    id: parseId(payablePrefixes[type], id),
  }),
  id: ({ id }: models.Reference) => formatId(payablePrefixes[type], id),
  payment: ({ id }: models.Reference, _: unknown, context: Context) => findPaymentOf({ type, id }, context),
});

export const Ride: RideResolvers = fieldsOf('RIDE');
export const ParkingSession: ParkingSessionResolvers = fieldsOf('PARKING_SESSION');
export const TrafficFine: TrafficFineResolvers = fieldsOf('TRAFFIC_FINE');
export const RepairOrder: RepairOrderResolvers = fieldsOf('REPAIR_ORDER');
export const Appointment: AppointmentResolvers = fieldsOf('APPOINTMENT');
