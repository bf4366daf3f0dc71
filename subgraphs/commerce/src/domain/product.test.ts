import { expect, test } from 'vitest';
import { countBuyable, isPublic, type ProductStatus } from './product.ts';

test.each<[ProductStatus, boolean, number]>([
  ['DRAFT', false, 0],
  ['ACTIVE', true, 7],
  ['PAUSED', true, 0],
  ['ARCHIVED', true, 0],
])('a product that is %s is public: %s, and %i of 7 free ones can be bought', (status, visible, buyable) => {
  expect(isPublic({ status })).toBe(visible);
  expect(countBuyable({ status }, 7)).toBe(buyable);
});
