import { defineMachine } from '@ecosystem/kit/transitions';

/**
 * The life of an appointment, in the words of HL7 FHIR R5. Whether a visit is by video, and so needs no arrival,
 * and whether its time has come is for the command to check.
 */
export const appointmentMachine = defineMachine({
  entity: 'appointment',
  initial: 'PROPOSED',
  transitions: [
    ['PROPOSED', 'request', 'PENDING'],
    ['PROPOSED', 'cancel', 'CANCELLED'],
    ['PROPOSED', 'enterInError', 'ENTERED_IN_ERROR'],
    ['PENDING', 'book', 'BOOKED'],
    ['PENDING', 'cancel', 'CANCELLED'],
    ['PENDING', 'enterInError', 'ENTERED_IN_ERROR'],
    ['BOOKED', 'arrive', 'ARRIVED'],
    ['BOOKED', 'checkIn', 'CHECKED_IN'],
    ['BOOKED', 'miss', 'NOSHOW'],
    ['BOOKED', 'cancel', 'CANCELLED'],
    ['BOOKED', 'enterInError', 'ENTERED_IN_ERROR'],
    ['ARRIVED', 'checkIn', 'CHECKED_IN'],
    ['ARRIVED', 'enterInError', 'ENTERED_IN_ERROR'],
    ['CHECKED_IN', 'fulfil', 'FULFILLED'],
    ['CHECKED_IN', 'enterInError', 'ENTERED_IN_ERROR'],
    ['WAITLIST', 'book', 'BOOKED'],
    ['WAITLIST', 'cancel', 'CANCELLED'],
    ['WAITLIST', 'enterInError', 'ENTERED_IN_ERROR'],
    ['FULFILLED', 'enterInError', 'ENTERED_IN_ERROR'],
    ['CANCELLED', 'enterInError', 'ENTERED_IN_ERROR'],
    ['NOSHOW', 'enterInError', 'ENTERED_IN_ERROR'],
  ],
});
