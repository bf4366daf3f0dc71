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
  /** The id of the row, and that of the event which tells that the consent is used up. */
  readonly id: Uuid;
  readonly eventId: Uuid;
  readonly partnerId: Uuid;
  readonly subjectId: Uuid;
  readonly consentId: Uuid | null;
  /** A role and a global id. */
  readonly actor: string;
  readonly isGranted: boolean;
  readonly at: Date;
}

/** What became of it: granted or not; null where the partner's name for the customer means nobody. */
type AccessAnswer = boolean | null;

/** Readings that travel in one statement: as many as still lock few customers for a short time. */
const accessesAtOnce = 100;

/**
 * Writes readings down and decides about each, all in one statement and one transaction: the answers are there when the rows are committed.
 * If it fails, it fails for all, for no reading may be answered whose row is not there.
 */
export const recordedAccesses: BatchQuery<Access, AccessAnswer> = {
  keyOf: ({ id }) => id,
  changesAtOnce: accessesAtOnce,
  async fetch(database, accesses) {
    const entries = JSON.stringify(accesses.map(entryOf));
    const [row] = await database.write.transaction((transaction) =>
      transaction.execute<{ answers: AccessAnswer[] }>(
        sql`select to_jsonb(access_log_record(${entries}::text::jsonb)) as answers`,
      ),
    );
    if (row?.answers.length !== accesses.length) throw new Error('Not every reading was answered.');
    return row.answers;
  },
};

/** A reading in the words of `access_log_record`, whose migration says what each means. */
function entryOf(
  { id, eventId, partnerId, subjectId, consentId, actor, isGranted, at, ...facts }: Access,
  index: number,
) {
  return {
    place: index + 1,
    id,
    event_id: eventId,
    partner_id: partnerId,
    subject_id: subjectId,
    consent_id: consentId,
    actor,
    operation_name: facts.operationName,
    scopes: facts.scopes,
    fields: facts.fields,
    is_granted: isGranted,
    request_id: facts.requestId,
    occurred_at: at.toISOString(),
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
