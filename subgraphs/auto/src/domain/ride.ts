import { defineMachine } from '@ecosystem/kit/transitions';

/** The life of a ride, from the passenger's request to the payment. */
export const rideMachine = defineMachine({
  entity: 'ride',
  initial: 'REQUESTED',
  transitions: [
    ['REQUESTED', 'accept', 'ACCEPTED'],
    ['REQUESTED', 'findNoDriver', 'NO_DRIVER_AVAILABLE'],
    ['REQUESTED', 'cancelAsPassenger', 'PASSENGER_CANCELLED'],
    ['REQUESTED', 'cancelAsService', 'SERVICE_CANCELLED'],
    ['ACCEPTED', 'arrive', 'DRIVER_ARRIVED'],
    ['ACCEPTED', 'reassign', 'REQUESTED'],
    ['ACCEPTED', 'cancelAsDriver', 'DRIVER_CANCELLED'],
    ['ACCEPTED', 'cancelAsPassenger', 'PASSENGER_CANCELLED'],
    ['ACCEPTED', 'cancelAsService', 'SERVICE_CANCELLED'],
    ['DRIVER_ARRIVED', 'start', 'IN_PROGRESS'],
    ['DRIVER_ARRIVED', 'cancelAsPassenger', 'PASSENGER_CANCELLED'],
    ['DRIVER_ARRIVED', 'cancelAsDriver', 'DRIVER_CANCELLED'],
    ['IN_PROGRESS', 'finish', 'COMPLETED'],
    ['IN_PROGRESS', 'cancelAsService', 'SERVICE_CANCELLED'],
    ['COMPLETED', 'pay', 'PAID'],
  ],
});

/** The classes of rides. */
export const rideProducts = ['TAXI', 'EXPRESS', 'PREMIER', 'CARPOOL'] as const;
