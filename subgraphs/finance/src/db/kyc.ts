import { placeOf, type RowOf, rowOf } from '@ecosystem/kit/columns';
import { findDataKey } from '@ecosystem/kit/data-keys';
import { anyOf, type Pool, statement } from '@ecosystem/kit/database';
import type { Vault } from '@ecosystem/kit/field-encryption';
import type { Uuid } from '@ecosystem/kit/ids';
import { oneBy } from '@ecosystem/kit/loaders';
import { eq } from 'drizzle-orm';
import { kycVault } from './tables.ts';

export type KycRow = RowOf<typeof kycVault>;

/** The proofs of identity of customers, masked. */
export const kycByCustomer = oneBy(
  statement('finance.kyc_by_customer', (pool) =>
    pool.select(rowOf(kycVault)).from(kycVault).where(anyOf(kycVault.customerId, 'keys')),
  ),
  (row) => row.customerId,
);

/** The identity number that a customer has proven, opened; null without a proof. It must not be kept, shown or logged. */
export async function openIdNumber(pool: Pool, vault: Vault, customerId: Uuid): Promise<string | null> {
  const [row] = await pool
    .select({ idNumberEnc: kycVault.idNumberEnc })
    .from(kycVault)
    .where(eq(kycVault.customerId, customerId));
  if (!row?.idNumberEnc) return null;
  const key = await findDataKey(pool, vault, customerId);
  return key?.open(row.idNumberEnc, placeOf(kycVault.idNumberEnc, customerId)) ?? null;
}
