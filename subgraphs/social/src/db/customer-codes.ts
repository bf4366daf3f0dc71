import { createHash, randomBytes } from 'node:crypto';
import { placeOf } from '@ecosystem/kit/columns';
import { dataKeys, obtainDataKey } from '@ecosystem/kit/data-keys';
import { anyOf, type Database, type Pool, statement } from '@ecosystem/kit/database';
import type { Vault } from '@ecosystem/kit/field-encryption';
import type { Uuid } from '@ecosystem/kit/ids';
import { oneBy } from '@ecosystem/kit/loaders';
import { and, asc, eq, gt, inArray, isNull, lte, sql } from 'drizzle-orm';
import {
  type CodePurpose,
  codeCharacters,
  computeCodeEnd,
  formatCode,
  openCodesMax,
  readCode,
} from '../domain/customer-code.ts';
import { customerCodes, customers } from './tables.ts';

/** Codes by id, sealed, with the data key that opens them; the key is null once it was destroyed. */
export const customerCodesById = oneBy(
  statement('social.customer_codes_by_id', (pool) =>
    pool
      .select({
        id: customerCodes.id,
        customerId: customerCodes.customerId,
        codeEnc: customerCodes.codeEnc,
        expiresAt: customerCodes.expiresAt,
        wrappedKey: dataKeys.wrappedKey,
      })
      .from(customerCodes)
      .leftJoin(dataKeys, eq(dataKeys.customerId, customerCodes.customerId))
      .where(anyOf(customerCodes.id, 'keys')),
  ),
  (row) => row.id,
);

/** A code as it is stored. */
export interface SealedCode {
  readonly id: Uuid;
  readonly customerId: Uuid;
  readonly codeEnc: Uint8Array;
  readonly wrappedKey: Uint8Array | null;
}

/** The text of a code; null once the data key of its customer was destroyed. */
export function openCode(vault: Vault, { id, customerId, codeEnc, wrappedKey }: SealedCode): string | null {
  return wrappedKey && vault.open(wrappedKey, customerId).open(codeEnc, placeOf(customerCodes.codeEnc, id));
}

/** A code that is looked for by its hash alone, so that whoever reads the table cannot use it. */
function hashCode(characters: string): Uint8Array {
  return createHash('sha256').update(characters).digest();
}

/**
 * Makes a code; where the customer has as many open codes as there may be, the oldest ends.
 * @returns false if the customer has no account or the data key was destroyed.
 */
export async function createCode(
  pool: Pool,
  vault: Vault,
  { id, customerId, purpose }: { readonly id: Uuid; readonly customerId: Uuid; readonly purpose: CodePurpose },
  at: Date,
): Promise<boolean> {
  // Codes of one customer are made one after the other, else two at once would be one too many.
  const [account] = await pool
    .select({ customerId: customers.customerId })
    .from(customers)
    .where(eq(customers.customerId, customerId))
    .for('no key update');
  const key = account ? await obtainDataKey(pool, vault, customerId) : null;
  if (!key) return false;
  await endOldest(pool, customerId, at);
  const code = formatCode(randomBytes(codeCharacters));
  await pool.insert(customerCodes).values({
    codeHash: hashCode(readCode(code) ?? code),
    customerId,
    id,
    codeEnc: key.seal(code, placeOf(customerCodes.codeEnc, id)),
    purpose,
    expiresAt: computeCodeEnd(at),
    createdAt: at,
    updatedAt: at,
  });
  return true;
}

const isOpen = (at: Date) => and(isNull(customerCodes.usedAt), gt(customerCodes.expiresAt, at));

async function endOldest(pool: Pool, customerId: Uuid, at: Date): Promise<void> {
  const open = await pool
    .select({ id: customerCodes.id })
    .from(customerCodes)
    .where(and(eq(customerCodes.customerId, customerId), isOpen(at)))
    .orderBy(asc(customerCodes.expiresAt), asc(customerCodes.id));
  const surplus = open.slice(0, Math.max(0, open.length - openCodesMax + 1));
  if (surplus.length === 0) return;
  await pool
    .update(customerCodes)
    .set({ expiresAt: at, updatedAt: at, version: sql`${customerCodes.version} + 1` })
    .where(
      and(
        eq(customerCodes.customerId, customerId),
        inArray(
          customerCodes.id,
          surplus.map(({ id }) => id),
        ),
      ),
    );
}

/** Uses up a code; the customer it means, or null if it means nobody, is for something else, is old or was used. Of two at once, one gets it. */
export async function useCode(pool: Pool, text: string, purpose: CodePurpose, at: Date): Promise<Uuid | null> {
  const characters = readCode(text);
  if (characters === null) return null;
  const [used] = await pool
    .update(customerCodes)
    .set({ usedAt: at, updatedAt: at, version: sql`${customerCodes.version} + 1` })
    .where(and(eq(customerCodes.codeHash, hashCode(characters)), eq(customerCodes.purpose, purpose), isOpen(at)))
    .returning({ customerId: customerCodes.customerId });
  return used?.customerId ?? null;
}

/** Whether codes ended before that time. */
export async function hasCodesBefore({ read }: Database, time: Date): Promise<boolean> {
  const found = await read
    .select({ id: customerCodes.id })
    .from(customerCodes)
    .where(lte(customerCodes.expiresAt, time))
    .limit(1);
  return found.length > 0;
}

/** Deletes codes that ended before that time, at most so many. @returns how many. */
export async function deleteCodesBefore({ write }: Database, time: Date, limit: number): Promise<number> {
  const old = write
    .select({ codeHash: customerCodes.codeHash })
    .from(customerCodes)
    .where(lte(customerCodes.expiresAt, time))
    .limit(limit)
    .for('update', { skipLocked: true });
  const deleted = await write
    .delete(customerCodes)
    .where(inArray(customerCodes.codeHash, old))
    .returning({ id: customerCodes.id });
  return deleted.length;
}
