import type { RowOf } from '@ecosystem/kit/columns';
import { type Database, statement } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import type { BatchQuery } from '@ecosystem/kit/loaders';
import { pagesBy } from '@ecosystem/kit/pages';
import { sql } from 'drizzle-orm';
import type { AccessFacts } from '../domain/access.ts';
import { accessLog } from './tables.ts';

export type AccessLogRow = RowOf<typeof accessLog>;

/** The newest entries of customers' access logs, one page each. */
export const accessLogPages = pagesBy('social.access_log_pages', accessLog, {
  by: accessLog.customerId,
  direction: 'desc',
  sort: [
    { column: accessLog.occurredAt, type: 'timestamptz', textOf: (row) => row.occurredAt.toISOString() },
    { column: accessLog.id, type: 'uuid', textOf: (row) => row.id },
  ],
});

/** A reading to be written down, with the partner's own name for the customer. */
export interface Access extends AccessFacts {
  readonly id: Uuid;
  readonly partnerId: Uuid;
  readonly subjectId: Uuid;
  readonly consentId: Uuid | null;
  /** A role and a global id. */
  readonly actor: string;
  readonly isGranted: boolean;
  readonly requestId: string;
  readonly at: Date;
}

/** What became of it: granted or not; null where the partner's name for the customer means nobody. */
type AccessAnswer = boolean | null;

/** Readings that travel in one statement: as many as still lock few customers for a short time. */
const accessesAtOnce = 100;

/**
 * Writes readings down and decides about each, all in one statement, which is its own transaction: the answers are there when the rows are committed.
 * If it fails, it fails for all, for no reading may be answered whose row is not there.
 */
export const recordedAccesses: BatchQuery<Access, AccessAnswer> = {
  keyOf: ({ id }) => id,
  changesAtOnce: accessesAtOnce,
  async fetch(database, accesses) {
    const batch = JSON.stringify(batchOf(accesses));
    const [row] = await database.write.execute<{ answers: AccessAnswer[] }>(
      sql`select to_jsonb(access_log_record(${batch}::text::jsonb)) as answers`,
    );
    if (row?.answers.length !== accesses.length) throw new Error('Not every reading was answered.');
    return row.answers;
  },
};

/** Readings in the words of `access_log_record`, whose migration says what each means; what readings of one operation share stands once. */
function batchOf(accesses: readonly Access[]) {
  const places = new Map<string, number>();
  const facts: object[] = [];
  const entries = accesses.map((access, index) => {
    const { operationName, scopes, fields } = access;
    const key = JSON.stringify([operationName, scopes, fields]);
    const place = places.get(key) ?? facts.push({ operation_name: operationName, scopes, fields });
    places.set(key, place);
    return entryOf(access, index + 1, place);
  });
  return { facts, entries };
}

function entryOf(access: Access, place: number, fact: number) {
  return {
    place,
    fact,
    id: access.id,
    partner_id: access.partnerId,
    subject_id: access.subjectId,
    consent_id: access.consentId,
    actor: access.actor,
    is_granted: access.isGranted,
    request_id: access.requestId,
    occurred_at: access.at.toISOString(),
  };
}

/** A place where a chain of the access log is broken; the migration `add-access-log-function` says what each problem means. */
export interface AccessLogBreak {
  readonly customerId: Uuid;
  /** The day of the chain, in Shanghai. */
  readonly day: string;
  /** The row at which it was found; null where it is the end of the chain. */
  readonly seq: number | null;
  readonly id: Uuid | null;
  readonly problem: 'CHANGED' | 'GAP' | 'UNLINKED' | 'HEAD';
}

const selectBreaks = statement<{ customerId: Uuid | null }, AccessLogBreak>('social.access_log_breaks', (pool) =>
  pool
    .select({
      customerId: sql<Uuid>`broken.customer_id`,
      day: sql<string>`broken.day::text`,
      seq: sql<number | null>`broken.seq`,
      id: sql<Uuid | null>`broken.id`,
      problem: sql<AccessLogBreak['problem']>`broken.problem`,
    })
    .from(sql`access_log_breaks(${sql.placeholder('customerId')}::uuid) as broken`)
    .orderBy(sql`broken.customer_id, broken.day, broken.seq nulls last, broken.problem`),
);

/** Checks the chains of the access log, of one customer or of all; returns where they are broken, nothing if they are whole. */
export function verifyAccessLog(database: Database, customerId: Uuid | null = null): Promise<AccessLogBreak[]> {
  return selectBreaks(database, { customerId });
}
