import { statement } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import type { BatchQuery } from '@ecosystem/kit/loaders';
import { and, desc, eq, sql } from 'drizzle-orm';
import type { ConsentScope } from '../domain/consent.ts';
import { consents, partners, subjectRegistry } from './tables.ts';

/** A consent in force, and whose it is. */
export interface ConsentInForceRow {
  readonly customerId: Uuid;
  readonly consentId: Uuid;
  readonly scopes: ConsentScope[];
  readonly expiresAt: Date | null;
}

/** Where a partner stands, and the consent that it may use; null where none is in force. */
export interface StandingRow {
  readonly status: (typeof partners.$inferSelect)['status'];
  readonly consent: ConsentInForceRow | null;
}

/** Which partner asks about whom, under which consent (null for the newest in force), and when. */
export interface StandingKey {
  readonly partnerId: Uuid;
  readonly subjectId: Uuid | null;
  readonly consentId: Uuid | null;
  readonly at: Date;
}

/** In force: granted and not over at the time that was asked, and the partner works with customers. */
const isInForce = sql`${consents.status} = 'AUTHORISED'
  and (${consents.expiresAt} is null or ${consents.expiresAt} > asked.at::timestamptz)`;

interface SelectedStanding extends Omit<StandingRow, 'consent'> {
  readonly place: number;
  readonly customerId: Uuid | null;
  readonly consentId: Uuid | null;
  readonly scopes: ConsentScope[] | null;
  readonly expiresAt: Date | null;
}

const selectStandings = statement<Record<string, unknown>, SelectedStanding>('social.standings', (pool) => {
  const consent = pool
    .select({
      customerId: consents.customerId,
      consentId: consents.id,
      scopes: consents.scopes,
      expiresAt: consents.expiresAt,
    })
    .from(subjectRegistry)
    .innerJoin(
      consents,
      and(eq(consents.customerId, subjectRegistry.customerId), eq(consents.partnerId, subjectRegistry.partnerId)),
    )
    .where(
      and(
        sql`${subjectRegistry.partnerId} = asked.partner_id and ${subjectRegistry.subjectId} = asked.subject_id`,
        sql`${partners.status} = 'LIVE' and (asked.consent_id is null or ${consents.id} = asked.consent_id)`,
        isInForce,
      ),
    )
    .orderBy(desc(consents.grantedAt), desc(consents.id))
    .limit(1)
    .as('consent');
  return pool
    .select({
      place: sql<number>`asked.position::int`,
      status: partners.status,
      customerId: consent.customerId,
      consentId: consent.consentId,
      scopes: consent.scopes,
      expiresAt: consent.expiresAt,
    })
    .from(
      sql`unnest(
        ${sql.placeholder('partners')}::uuid[], ${sql.placeholder('subjects')}::uuid[], ${sql.placeholder('consents')}::uuid[],
        ${sql.placeholder('instants')}::text[]
      ) with ordinality as asked(partner_id, subject_id, consent_id, at, position)`,
    )
    .innerJoin(partners, sql`${partners.id} = asked.partner_id`)
    .leftJoinLateral(consent, sql`true`);
});

const keyOf = ({ partnerId, subjectId, consentId, at }: StandingKey): string =>
  `${partnerId} ${subjectId} ${consentId} ${at.getTime()}`;

/** Where partners stand, with the consents that they may use of the customers they name; null for partners that do not exist. */
export const standingsByKey: BatchQuery<StandingKey, StandingRow | null> = {
  keyOf,
  async fetch(database, keys) {
    const rows = await selectStandings(database, {
      partners: keys.map(({ partnerId }) => partnerId),
      subjects: keys.map(({ subjectId }) => subjectId),
      consents: keys.map(({ consentId }) => consentId),
      instants: keys.map(({ at }) => at.toISOString()),
    });
    const byPlace = new Map(rows.map((row) => [row.place, row]));
    return keys.map((_, index) => standingOf(byPlace.get(index + 1)));
  },
};

function standingOf(row: SelectedStanding | undefined): StandingRow | null {
  if (row === undefined) return null;
  const { status, customerId, consentId, scopes, expiresAt } = row;
  const isFound = customerId !== null && consentId !== null && scopes !== null;
  return { status, consent: isFound ? { customerId, consentId, scopes, expiresAt } : null };
}

