import { and, asc, eq, gt, gte, isNull, lte, notExists, or, sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { alias } from 'drizzle-orm/pg-core';
import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import { outbox } from './common-tables.ts';
import { describeFault } from './faults.ts';
import type { EventConsumer, RelayedEvent } from './relay.ts';

/** Attempts after which an event, and its customer's later ones, are held until an operator lets them go. */
export const eventAttemptsMax = 16;
/** The wait after a failed attempt grows like that of jobs, e^n seconds, up to this: two hours in all, longer than most outages. */
const retryWaitMaxMs = 900_000;
/** Events that are read at once. */
const batchSize = 50;
/** Customers whose events are delivered at the same time. */
const customersAtOnce = 8;
/** How long one consumer may take for one event; those of other customers in the batch wait for it. */
const receiveTimeoutMs = 10_000;

interface BatchOptions {
  readonly database: NodePgDatabase;
  readonly consumers: readonly EventConsumer[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Once aborted, no further event is begun. */
  readonly stopping: AbortSignal;
}

interface UnsentEvent extends RelayedEvent {
  readonly attempts: number;
}

/**
 * Delivers the next events, those of one customer one after the other, and notes each on the connection that holds the relay's lock.
 * One that is lost after a delivery and before its note comes again, by whichever relay is next.
 * @returns how many were tried; 0 if there are none.
 * @throws Error if a note could not be made; no further event of that customer is begun.
 */
export async function deliverBatch(options: BatchOptions): Promise<number> {
  const { database, consumers, clock, logger, stopping } = options;
  const waiting = [...groupByCustomer(await findUnsent(database, clock.now()))];
  let tried = 0;

  async function deliverNext(): Promise<void> {
    for (let events = waiting.shift(); events; events = waiting.shift()) {
      for (const event of events) {
        if (stopping.aborted) return;
        tried += 1;
        if (!(await deliver(event))) break;
      }
    }
  }

  /** @returns whether the customer's next event may follow. */
  async function deliver(event: UnsentEvent): Promise<boolean> {
    const fault = await receiveAll(consumers, event);
    if (fault === null) await noteSent(database, event, clock);
    else await noteFailure(database, event, fault, clock, logger);
    return fault === null;
  }

  const ends = await Promise.allSettled(Array.from({ length: customersAtOnce }, deliverNext));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
  return tried;
}

/**
 * The first events that are not sent and not held back by one of the same customer. By what is unsent, never by the position alone:
 * an event may be committed after another with a higher position.
 */
function findUnsent(database: NodePgDatabase, at: Date): Promise<UnsentEvent[]> {
  const earlier = alias(outbox, 'earlier');
  const isHeld = or(gte(earlier.attempts, eventAttemptsMax), gt(earlier.retryAt, at));
  const holding = database
    .select({ id: earlier.id })
    .from(earlier)
    .where(
      and(
        eq(earlier.customerId, outbox.customerId),
        isNull(earlier.sentAt),
        lte(earlier.position, outbox.position),
        isHeld,
      ),
    );
  return database
    .select({
      id: outbox.id,
      topic: outbox.topic,
      customerId: outbox.customerId,
      payload: outbox.payload,
      occurredAt: outbox.createdAt,
      attempts: outbox.attempts,
    })
    .from(outbox)
    .where(and(isNull(outbox.sentAt), notExists(holding)))
    .orderBy(asc(outbox.position))
    .limit(batchSize);
}

function groupByCustomer(events: readonly UnsentEvent[]): Iterable<UnsentEvent[]> {
  return Map.groupBy(events, ({ customerId }) => customerId).values();
}

/** @returns what went wrong, or null. */
async function receiveAll(consumers: readonly EventConsumer[], given: UnsentEvent): Promise<unknown> {
  const { attempts: _, ...event } = given;
  const wanting = consumers.filter(({ topics }) => topics === undefined || topics.includes(event.topic));
  for (const consumer of wanting) {
    try {
      await receiveInTime(consumer, event);
    } catch (error) {
      return error ?? new Error(`${consumer.name} failed without a reason.`);
    }
  }
  return null;
}

async function receiveInTime(consumer: EventConsumer, event: RelayedEvent): Promise<void> {
  const timeout = new AbortController();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new Error(`${consumer.name} did not take the event within ${receiveTimeoutMs} ms.`);
    timeout.abort(error);
    late.reject(error);
  }, receiveTimeoutMs);
  try {
    await Promise.race([consumer.receive(event, timeout.signal), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

const isEvent = ({ customerId, id }: UnsentEvent) => and(eq(outbox.customerId, customerId), eq(outbox.id, id));

async function noteSent(database: NodePgDatabase, event: UnsentEvent, clock: Clock): Promise<void> {
  const at = clock.now();
  await database
    .update(outbox)
    .set({ sentAt: at, retryAt: null, updatedAt: at, version: sql`${outbox.version} + 1` })
    .where(isEvent(event));
}

async function noteFailure(
  database: NodePgDatabase,
  event: UnsentEvent,
  fault: unknown,
  clock: Clock,
  logger: Logger,
): Promise<void> {
  const at = clock.now();
  const attempts = event.attempts + 1;
  const waitMs = Math.min(Math.round(Math.exp(attempts) * 1_000), retryWaitMaxMs);
  const lastError = describeFault(fault);
  await database
    .update(outbox)
    .set({
      attempts,
      retryAt: new Date(at.getTime() + waitMs),
      lastError,
      updatedAt: at,
      version: sql`${outbox.version} + 1`,
    })
    .where(isEvent(event));
  const facts = { err: fault, event: event.id, topic: event.topic, customerId: event.customerId, attempts };
  if (attempts >= eventAttemptsMax) logger.error(facts, `an event is held after its last attempt: ${lastError}`);
  else logger.warn(facts, `an event could not be delivered and will be tried again: ${lastError}`);
}
