import { eq, isNull, sql } from 'drizzle-orm';
import { check, pgTable, uuid } from 'drizzle-orm/pg-core';
import { bookkeeping, bytes, instant } from './columns.ts';
import type { Pool } from './database.ts';
import type { DataKey, Vault } from './field-encryption.ts';
import type { Uuid } from './ids.ts';

/** The data keys of customers, wrapped; a subgraph with `_enc` columns hands the table on from its `src/db/tables.ts`. */
export const dataKeys = pgTable(
  'data_keys',
  {
    customerId: uuid('customer_id').primaryKey(),
    /** Null once it is destroyed. The row stays, so that the customer never gets another one. */
    wrappedKey: bytes('wrapped_key'),
    destroyedAt: instant('destroyed_at'),
    ...bookkeeping,
  },
  (table) => [check('data_keys_destroyed', sql`(${table.wrappedKey} is null) = (${table.destroyedAt} is not null)`)],
);

/**
 * The customer's data key; null if there is none, or no more.
 * @throws FieldEncryptionError if it does not open.
 */
export async function findDataKey(pool: Pick<Pool, 'select'>, vault: Vault, customerId: Uuid): Promise<DataKey | null> {
  const [row] = await pool
    .select({ wrappedKey: dataKeys.wrappedKey })
    .from(dataKeys)
    .where(eq(dataKeys.customerId, customerId));
  return row?.wrappedKey ? vault.open(row.wrappedKey, customerId) : null;
}

/**
 * The customer's data key, made at first use, also when two ask at once; null if it was destroyed.
 * @throws FieldEncryptionError if it does not open.
 */
export async function obtainDataKey(
  pool: Pick<Pool, 'select' | 'insert'>,
  vault: Vault,
  customerId: Uuid,
): Promise<DataKey | null> {
  const known = await findDataKey(pool, vault, customerId);
  if (known) return known;
  const wrappedKey = vault.createDataKey(customerId);
  await pool.insert(dataKeys).values({ customerId, wrappedKey }).onConflictDoNothing();
  return findDataKey(pool, vault, customerId);
}

/**
 * Destroys the customer's data key, so that nothing that it sealed opens any more; again changes nothing.
 * Copies in dead rows and backups go when these do.
 */
export async function destroyDataKey(pool: Pick<Pool, 'insert'>, customerId: Uuid, at: Date): Promise<void> {
  await pool
    .insert(dataKeys)
    .values({ customerId, wrappedKey: null, destroyedAt: at })
    .onConflictDoUpdate({
      target: dataKeys.customerId,
      set: { wrappedKey: null, destroyedAt: at, updatedAt: at, version: sql`${dataKeys.version} + 1` },
      setWhere: isNull(dataKeys.destroyedAt),
    });
}
