import { describeMachine } from '@ecosystem/kit/testing-machines';
import { appointmentMachine } from './appointment.ts';
import { membershipMachine } from './membership.ts';
import { prescriptionMachine } from './prescription.ts';

const enterInError = 'ENTERED_IN_ERROR';
const cancel = 'CANCELLED';

describeMachine(appointmentMachine, {
  PROPOSED: { request: 'PENDING', cancel, enterInError },
  PENDING: { book: 'BOOKED', cancel, enterInError },
  BOOKED: { arrive: 'ARRIVED', checkIn: 'CHECKED_IN', miss: 'NOSHOW', cancel, enterInError },
  ARRIVED: { checkIn: 'CHECKED_IN', enterInError },
  CHECKED_IN: { fulfil: 'FULFILLED', enterInError },
  FULFILLED: { enterInError },
  CANCELLED: { enterInError },
  NOSHOW: { enterInError },
  WAITLIST: { book: 'BOOKED', cancel, enterInError },
  ENTERED_IN_ERROR: {},
});

describeMachine(membershipMachine, {
  ACTIVE: { lapse: 'LAPSED', end: 'ENDED' },
  LAPSED: { renew: 'ACTIVE', end: 'ENDED' },
  ENDED: {},
});

describeMachine(prescriptionMachine, {
  DRAFT: { approve: 'ACTIVE', reject: cancel },
  ACTIVE: { hold: 'ON_HOLD', complete: 'COMPLETED', stop: 'STOPPED', cancel, end: 'ENDED' },
  ON_HOLD: { resume: 'ACTIVE' },
  COMPLETED: {},
  STOPPED: {},
  CANCELLED: {},
  ENDED: {},
});
