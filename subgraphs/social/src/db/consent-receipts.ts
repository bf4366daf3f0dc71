import { createHash } from 'node:crypto';
import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, type Pool, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import canonicalize from 'canonicalize';
import type { ReceiptBody } from '../domain/consent-receipt.ts';
import { consentReceipts } from './tables.ts';

export type ReceiptRow = RowOf<typeof consentReceipts>;

/** Receipts by the id of their consent. */
export const receiptsByConsent = oneBy(
  statement('social.receipts_by_consent', (pool) =>
    pool.select(rowOf(consentReceipts)).from(consentReceipts).where(anyOf(consentReceipts.consentId, 'keys')),
  ),
  (row) => row.consentId,
);

/** The hash of a receipt: SHA-256 of its canonical JSON (RFC 8785), which is the same in whatever order the keys come back, in hexadecimal. */
export function hashReceipt(body: ReceiptBody): string {
  return createHash('sha256')
    .update(canonicalize(body) ?? '')
    .digest('hex');
}

export async function insertReceipt(
  pool: Pool,
  row: Omit<typeof consentReceipts.$inferInsert, 'sha256'>,
): Promise<void> {
  await pool.insert(consentReceipts).values({ ...row, sha256: hashReceipt(row.body) });
}
