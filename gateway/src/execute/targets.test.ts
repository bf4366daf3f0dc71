import { expect, test } from 'vitest';
import type { PathStep } from '../plan/query-plan.ts';
import { type AnswerPath, compileTargets, locateTargets } from './targets.ts';

const supertypes: Readonly<Record<string, readonly string[]>> = { Book: ['Book', 'Media'], Film: ['Film', 'Media'] };
const isOfType = (typeName: unknown, types: readonly string[]) =>
  types.some((type) => supertypes[String(typeName)]?.includes(type));

const key = (name: string): PathStep => ({ key: name });
const on = (...types: string[]): PathStep => ({ types });
const object = (name: string, typeName = 'Book') => ({ __typename: typeName, name });
const [a, b, c] = [object('a'), object('b', 'Film'), object('c')];

test.each<[string, unknown, PathStep[], [object: object, place: AnswerPath][]]>([
  ['the root', a, [], [[a, []]]],
  ['an object in an object', { me: { friend: a } }, [key('me'), key('friend')], [[a, ['me', 'friend']]]],
  [
    'the elements of a list, without nulls',
    { all: [a, null, b] },
    [key('all'), '@'],
    [
      [a, ['all', 0]],
      [b, ['all', 2]],
    ],
  ],
  [
    'the elements of a list, of which the path does not say that it is one',
    { all: [a, b] },
    [key('all')],
    [
      [a, ['all', 0]],
      [b, ['all', 1]],
    ],
  ],
  [
    'the elements of lists in lists, with one step for all levels',
    { all: [[a], null, [[b], c]] },
    [key('all'), '@'],
    [
      [a, ['all', 0, 0]],
      [b, ['all', 2, 0, 0]],
      [c, ['all', 2, 1]],
    ],
  ],
  [
    'the elements of lists in lists, with one step for each level',
    { all: [[a], [b, c]] },
    [key('all'), '@', '@'],
    [
      [a, ['all', 0, 0]],
      [b, ['all', 1, 0]],
      [c, ['all', 1, 1]],
    ],
  ],
  [
    'objects inside the elements of lists in lists',
    {
      all: [
        [{ own: a }, null],
        [{ own: null }, { own: b }],
      ],
    },
    [key('all'), '@', key('own')],
    [
      [a, ['all', 0, 0, 'own']],
      [b, ['all', 1, 1, 'own']],
    ],
  ],
  [
    'objects of one type',
    { all: [a, b, c] },
    [key('all'), '@', on('Book')],
    [
      [a, ['all', 0]],
      [c, ['all', 2]],
    ],
  ],
  [
    'objects of an interface',
    { all: [a, b] },
    [key('all'), '@', on('Media')],
    [
      [a, ['all', 0]],
      [b, ['all', 1]],
    ],
  ],
  ['objects of one of several types', { all: [a, b] }, [key('all'), '@', on('Film', 'Song')], [[b, ['all', 1]]]],
  [
    'objects inside objects of a type',
    {
      all: [
        { __typename: 'Film', own: a },
        { __typename: 'Book', own: c },
      ],
    },
    [key('all'), '@', on('Film'), key('own')],
    [[a, ['all', 0, 'own']]],
  ],
  ['no object of an unknown type', { all: [{ name: 'x' }] }, [key('all'), '@', on('Book')], []],
  ['nothing where the answer ends early', { me: null }, [key('me'), key('friend'), '@'], []],
  ['nothing where a leaf stands', { me: 'text', all: [1] }, [key('me'), key('friend')], []],
  ['nothing through what every object has', { me: {} }, [key('me'), key('constructor')], []],
])('a path finds %s, and the places are in the same order', (_, root, path, expected) => {
  const found: object[] = [];
  compileTargets(path, isOfType)(root, (target) => found.push(target));
  expect(found).toEqual(expected.map(([target]) => target));
  for (const [index, target] of found.entries()) expect(target).toBe(expected[index]?.[0]);
  expect(locateTargets(root, path, isOfType)).toEqual(expected.map(([, place]) => place));
});
