import { type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { kycVault } from './tables.ts';

export type KycRow = RowOf<typeof kycVault>;

/** The proofs of identity of customers, masked. */
export const kycByCustomer = oneBy(
  statement('finance.kyc_by_customer', (pool) =>
    pool.select(rowOf(kycVault)).from(kycVault).where(anyOf(kycVault.customerId, 'keys')),
  ),
  (row) => row.customerId,
);
