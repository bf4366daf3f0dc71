import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, type Pool, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { transfers } from './tables.ts';

export type TransferRow = RowOf<typeof transfers>;

/** Transfers by id. */
export const transfersById = oneBy(
  statement('finance.transfers_by_id', (pool) =>
    pool.select(rowOf(transfers)).from(transfers).where(anyOf(transfers.id, 'keys')),
  ),
  (row) => row.id,
);

export async function insertTransfer(pool: Pool, row: typeof transfers.$inferInsert): Promise<void> {
  await pool.insert(transfers).values(row);
}