/** Which consent a partner names, and when. */
export interface ConsentKey {
  readonly partnerId: Uuid;
  readonly consentId: Uuid;
  readonly at: Date;
}

const selectViews = statement<Record<string, unknown>, ConsentInForceRow & { place: number; subjectId: Uuid }>(
  'social.views_by_consent',
  (pool) =>
    pool
      .select({
        place: sql<number>`asked.position::int`,
        subjectId: subjectRegistry.subjectId,
        customerId: consents.customerId,
        consentId: consents.id,
        scopes: consents.scopes,
        expiresAt: consents.expiresAt,
      })
      .from(
        sql`unnest(${sql.placeholder('partners')}::uuid[], ${sql.placeholder('consents')}::uuid[], ${sql.placeholder('instants')}::text[])
          with ordinality as asked(partner_id, consent_id, at, position)`,
      )
      .innerJoin(consents, sql`${consents.id} = asked.consent_id and ${consents.partnerId} = asked.partner_id`)
      .innerJoin(partners, and(eq(partners.id, consents.partnerId), sql`${partners.status} = 'LIVE'`))
      .innerJoin(
        subjectRegistry,
        and(eq(subjectRegistry.partnerId, consents.partnerId), eq(subjectRegistry.customerId, consents.customerId)),
      )
      .where(isInForce),
);

/** Consents in force of the partners that name them, with the partners' names for the customers. */
export const viewsByConsent: BatchQuery<ConsentKey, (ConsentInForceRow & { readonly subjectId: Uuid }) | null> = {
  keyOf: ({ partnerId, consentId, at }) => `${partnerId} ${consentId} ${at.getTime()}`,
  async fetch(database, keys) {
    const rows = await selectViews(database, {
      partners: keys.map(({ partnerId }) => partnerId),
      consents: keys.map(({ consentId }) => consentId),
      instants: keys.map(({ at }) => at.toISOString()),
    });
    const byPlace = new Map(rows.map((row) => [row.place, row]));
    return keys.map((_, index) => byPlace.get(index + 1) ?? null);
  },
};

/** The most different sets of scopes that are told of one partner. */
const scopeSetsMax = 100;

const selectScopeSets = statement<Record<string, unknown>, { place: number; scopes: ConsentScope[] }>(
  'social.granted_scope_sets',
  (pool) =>
    pool
      .select({ place: sql<number>`asked.position::int`, scopes: sql<ConsentScope[]>`sets.scopes` })
      .from(
        sql`unnest(${sql.placeholder('partners')}::uuid[], ${sql.placeholder('instants')}::text[])
          with ordinality as asked(partner_id, at, position)`,
      )
      .innerJoin(
        // From one set to the next along the index: it reads as many entries as there are sets, however many customers agreed to each.
        sql`lateral (
          with recursive steps(scopes) as (
            (select c.scopes from ${consents} c where c.partner_id = asked.partner_id and c.status = 'AUTHORISED'
              order by c.scopes limit 1)
            union all
            select (select c.scopes from ${consents} c where c.partner_id = asked.partner_id and c.status = 'AUTHORISED'
              and c.scopes > steps.scopes order by c.scopes limit 1)
            from steps where steps.scopes is not null
          )
          select steps.scopes from steps
          where exists (select from ${consents} where ${consents.partnerId} = asked.partner_id and ${consents.scopes} = steps.scopes
            and ${isInForce})
          limit ${sql.raw(String(scopeSetsMax))}
        ) sets`,
        sql`true`,
      ),
);

/** The different sets of scopes of all consents in force of partners; at most 100 of each. */
export const scopeSetsByPartner: BatchQuery<Pick<StandingKey, 'partnerId' | 'at'>, ConsentScope[][]> = {
  keyOf: ({ partnerId, at }) => `${partnerId} ${at.getTime()}`,
  async fetch(database, keys) {
    const rows = await selectScopeSets(database, {
      partners: keys.map(({ partnerId }) => partnerId),
      instants: keys.map(({ at }) => at.toISOString()),
    });
    const byPlace = Map.groupBy(rows, ({ place }) => place);
    return keys.map((_, index) => (byPlace.get(index + 1) ?? []).map(({ scopes }) => scopes));
  },
};
