import { appointmentMachine } from './appointment.ts';
import { membershipMachine } from './membership.ts';
import { prescriptionMachine } from './prescription.ts';

/** All state machines of health, in the order of the page that shows them. */
export const machines = [appointmentMachine, membershipMachine, prescriptionMachine] as const;
