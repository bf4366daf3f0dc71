import { type Connection, connectionOf, decodeCursor, encodeCursor, type Page } from '@ecosystem/kit/connections';

/**
 * One page of a sorted list in memory.
 * @param keyOf what the list is sorted by: two texts, the second of which is an id.
 * @throws PublicError BAD_USER_INPUT for a cursor that this list has not given out.
 */
export function pageOfList<Item>(
  list: string,
  items: readonly Item[],
  keyOf: (item: Item) => readonly [string, string],
  page: Page,
): Connection<Item> {
  const after = page.after === null ? null : decodeCursor(list, page.after, ['text', 'text']);
  const rest = after ? items.filter((item) => isBehind(keyOf(item), after)) : items;
  return connectionOf(page, rest.slice(0, page.first + 1), (item) => encodeCursor(list, keyOf(item)));
}

function isBehind([first, second]: readonly [string, string], after: readonly string[]): boolean {
  const [afterFirst = '', afterSecond = ''] = after;
  return first > afterFirst || (first === afterFirst && second > afterSecond);
}
