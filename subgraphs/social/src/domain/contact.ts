import { defineMachine } from '@ecosystem/kit/transitions';

/** The life of a contact; both customers have a row, and both rows are always in the same state (C8). */
export const contactMachine = defineMachine({
  entity: 'contact',
  initial: 'REQUESTED',
  transitions: [
    ['REQUESTED', 'accept', 'ACCEPTED'],
    ['ACCEPTED', 'remove', 'REMOVED'],
    ['ACCEPTED', 'block', 'BLOCKED'],
    ['BLOCKED', 'remove', 'REMOVED'],
  ],
});
