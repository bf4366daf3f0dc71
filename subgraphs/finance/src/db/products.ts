import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { type Pool, statement } from '@ecosystem/kit/database';
import { manyBy, oneBy } from '@ecosystem/kit/loaders';
import { asc, eq, sql } from 'drizzle-orm';
import type { CoveragePlan, ProductRule } from '../domain/quote.ts';
import { coveragePlans, products } from './tables.ts';

export type ProductRow = RowOf<typeof products>;

/** Products by code. */
export const productsByCode = oneBy(
  statement('finance.products_by_code', (pool) =>
    pool
      .select(rowOf(products))
      .from(products)
      .where(sql`${products.code} = any(${sql.placeholder('keys')}::text[])`),
  ),
  (row) => row.code,
);

/** What products can cover, in the order of the codes. */
export const plansByProduct = manyBy(
  statement('finance.plans_by_product', (pool) =>
    pool
      .select(rowOf(coveragePlans))
      .from(coveragePlans)
      .where(sql`${coveragePlans.productCode} = any(${sql.placeholder('keys')}::text[])`)
      .orderBy(asc(coveragePlans.code)),
  ),
  (row) => row.productCode,
);

/** A product as it is sold, with whether its terms follow each other; null if there is none of that code. */
export async function findProduct(
  pool: Pool,
  code: string,
): Promise<(ProductRule & { readonly autoRenews: boolean }) | null> {
  const [row] = await pool.select(rowOf(products)).from(products).where(eq(products.code, code));
  return row ? { ...toProductRule(row), autoRenews: row.autoRenews } : null;
}

/** What a product can cover, in the order of the codes. */
export function findPlans(pool: Pool, productCode: string): Promise<CoveragePlan[]> {
  return pool
    .select(rowOf(coveragePlans))
    .from(coveragePlans)
    .where(eq(coveragePlans.productCode, productCode))
    .orderBy(asc(coveragePlans.code));
}

/** The rules of a product, with its term as years or days. */
export function toProductRule({ termYears, termDays, ...row }: ProductRow): ProductRule {
  if (termYears !== null) return { ...row, term: { termYears, termDays: null } };
  if (termDays === null) throw new Error(`The product ${row.code} has no term.`);
  return { ...row, term: { termYears: null, termDays } };
}
