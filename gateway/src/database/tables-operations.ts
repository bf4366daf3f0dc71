import { instant } from '@ecosystem/kit/columns';
import { sql } from 'drizzle-orm';
import { bigint, boolean, check, foreignKey, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';

/** What partners published, each time something was new. */
export const partnerReleases = pgTable(
  'partner_releases',
  {
    partnerId: text('partner_id').notNull(),
    /** Counts the releases of the partner from 1. */
    number: integer('number').notNull(),
    publishedAt: instant('published_at').notNull(),
    publishedBy: text('published_by').notNull(),
    format: text('format', { enum: ['apollo-persisted-query-manifest', 'record'] }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.partnerId, table.number] })],
);

/** What partners may ask. Versions live side by side: another text of the same name is another row. */
export const partnerOperations = pgTable(
  'partner_operations',
  {
    partnerId: text('partner_id').notNull(),
    /** The id of the manifest, without `sha256:`. Once given, it stands for this text for ever. */
    documentId: text('document_id').notNull(),
    text: text('text').notNull(),
    /** Of the text exactly as it was published. */
    sha256: text('sha256').notNull(),
    name: text('name').notNull(),
    kind: text('kind', { enum: ['query', 'mutation'] }).notNull(),
    description: text('description'),
    consentScopes: text('consent_scopes').array().notNull(),
    /** One of the lists; of that list every scope. */
    oauthScopes: jsonb('oauth_scopes').$type<readonly (readonly string[])[]>().notNull(),
    estimatedCost: bigint('estimated_cost', { mode: 'number' }).notNull(),
    /** Whether it reads a customer. */
    needsSubject: boolean('needs_subject').notNull(),
    firstRelease: integer('first_release').notNull(),
    /** The newest release that still holds it. */
    lastRelease: integer('last_release').notNull(),
    publishedAt: instant('published_at').notNull(),
    unpublishedAt: instant('unpublished_at'),
    unpublishedBy: text('unpublished_by'),
  },
  (table) => [
    primaryKey({ columns: [table.partnerId, table.documentId] }),
    foreignKey({
      columns: [table.partnerId, table.firstRelease],
      foreignColumns: [partnerReleases.partnerId, partnerReleases.number],
    }).onDelete('restrict'),
    foreignKey({
      columns: [table.partnerId, table.lastRelease],
      foreignColumns: [partnerReleases.partnerId, partnerReleases.number],
    }).onDelete('restrict'),
    check('partner_operations_releases', sql`${table.firstRelease} <= ${table.lastRelease}`),
    check('partner_operations_cost', sql`${table.estimatedCost} >= 0`),
    check('partner_operations_unpublished', sql`(${table.unpublishedAt} is null) = (${table.unpublishedBy} is null)`),
  ],
);
