import { randomBytes } from 'node:crypto';
import { placeOf } from '@ecosystem/kit/columns';
import { type Pool, statement } from '@ecosystem/kit/database';
import type { Vault } from '@ecosystem/kit/field-encryption';
import type { Uuid } from '@ecosystem/kit/ids';
import type { BatchQuery } from '@ecosystem/kit/loaders';
import { deriveSubjectId, subjectKeyBytes } from '@ecosystem/kit/subject-ids';
import { and, eq, sql } from 'drizzle-orm';
import { partnerKeys, subjectRegistry } from './tables.ts';

/** Which partner means which customer. */
interface SubjectKey {
  readonly partnerId: Uuid;
  readonly customerId: Uuid;
}

const selectSubjects = statement('social.subjects_by_pair', (pool) =>
  pool
    .select({ subjectId: subjectRegistry.subjectId })
    .from(
      sql`unnest(${sql.placeholder('partnerIds')}::uuid[], ${sql.placeholder('customerIds')}::uuid[])
        with ordinality as pair(partner_id, customer_id, position)`,
    )
    .leftJoin(
      subjectRegistry,
      and(eq(subjectRegistry.partnerId, sql`pair.partner_id`), eq(subjectRegistry.customerId, sql`pair.customer_id`)),
    )
    .orderBy(sql`pair.position`),
);

/** What partners call customers; null where the customer never granted the partner anything. */
export const subjectsByPair: BatchQuery<SubjectKey, { readonly subjectId: Uuid | null }> = {
  keyOf: ({ partnerId, customerId }) => `${partnerId} ${customerId}`,
  fetch: (database, keys) =>
    selectSubjects(database, {
      partnerIds: keys.map(({ partnerId }) => partnerId),
      customerIds: keys.map(({ customerId }) => customerId),
    }),
};

/**
 * What the partner calls the customer, written down so that the partner's name finds the customer again. The partner's secret is made
 * at first use, also when two ask at once.
 * @throws FieldEncryptionError if the partner's secret does not open.
 */
export async function registerSubject(
  pool: Pool,
  vault: Vault,
  { partnerId, customerId }: SubjectKey,
  at: Date,
): Promise<Uuid> {
  const key = (await findSubjectKey(pool, vault, partnerId)) ?? (await createSubjectKey(pool, vault, partnerId));
  const subjectId = deriveSubjectId(key, customerId);
  await pool
    .insert(subjectRegistry)
    .values({ partnerId, subjectId, customerId, createdAt: at, updatedAt: at })
    .onConflictDoNothing();
  return subjectId;
}

async function findSubjectKey(pool: Pool, vault: Vault, partnerId: Uuid): Promise<Uint8Array | null> {
  const [row] = await pool
    .select({ dataKey: partnerKeys.dataKey, subjectKeyEnc: partnerKeys.subjectKeyEnc })
    .from(partnerKeys)
    .where(eq(partnerKeys.partnerId, partnerId));
  if (!row) return null;
  const place = placeOf(partnerKeys.subjectKeyEnc, partnerId);
  return Buffer.from(vault.open(row.dataKey, partnerId).open(row.subjectKeyEnc, place), 'base64');
}

async function createSubjectKey(pool: Pool, vault: Vault, partnerId: Uuid): Promise<Uint8Array> {
  await pool
    .insert(partnerKeys)
    .values(sealSubjectKey(vault, partnerId, randomBytes(subjectKeyBytes)))
    .onConflictDoNothing();
  const key = await findSubjectKey(pool, vault, partnerId);
  if (!key) throw new Error(`The secret of partner ${partnerId} is gone.`);
  return key;
}

/** The row that keeps the secret of a partner. */
export function sealSubjectKey(vault: Vault, partnerId: Uuid, key: Uint8Array): typeof partnerKeys.$inferInsert {
  const dataKey = vault.createDataKey(partnerId);
  const place = placeOf(partnerKeys.subjectKeyEnc, partnerId);
  const subjectKeyEnc = vault.open(dataKey, partnerId).seal(Buffer.from(key).toString('base64'), place);
  return { partnerId, dataKey, subjectKeyEnc };
}
