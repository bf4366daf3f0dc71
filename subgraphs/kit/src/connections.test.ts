import fc from 'fast-check';
import { expect, test } from 'vitest';
import { connectionOf, decodeCursor, encodeCursor, pageOf } from './connections.ts';

test('a page is 20 entries from the beginning unless the caller says otherwise', () => {
  expect(pageOf({})).toEqual({ first: 20, after: null });
  expect(pageOf({ first: null, after: null })).toEqual({ first: 20, after: null });
  expect(pageOf({ first: 100, after: 'x' })).toEqual({ first: 100, after: 'x' });
});

test.each([0, -1, 101])('a page of %i entries is refused', (first) => {
  expect(() => pageOf({ first })).toThrow(`"first" must be between 1 and 100, not ${first}.`);
});

test('a row more than asked says that there is a next page, and stays out of this one', () => {
  const connection = connectionOf({ first: 2, after: null }, ['a', 'b', 'c'], (row) => `cursor-${row}`);

  expect(connection.nodes).toEqual(['a', 'b']);
  expect(connection.pageInfo).toEqual({
    hasNextPage: true,
    hasPreviousPage: false,
    startCursor: 'cursor-a',
    endCursor: 'cursor-b',
  });
});

test('an empty page has no cursors', () => {
  expect(connectionOf({ first: 2, after: 'x' }, [], String).pageInfo).toEqual({
    hasNextPage: false,
    hasPreviousPage: true,
    startCursor: null,
    endCursor: null,
  });
});

const types = ['timestamptz', 'uuid'] as const;
const key = ['2026-11-01T04:05:06.120Z', '019b76da-a800-7000-8000-000000000001'];

test('a cursor gives its sort key back to the list that made it, and to no other', () => {
  const cursor = encodeCursor('auto.ride_pages', key);

  expect(decodeCursor('auto.ride_pages', cursor, types)).toEqual(key);
  expect(() => decodeCursor('auto.fine_pages', cursor, types)).toThrow('is not a cursor of this list');
});

test.each([
  ['words', 'nonsense'],
  ['too few values', encodeCursor('list', key.slice(0, 1))],
  ['too many values', encodeCursor('list', [...key, 'x'])],
  ['a day that does not exist', encodeCursor('list', ['2026-13-41T04:05:06.120Z', key[1] ?? ''])],
  ['30 February', encodeCursor('list', ['2026-02-30T04:05:06.120Z', key[1] ?? ''])],
  ['SQL', encodeCursor('list', ["now()'; drop table rides; --", key[1] ?? ''])],
])('a cursor of %s is refused', (_, cursor) => {
  expect(() => decodeCursor('list', cursor, types)).toThrow('is not a cursor of this list');
});

test.each([
  ['of any script', '茶馆 🪁 \'"', true],
  ['with the character NUL, which PostgreSQL does not store', 'a\0', false],
  ['with half of a surrogate pair', '\ud83e', false],
  ['of 201 characters', 'x'.repeat(201), false],
])('a sort key that is a text %s', (_, text, isRead) => {
  const read = () => decodeCursor('list', encodeCursor('list', [text]), ['text']);

  if (isRead) expect(read()).toEqual([text]);
  else expect(read).toThrow('is not a cursor of this list');
});

test('no text whatever breaks the decoder', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => decodeCursor('list', text, types)).toThrow('is not a cursor of this list');
    }),
  );
});
