import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { manyBy, oneBy } from '@ecosystem/kit/loaders';
import { asc, sql } from 'drizzle-orm';
import { stockLevels, variants } from './tables.ts';

export type VariantRow = RowOf<typeof variants>;

/** Variants by id. */
export const variantsById = oneBy(
  statement('commerce.variants_by_id', (pool) =>
    pool.select(rowOf(variants)).from(variants).where(anyOf(variants.id, 'keys')),
  ),
  (row) => row.id,
);

/** All variants of products, in the order of their making; a product has at most 100. */
export const variantsByProduct = manyBy(
  statement('commerce.variants_by_product', (pool) =>
    pool
      .select(rowOf(variants))
      .from(variants)
      .where(anyOf(variants.productId, 'keys'))
      .orderBy(asc(variants.productId), asc(variants.id)),
  ),
  (row) => row.productId,
);

/** What is neither allocated nor reserved of variants, in all warehouses; cut at the greatest number of GraphQL's Int. */
export const stockByVariant = oneBy(
  statement('commerce.stock_by_variant', (pool) =>
    pool
      .select({
        variantId: stockLevels.variantId,
        free: sql<number>`least(sum(${stockLevels.onHand} - ${stockLevels.allocated} - ${stockLevels.reserved}), 2147483647)::int`,
      })
      .from(stockLevels)
      .where(anyOf(stockLevels.variantId, 'keys'))
      .groupBy(stockLevels.variantId),
  ),
  (row) => row.variantId,
);
