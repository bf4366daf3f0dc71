import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import type { Uuid } from './ids.ts';
import { startLoop } from './loop.ts';
import { deliverBatch } from './relay-batch.ts';
import { openRelaySession, type RelaySession } from './relay-session.ts';

/** An event as its consumers get it. */
export interface RelayedEvent {
  readonly id: Uuid;
  readonly topic: string;
  readonly customerId: Uuid;
  readonly payload: unknown;
  readonly occurredAt: Date;
}

/** Who wants to be told what happened in a subgraph. */
export interface EventConsumer {
  readonly name: string;
  /** The topics that it wants; absent: all. */
  readonly topics?: readonly string[];
  /**
   * Takes one event, at least once: after a failure, its own or that of another consumer, the same event comes again (see `receiveOnce`).
   * Events of one customer come one after the other. The signal aborts when the relay waits no longer.
   * @throws Error if it could not; then this customer's events wait.
   */
  receive(event: RelayedEvent, signal: AbortSignal): Promise<void>;
}

export interface RelayOptions {
  readonly databaseUrl: string;
  readonly consumers: readonly EventConsumer[];
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A relay that delivers, or stands by while that of another process does. */
export interface Relay {
  /** Ends when what is being delivered has been. */
  stop(): Promise<void>;
}

/** How long an event waits at most if its wake-up is lost, and how soon another process takes over from one that ended. */
const pollMs = 1_000;

/** Starts to deliver the events of the outbox. Any number of processes may do so over one database: one delivers at a time. */
export function startRelay({ databaseUrl, consumers, clock, logger }: RelayOptions): Relay {
  const stopping = new AbortController();
  let session: RelaySession | null = null;

  async function closeSession(): Promise<void> {
    await session?.close();
    session = null;
  }

  async function deliver(): Promise<number> {
    const lost = session?.lost();
    if (lost) throw lost;
    session ??= await openRelaySession(databaseUrl, () => loop.wake());
    if (!(await session.lead())) return pollMs;
    let tried = 0;
    do {
      const { database } = session;
      tried = await deliverBatch({ database, consumers, clock, logger, stopping: stopping.signal });
    } while (tried > 0 && !stopping.signal.aborted);
    return pollMs;
  }

  const loop = startLoop({
    work: () =>
      deliver().catch(async (error: unknown) => {
        // Whatever failed: the lock must not stay with a connection that is not used.
        await closeSession();
        throw error;
      }),
    onError: (error) => logger.error({ err: error }, 'the events of the outbox could not be delivered'),
  });
  return {
    async stop() {
      stopping.abort();
      await loop.stop();
      await closeSession();
    },
  };
}
