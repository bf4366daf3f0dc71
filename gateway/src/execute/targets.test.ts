import { expect, test } from 'vitest';
import type { PlanPath } from '../plan/query-plan.ts';
import type { JsonObject } from './merge.ts';
import { compileTargets, locateTargets } from './targets.ts';

const isOfType = (typeName: unknown, types: readonly string[]) => types.includes(String(typeName));
const dog = { __typename: 'Dog', id: 1 };
const cat = { __typename: 'Cat', id: 2 };

test.each<[string, PlanPath, unknown, JsonObject[], (string | number)[][]]>([
  ['an object', [{ key: 'me' }], { me: dog }, [dog], [['me']]],
  ['nothing where there is null', [{ key: 'me' }], { me: null }, [], []],
  ['the elements of a list', [{ key: 'pets' }, '@'], { pets: [dog, null, cat] }, [dog, cat], [['pets', 0], ['pets', 2]]],
  ['only those of a type', [{ key: 'pets' }, '@', { types: ['Cat'] }], { pets: [dog, cat] }, [cat], [['pets', 1]]],
  ['lists in lists, written once', [{ key: 'grid' }, '@'], { grid: [[dog], null, [cat]] }, [dog, cat], [['grid', 0, 0], ['grid', 2, 0]]],
  ['lists in lists, written for each', [{ key: 'grid' }, '@', '@'], { grid: [[dog], [cat]] }, [dog, cat], [['grid', 0, 0], ['grid', 1, 0]]],
  ['below a list', [{ key: 'owners' }, '@', { key: 'pet' }], { owners: [{ pet: dog }, { pet: null }, {}] }, [dog], [['owners', 0, 'pet']]],
  ['no key that every object has', [{ key: 'constructor' }], {}, [], []],
])('a path leads to %s', (_, path, root, targets, places) => {
  const found: JsonObject[] = [];
  compileTargets(path, isOfType)(root, (target) => found.push(target));
  expect(found).toEqual(targets);
  expect(locateTargets(root, path, isOfType)).toEqual(places);
});
