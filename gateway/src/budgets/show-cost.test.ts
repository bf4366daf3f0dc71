import { expect, test } from 'vitest';
import { asksForCost } from './show-cost.ts';

test.each([
  [{ cost: true }, true],
  ['{"cost":true}', true],
  [{ cost: 'yes' }, false],
  [{ persistedQuery: {} }, false],
  ['{"cost":', false],
  ['[]', false],
  [undefined, false],
  [null, false],
])('a request with the extensions %o asks for its cost: %s', (extensions, expected) => {
  expect(asksForCost(extensions)).toBe(expected);
});
