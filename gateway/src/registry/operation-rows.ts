import type { Pool } from '@ecosystem/kit/database';
import { and, eq, isNull, max, sql } from 'drizzle-orm';
import { partnerOperations, partnerReleases } from '../database/tables-operations.ts';
import { bareTextOf } from '../documents/document-ids.ts';
import type { ManifestFormat } from '../documents/manifest.ts';
import type { CheckedOperation } from './check-operation.ts';
import type { Outcome, PartnerOperation, Problem } from './partner-operation.ts';

type Row = typeof partnerOperations.$inferSelect;

/** The published operations of one partner, or of all. */
export async function readOperations(pool: Pool, partnerId: string | null): Promise<PartnerOperation[]> {
  const isPublished = isNull(partnerOperations.unpublishedAt);
  const rows = await pool
    .select()
    .from(partnerOperations)
    .where(partnerId === null ? isPublished : and(isPublished, eq(partnerOperations.partnerId, partnerId)));
  return rows.map(
    ({ sha256: _, firstRelease: __, lastRelease: release, unpublishedAt: ___, unpublishedBy: ____, ...operation }) => ({
      ...operation,
      release,
    }),
  );
}

/** What is to be published, by whom. */
export interface Release {
  readonly partnerId: string;
  readonly format: ManifestFormat;
  readonly publishedBy: string;
  readonly operations: readonly CheckedOperation[];
}

/** A release as it is stored. */
export interface StoredRelease {
  readonly number: number;
  /** The ids that this release brought. */
  readonly newIds: ReadonlySet<string>;
}

/** Two publishers of one partner take turns; those of others do not wait. */
const lockOf = (partnerId: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`partner_operations ${partnerId}`}, 0))`;

/**
 * Stores a release in one transaction; the same as the newest one makes no new one.
 * Refused as DOCUMENT_ID_TAKEN where an id stands for another text already, also if that one is unpublished: clients and caches may have it.
 */
export function storeRelease(pool: Pool, release: Release): Promise<Outcome<StoredRelease>> {
  const { partnerId, format, publishedBy, operations } = release;
  return pool.transaction(async (transaction) => {
    await transaction.execute(lockOf(partnerId));
    const rows = await transaction.select().from(partnerOperations).where(eq(partnerOperations.partnerId, partnerId));
    const known = new Map(rows.map((row) => [row.documentId, row]));
    const taken = operations.flatMap((operation) => refuseTaken(operation, known.get(operation.documentId)));
    if (taken.length > 0) return { ok: false, problems: taken };

    const [newest] = await transaction
      .select({ number: max(partnerReleases.number) })
      .from(partnerReleases)
      .where(eq(partnerReleases.partnerId, partnerId));
    const last = newest?.number ?? 0;
    if (last > 0 && isSame(operations, rows, last)) {
      const brought = rows.filter(({ firstRelease }) => firstRelease === last).map(({ documentId }) => documentId);
      return { ok: true, value: { number: last, newIds: new Set(brought) } };
    }
    const number = last + 1;
    const publishedAt = new Date();
    await transaction.insert(partnerReleases).values({ partnerId, number, publishedAt, publishedBy, format });
    await transaction
      .insert(partnerOperations)
      .values(
        operations.map((operation) => ({
          ...operation,
          consentScopes: [...operation.consentScopes],
          partnerId,
          publishedAt,
          firstRelease: number,
          lastRelease: number,
        })),
      )
      .onConflictDoUpdate({
        target: [partnerOperations.partnerId, partnerOperations.documentId],
        set: {
          // What follows from the text may have changed with the supergraph.
          consentScopes: sql`excluded.consent_scopes`,
          oauthScopes: sql`excluded.oauth_scopes`,
          estimatedCost: sql`excluded.estimated_cost`,
          needsSubject: sql`excluded.needs_subject`,
          lastRelease: number,
          publishedAt: sql`case when ${partnerOperations.unpublishedAt} is null then ${partnerOperations.publishedAt} else excluded.published_at end`,
          unpublishedAt: null,
          unpublishedBy: null,
        },
      });
    const newIds = new Set(operations.map(({ documentId }) => documentId).filter((id) => !known.has(id)));
    return { ok: true, value: { number, newIds } };
  });
}

function refuseTaken({ documentId, text }: CheckedOperation, row: Row | undefined): Problem[] {
  if (!row || bareTextOf(row.text) === bareTextOf(text)) return [];
  const message = `The id stands for another text already, which was published as ${row.name} in release ${row.firstRelease}; give the new text a new id.`;
  return [{ code: 'DOCUMENT_ID_TAKEN', message, documentId }];
}

/** Whether the newest release holds exactly these operations, and what follows from their texts is still the same. */
function isSame(operations: readonly CheckedOperation[], rows: readonly Row[], last: number): boolean {
  const held = rows.filter(({ lastRelease, unpublishedAt }) => lastRelease === last && unpublishedAt === null);
  const byId = new Map(held.map((row) => [row.documentId, row]));
  return (
    held.length === operations.length &&
    operations.every((operation) => {
      const row = byId.get(operation.documentId);
      return row !== undefined && factsOf(row) === factsOf(operation);
    })
  );
}

const factsOf = ({ consentScopes, oauthScopes, estimatedCost, needsSubject }: Row | CheckedOperation) =>
  JSON.stringify([consentScopes, oauthScopes, estimatedCost, needsSubject]);

/** Takes back a published operation; null if the partner has none of that id. The text stays on record. */
export async function storeUnpublished(
  pool: Pool,
  { partnerId, documentId, unpublishedBy }: { partnerId: string; documentId: string; unpublishedBy: string },
): Promise<{ name: string } | null> {
  return pool.transaction(async (transaction) => {
    await transaction.execute(lockOf(partnerId));
    const [row] = await transaction
      .update(partnerOperations)
      .set({ unpublishedAt: new Date(), unpublishedBy })
      .where(
        and(
          eq(partnerOperations.partnerId, partnerId),
          eq(partnerOperations.documentId, documentId),
          isNull(partnerOperations.unpublishedAt),
        ),
      )
      .returning({ name: partnerOperations.name });
    return row ?? null;
  });
}
