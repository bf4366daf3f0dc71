import { expect, test } from 'vitest';
import { copyObject, createMerge, type JsonObject } from './merge.ts';

const merge = createMerge((typeName) => typeName === 'Media');

test.each<[string, JsonObject, JsonObject, JsonObject]>([
  ['fields stand beside each other', { a: 1 }, { b: 2 }, { a: 1, b: 2 }],
  ['objects are completed', { me: { a: 1 } }, { me: { b: 2 } }, { me: { a: 1, b: 2 } }],
  ['null gives way to a value', { me: null }, { me: { a: 1 } }, { me: { a: 1 } }],
  ['a value does not give way to null', { me: { a: 1 } }, { me: null }, { me: { a: 1 } }],
  ['null is better than nothing', {}, { me: null }, { me: null }],
  ['lists are merged by element', { l: [{ a: 1 }, null] }, { l: [{ b: 2 }, { a: 3 }] }, { l: [{ a: 1, b: 2 }, { a: 3 }] }],
  ['lists of lists too', { l: [[{ a: 1 }]] }, { l: [[{ b: 2 }]] }, { l: [[{ a: 1, b: 2 }]] }],
  ['a concrete type stays', { __typename: 'Book' }, { __typename: 'Media' }, { __typename: 'Book' }],
  ['an interface gives way to the concrete type', { __typename: 'Media' }, { __typename: 'Book' }, { __typename: 'Book' }],
])('%s', (_, target, source, merged) => {
  merge(target, source);
  expect(target).toEqual(merged);
});

test('a key __proto__ is a key like any other', () => {
  const target: JsonObject = {};
  merge(target, JSON.parse('{"__proto__":{"a":1}}') as JsonObject);
  expect(Object.keys(target)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(target)).toBe(Object.prototype);
  expect(JSON.stringify(copyObject(target))).toBe('{"__proto__":{"a":1}}');
});

test('a copy shares no object with its original', () => {
  const original = { a: { b: [{ c: 1 }] } };
  const copy = copyObject(original);
  original.a.b.push({ c: 2 });
  expect(copy).toEqual({ a: { b: [{ c: 1 }] } });
});
