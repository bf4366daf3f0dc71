import { defineMachine } from '@ecosystem/kit/transitions';

/** The life of an account; erasure waits for 7 days, in which it can be stopped. */
export const customerMachine = defineMachine({
  entity: 'customer',
  initial: 'ACTIVE',
  transitions: [
    ['ACTIVE', 'freeze', 'FROZEN'],
    ['FROZEN', 'unfreeze', 'ACTIVE'],
    ['ACTIVE', 'close', 'CLOSING'],
    ['CLOSING', 'stopClosing', 'ACTIVE'],
    ['CLOSING', 'erase', 'ERASED'],
  ],
});

export type CustomerStatus = (typeof customerMachine.states)[number];
