import { fineMachine } from './fine.ts';
import { rideMachine } from './ride.ts';
import { vehicleMachine } from './vehicle.ts';

/** All state machines of auto, in the order of the page that shows them. */
export const machines = [fineMachine, rideMachine, vehicleMachine] as const;
