import { defineMachine, type EventOf } from '@ecosystem/kit/transitions';

/** The life of a mini program; its versions have a life of their own. */
export const miniProgramMachine = defineMachine({
  entity: 'mini program',
  initial: 'REGISTERED',
  transitions: [
    ['REGISTERED', 'goLive', 'LIVE'],
    ['LIVE', 'suspend', 'SUSPENDED'],
    ['SUSPENDED', 'resume', 'LIVE'],
    ['LIVE', 'takeOffline', 'OFFLINE'],
    ['SUSPENDED', 'takeOffline', 'OFFLINE'],
  ],
});

export type MiniProgramStatus = (typeof miniProgramMachine.states)[number];
export type MiniProgramEvent = EventOf<typeof miniProgramMachine>;

/** The most characters of a mini program's name. */
export const miniProgramNameMax = 40;
/** The most mini programs of one partner. */
export const miniProgramsMax = 50;

/** The most mini programs that are shown to a customer as opened last. */
export const recentProgramsMax = 20;

export const miniProgramCategories = [
  'RETAIL',
  'MOBILITY',
  'HEALTH',
  'FINANCE',
  'CITY',
  'FOOD',
  'TRAVEL',
  'EDUCATION',
  'GAME',
] as const;
