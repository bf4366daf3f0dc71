import { expect, test } from 'vitest';
import { pageOfList } from './list-page.ts';

const items = ['a1', 'a2', 'b1', 'b2', 'c1'];
const keyOf = (item: string) => [item.charAt(0), item] as const;

test('the pages of a list, one after the other, are the list; an entry that goes takes none with it', () => {
  const first = pageOfList('list', items, keyOf, { first: 2, after: null });
  expect(first).toMatchObject({ nodes: ['a1', 'a2'], pageInfo: { hasNextPage: true, hasPreviousPage: false } });
  const after = first.pageInfo.endCursor;
  expect(pageOfList('list', items, keyOf, { first: 2, after }).nodes).toEqual(['b1', 'b2']);
  const second = pageOfList('list', ['a1', 'b1', 'b2', 'c1'], keyOf, { first: 3, after });
  expect(second).toMatchObject({ nodes: ['b1', 'b2', 'c1'], pageInfo: { hasNextPage: false } });
});

test('a cursor of another list is none of this one', () => {
  const after = pageOfList('list', items, keyOf, { first: 1, after: null }).pageInfo.endCursor;
  expect(() => pageOfList('other', items, keyOf, { first: 1, after })).toThrow('not a cursor of this list');
});
