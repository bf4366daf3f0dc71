import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { pagesBy } from '@ecosystem/kit/pages';
import { sql } from 'drizzle-orm';
import { products } from './tables.ts';

export type ProductRow = RowOf<typeof products>;

/** Products by id, drafts too. */
export const productsById = oneBy(
  statement('commerce.products_by_id', (pool) =>
    pool.select(rowOf(products)).from(products).where(anyOf(products.id, 'keys')),
  ),
  (row) => row.id,
);

/** The GTIN in the form of 14 digits; the same words as in the unique index. */
const gtin14 = sql<string>`lpad(gtin, 14, '0')`;

/** Products by GTIN in the form of 14 digits, drafts too. */
export const productsByGtin = oneBy(
  statement('commerce.products_by_gtin', (pool) =>
    pool
      .select({ gtin14, product: products })
      .from(products)
      .where(sql`${gtin14} = any(${sql.placeholder('keys')})`),
  ),
  (row) => row.gtin14,
);

/** What merchants sell now, newest first, one page each. */
export const productPages = pagesBy('commerce.product_pages', products, {
  by: products.merchantId,
  direction: 'desc',
  sort: [
    { column: products.createdAt, type: 'timestamptz', textOf: (row) => row.createdAt.toISOString() },
    { column: products.id, type: 'uuid', textOf: (row) => row.id },
  ],
  // A literal, not a parameter: a generic plan takes a partial index only for a condition that it can read.
  where: sql`${products.status} = 'ACTIVE'`,
});
