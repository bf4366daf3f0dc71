import type { Logger } from 'pino';
import { type Clock, systemClock } from './clock.ts';
import type { Subgraph, SubgraphDefinition } from './subgraph.ts';

/** What a subgraph does without being asked: its jobs, and the relay of its events. */
export interface Work {
  /** Takes on nothing more and waits for what is under way; to be called before the subgraph is closed. */
  stop(): Promise<void>;
}

export interface WorkOptions {
  readonly databaseUrl: string;
  readonly logger: Logger;
  readonly clock?: Clock;
}

/** Starts the jobs and the relay of an open subgraph, those that its definition has; the others open nothing. */
export async function startWork(
  { jobs = [], consumers = [] }: SubgraphDefinition,
  { name, database }: Pick<Subgraph, 'name' | 'database'>,
  options: WorkOptions,
): Promise<Work> {
  const { databaseUrl, clock = systemClock } = options;
  const logger = options.logger.child({ subgraph: name });
  const started: Work[] = [];
  // Loaded only where they are needed: the queue's library is not small.
  if (jobs.length > 0) {
    const { startJobs } = await import('./jobs.ts');
    started.push(startJobs({ works: jobs, databaseUrl, database, clock, logger }));
  }
  if (consumers.length > 0) {
    const { startRelay } = await import('./relay.ts');
    started.push(startRelay({ consumers, databaseUrl, clock, logger }));
  }
  return {
    async stop() {
      await Promise.all(started.map((work) => work.stop()));
    },
  };
}
