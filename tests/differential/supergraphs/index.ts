import type { SmallWorld } from '../worlds/world.ts';
import { abstract } from './abstract.ts';
import { interfaceObject } from './interface-object.ts';
import { keys } from './keys.ts';
import { nulls } from './nulls.ts';
import { requires } from './requires.ts';

/** All small supergraphs; together they use every directive of Federation 2. */
export const smallWorlds: readonly SmallWorld[] = [keys, requires, abstract, interfaceObject, nulls];
