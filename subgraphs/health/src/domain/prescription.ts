import { defineMachine } from '@ecosystem/kit/transitions';

/** The life of a prescription: it counts from the pharmacist's approval on, until it is used up, over or taken back. */
export const prescriptionMachine = defineMachine({
  entity: 'prescription',
  initial: 'DRAFT',
  transitions: [
    ['DRAFT', 'approve', 'ACTIVE'],
    ['DRAFT', 'reject', 'CANCELLED'],
    ['ACTIVE', 'hold', 'ON_HOLD'],
    ['ON_HOLD', 'resume', 'ACTIVE'],
    ['ACTIVE', 'complete', 'COMPLETED'],
    ['ACTIVE', 'stop', 'STOPPED'],
    ['ACTIVE', 'cancel', 'CANCELLED'],
    ['ACTIVE', 'end', 'ENDED'],
  ],
});

/** Drugs for chronic illness are given for at most this many days (H6). */
export const daysSupplyMax = 90;
