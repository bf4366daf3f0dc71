import { defineMachine } from '@ecosystem/kit/transitions';

/** The life of a team, from the leader's order to the last paid place. */
export const teamMachine = defineMachine({
  entity: 'team',
  initial: 'AWAITING_LEADER_PAYMENT',
  transitions: [
    ['AWAITING_LEADER_PAYMENT', 'payAsLeader', 'OPEN'],
    ['OPEN', 'form', 'FORMED'],
    ['OPEN', 'expire', 'EXPIRED'],
    ['OPEN', 'cancel', 'CANCELLED'],
  ],
});

/** The life of one place in a team. */
export const memberMachine = defineMachine({
  entity: 'member',
  initial: 'RESERVED',
  transitions: [
    ['RESERVED', 'pay', 'PAID'],
    ['RESERVED', 'leave', 'LEFT'],
    ['PAID', 'refund', 'REFUNDED'],
  ],
});
