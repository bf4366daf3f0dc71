import type { SmallWorld } from '../worlds/world.ts';
import { abstract } from './abstract.ts';
import { access } from './access.ts';
import { conflicts } from './conflicts.ts';
import { context } from './context.ts';
import { directives } from './directives.ts';
import { inputs } from './inputs.ts';
import { interfaceObject } from './interface-object.ts';
import { keys } from './keys.ts';
import { mutations } from './mutations.ts';
import { nulls } from './nulls.ts';
import { requires } from './requires.ts';
import { shared } from './shared.ts';

/** All small supergraphs; together they use every directive of Federation 2. */
export const smallWorlds: readonly SmallWorld[] = [
  keys,
  requires,
  abstract,
  interfaceObject,
  nulls,
  shared,
  mutations,
  inputs,
  conflicts,
  access,
  directives,
  context,
];
