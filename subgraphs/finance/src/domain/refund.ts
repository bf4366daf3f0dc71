import { defineMachine } from '@ecosystem/kit/transitions';

/** The life of a refund of a payment. */
export const refundMachine = defineMachine({
  entity: 'refund',
  initial: 'PENDING',
  transitions: [
    ['PENDING', 'succeed', 'SUCCEEDED'],
    ['PENDING', 'fail', 'FAILED'],
  ],
});
