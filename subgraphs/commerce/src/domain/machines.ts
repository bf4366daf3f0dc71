import { orderMachine } from './order.ts';
import { productMachine } from './product.ts';
import { memberMachine, teamMachine } from './team.ts';

/** All state machines of commerce, in the order of the page that shows them. */
export const machines = [orderMachine, productMachine, memberMachine, teamMachine] as const;
