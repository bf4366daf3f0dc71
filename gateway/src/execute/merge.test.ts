import { describe, expect, test } from 'vitest';
import { copyObject, createMerge, type JsonObject } from './merge.ts';

const mergeInto = createMerge((typeName) => typeName === 'Media');
/** What two answers come to, each as it comes over the wire. */
function merged(target: unknown, source: unknown): JsonObject {
  const into = structuredClone(target) as JsonObject;
  mergeInto(into, structuredClone(source) as JsonObject);
  return into;
}

describe('merging an answer into what was fetched', () => {
  test.each<[string, unknown, unknown, unknown]>([
    [
      'adds fields at every level',
      { me: { id: 1, a: { x: 1 } } },
      { me: { b: 2, a: { y: 2 } } },
      { me: { id: 1, a: { x: 1, y: 2 }, b: 2 } },
    ],
    ['lets null give way to a value', { a: null, b: null, c: null }, { a: 1, b: {}, c: [] }, { a: 1, b: {}, c: [] }],
    [
      'lets a value stand against null',
      { a: 1, b: { x: 1 }, c: [1] },
      { a: null, b: null, c: null },
      { a: 1, b: { x: 1 }, c: [1] },
    ],
    ['keeps null where nothing was', {}, { a: null }, { a: null }],
    ['takes the later of two leaves', { a: 1 }, { a: 2 }, { a: 2 }],
    [
      'keeps false, zero and the empty text',
      { a: true, b: 1, c: 'c' },
      { a: false, b: 0, c: '' },
      { a: false, b: 0, c: '' },
    ],
    [
      'merges lists element by element',
      { a: [{ x: 1 }, null, { x: 3 }] },
      { a: [{ y: 1 }, { y: 2 }, null] },
      { a: [{ x: 1, y: 1 }, { y: 2 }, { x: 3 }] },
    ],
    [
      'merges lists in lists',
      { a: [[{ x: 1 }], [{ x: 2 }]] },
      { a: [[{ y: 1 }], [{ y: 2 }]] },
      { a: [[{ x: 1, y: 1 }], [{ x: 2, y: 2 }]] },
    ],
    [
      'lets no list grow or shrink',
      { a: [{ x: 1 }], b: [1, 2] },
      { a: [{ y: 1 }, { y: 2 }], b: [3] },
      { a: [{ x: 1, y: 1 }], b: [3, 2] },
    ],
    ['keeps an object or a list that a leaf would replace in a list', { a: [1, 2] }, { a: 5 }, { a: [1, 2] }],
    [
      'keeps a type that is known better than by an interface',
      { a: { __typename: 'Book' } },
      { a: { __typename: 'Media' } },
      { a: { __typename: 'Book' } },
    ],
    [
      'takes a type that is better than an interface',
      { a: { __typename: 'Media' } },
      { a: { __typename: 'Book' } },
      { a: { __typename: 'Book' } },
    ],
    [
      'takes an interface where no type is known',
      { a: {} },
      { a: { __typename: 'Media' } },
      { a: { __typename: 'Media' } },
    ],
    ['treats only __typename so', { name: 'Book' }, { name: 'Media' }, { name: 'Media' }],
  ])('%s', (_, target, source, expected) => {
    expect(merged(target, source)).toEqual(expected);
  });

  test('keeps the order in which fields came first', () => {
    expect(Object.keys(merged({ b: null, a: 1 }, { c: 1, a: 2, b: 3 }))).toEqual(['b', 'a', 'c']);
  });

  test('takes __proto__ for a field like any other', () => {
    const source = JSON.parse('{"__proto__":{"isAdmin":true},"me":{"__proto__":"x"}}') as JsonObject;
    const target: JsonObject = { me: {} };
    mergeInto(target, source);
    expect(JSON.stringify(target)).toBe('{"me":{"__proto__":"x"},"__proto__":{"isAdmin":true}}');
    expect(target['isAdmin']).toBeUndefined();
    expect(Object.getPrototypeOf(target)).toBe(Object.prototype);
    expect(({} as JsonObject)['isAdmin']).toBeUndefined();
  });
});

describe('a copy', () => {
  test('is equal and shares no object with the original', () => {
    const original = { a: [{ x: [1, null] }, [{ y: 1 }]], b: { c: { d: 'e' } }, f: null };
    const copy = copyObject(original);
    expect(copy).toEqual(original);
    original.b.c.d = 'changed';
    original.a.pop();
    (original.a[0] as { x: unknown[] }).x.push(2);
    expect(copy).toEqual({ a: [{ x: [1, null] }, [{ y: 1 }]], b: { c: { d: 'e' } }, f: null });
  });

  test('has a field __proto__ if the original has one', () => {
    const text = '{"a":{"__proto__":{"b":1}}}';
    expect(JSON.stringify(copyObject(JSON.parse(text) as JsonObject))).toBe(text);
  });
});
