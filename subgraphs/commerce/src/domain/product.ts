import { defineMachine } from '@ecosystem/kit/transitions';

/** The life of a product; what was once shown is archived, never deleted, because orders point at it. */
export const productMachine = defineMachine({
  entity: 'product',
  initial: 'DRAFT',
  transitions: [
    ['DRAFT', 'publish', 'ACTIVE'],
    ['ACTIVE', 'pause', 'PAUSED'],
    ['PAUSED', 'resume', 'ACTIVE'],
    ['ACTIVE', 'archive', 'ARCHIVED'],
    ['PAUSED', 'archive', 'ARCHIVED'],
  ],
});

export type ProductStatus = (typeof productMachine.states)[number];

/** Whether everybody may see the product. A draft is the merchant's own. */
export function isPublic(product: { readonly status: ProductStatus }): boolean {
  return product.status !== 'DRAFT';
}

/** How many of a variant can be bought now: what is free in all warehouses, and nothing while its product is not for sale. */
export function countBuyable(product: { readonly status: ProductStatus }, free: number): number {
  return product.status === 'ACTIVE' ? free : 0;
}
