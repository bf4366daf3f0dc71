import { randomBytes } from 'node:crypto';
import type { ExecutionResult } from 'graphql';
import { pino } from 'pino';
import postgres from 'postgres';
import { inject } from 'vitest';
import type { Caller } from './caller.ts';
import { type Clock, fixedClock } from './clock.ts';
import type { FailedJob } from './job-queue.ts';
import type { DueWork } from './jobs.ts';
import { customerReads } from './personas.ts';
import { openSubgraph, type Subgraph, type SubgraphDefinition } from './subgraph.ts';
import { runDueJobs } from './testing-jobs.ts';
import { testFieldKeys } from './testing-keys.ts';
import { castId, seedNow } from './world.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the test run's PostgreSQL server, with a `template_<subgraph>` database for each subgraph. */
    postgresUrl: string;
  }
}

/** The address of a database on the test run's server. */
export function testDatabaseUrl(database: string): string {
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${database}`;
  return url.toString();
}

/** A fresh database, cloned from the migrated and seeded template of the subgraph; dropped with the test run's server. */
export async function cloneDatabase(subgraph: string): Promise<string> {
  const name = `${subgraph}_${randomBytes(6).toString('hex')}`;
  const client = postgres(testDatabaseUrl('postgres'), { max: 1, onnotice: () => {} });
  try {
    await client.unsafe(`create database ${name} template template_${subgraph}`);
  } finally {
    await client.end();
  }
  return testDatabaseUrl(name);
}

/** A customer of the demo world with the scopes that customers have for reading, or with these scopes. */
export function customer(number: number, scopes: readonly string[] = customerReads): Caller {
  return { subject: castId('cus', number), scopes: new Set(scopes) };
}

/** A subgraph over a database of its own, with a clock that stands at the demo world's now. */
export interface TestSubgraph extends AsyncDisposable {
  readonly subgraph: Subgraph;
  readonly databaseUrl: string;
  /** Executes an operation for a caller. */
  query(query: string, options: { as: Caller; variables?: Record<string, unknown> }): Promise<ExecutionResult>;
  /** The names of the statements that an action sends. */
  statementsOf(action: () => Promise<unknown>): Promise<string[]>;
  /** Does the subgraph's work that is due by the clock, or only these works; returns what failed. */
  runJobs(works?: readonly DueWork[]): Promise<FailedJob[]>;
  /** The texts of the statements that an action sends for writing, in their order, without `begin` and `commit`. */
  writesOf(action: () => Promise<unknown>): Promise<string[]>;
}

/** Opens the subgraph over a fresh clone of the demo world; the clock stands at its now unless another is given. */
export async function openTestSubgraph(
  definition: SubgraphDefinition,
  clock: Clock = fixedClock(seedNow),
): Promise<TestSubgraph> {
  const databaseUrl = await cloneDatabase(definition.name);
  const logger = pino({ level: 'fatal' });
  const subgraph = openSubgraph(definition, {
    databaseUrl,
    statementTimeoutMs: 10_000,
    fieldKeys: testFieldKeys,
    logger,
    clock,
  });
  return {
    subgraph,
    databaseUrl,
    query(query, { as, variables }) {
      // Else graphql-js would answer what is asked once, and no test would see what is compiled.
      subgraph.prepare(query);
      return subgraph.execute({ query, variables, caller: as, requestId: 'test' });
    },
    async statementsOf(action) {
      const names: string[] = [];
      subgraph.database.onStatement = (name) => names.push(name);
      await action();
      subgraph.database.onStatement = null;
      return names;
    },
    runJobs: (works = definition.jobs ?? []) =>
      runDueJobs({ works, databaseUrl, database: subgraph.database, clock, logger }),
    async writesOf(action) {
      const texts: string[] = [];
      subgraph.database.onWrite = (text) => texts.push(text);
      await action();
      subgraph.database.onWrite = null;
      return texts;
    },
    [Symbol.asyncDispose]: () => subgraph.close(),
  };
}
