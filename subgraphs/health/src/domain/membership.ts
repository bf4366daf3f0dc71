import { defineMachine } from '@ecosystem/kit/transitions';

/** The life of a care membership: it lapses when it is not renewed in time and ends for good when it is given up. */
export const membershipMachine = defineMachine({
  entity: 'membership',
  initial: 'ACTIVE',
  transitions: [
    ['ACTIVE', 'lapse', 'LAPSED'],
    ['LAPSED', 'renew', 'ACTIVE'],
    ['ACTIVE', 'end', 'ENDED'],
    ['LAPSED', 'end', 'ENDED'],
  ],
});
