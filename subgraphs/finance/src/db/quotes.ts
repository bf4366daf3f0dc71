import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, type Pool, statement } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import { oneBy } from '@ecosystem/kit/loaders';
import { eq } from 'drizzle-orm';
import { quotes } from './tables.ts';

export type QuoteRow = RowOf<typeof quotes>;

/** Quotes by id. */
export const quotesById = oneBy(
  statement('finance.quotes_by_id', (pool) => pool.select(rowOf(quotes)).from(quotes).where(anyOf(quotes.id, 'keys'))),
  (row) => row.id,
);

/** A quote as it stands in this transaction. */
export async function findQuote(pool: Pool, id: Uuid): Promise<QuoteRow | null> {
  const [row] = await pool.select(rowOf(quotes)).from(quotes).where(eq(quotes.id, id));
  return row ?? null;
}
