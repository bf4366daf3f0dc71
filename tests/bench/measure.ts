import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { checkResult, type RunLoad } from './load/load.ts';
import { readCpuS, readPostmasterPid, readResidentMb } from './machine.ts';
import { type BenchOperation, type OperationName, writeRequest } from './operations.ts';
import { countPlannedFetches } from './planner.ts';
import { computeMedian, computeSpread, rotate, type Spread } from './statistics.ts';
import type { Variant, VariantName } from './variants.ts';
import type { BenchWorld } from './world/bench-world.ts';

/** What was measured of one operation, variant and number of connections. */
export interface BenchRecord {
  readonly operation: OperationName;
  readonly variant: VariantName;
  readonly connections: number;
  readonly rounds: number;
  readonly requests: number;
  readonly requestsPerS: Spread;
  readonly p50Ms: Spread;
  readonly p99Ms: Spread;
  /** CPU seconds for 1,000 requests. */
  readonly nodeCpuSPer1k: Spread;
  readonly postgresCpuSPer1k: Spread;
  /** All Node processes of the variant, after the load of the last round. */
  readonly residentMb: number;
  readonly statementsPerRequest: number;
  /** Calls that reached the subgraph servers for one request; in process the fetches of the plan; null for what has none. */
  readonly fetchesPerRequest: number | null;
}

export interface MeasureOptions {
  readonly world: BenchWorld;
  readonly runLoad: RunLoad;
  readonly rounds: number;
  readonly durationS: number;
  readonly warmUpS: number;
  readonly connections: readonly number[];
  readonly say: (sentence: string) => void;
}

interface Sample {
  readonly requests: number;
  readonly requestsPerS: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly nodeCpuSPer1k: number;
  readonly postgresCpuSPer1k: number;
  readonly residentMb: number;
  readonly statementsPerRequest: number;
  readonly callsPerRequest: number | null;
}

/**
 * Measures variants of one operation in interleaved rounds.
 * @throws Error if an answer has errors or a bad status: such numbers are worth nothing.
 */
export async function measureOperation(
  operation: BenchOperation,
  variants: readonly Variant[],
  options: MeasureOptions,
): Promise<BenchRecord[]> {
  const { rounds, connections, warmUpS, say } = options;
  const samples = new Map<string, Sample[]>();
  const keyOf = (variant: Variant, count: number) => `${variant.name} ${count}`;
  for (const variant of variants) {
    const requestsPath = writeRequests(variant, operation, options.world);
    // Each caller at least twice: a token is verified once and then remembered, by all variants alike.
    for (let sent = 0; sent < 2 * operation.cases.length; ) {
      const result = await options.runLoad({
        ...{ url: variant.url, requestsPath, connections: Math.max(...connections), durationS: warmUpS },
        ...{ offset: sent, isChecking: true },
      });
      checkResult(`${operation.name}, ${variant.name}, warm-up`, result);
      sent += result.requests;
    }
  }
  for (let round = 0; round < rounds; round += 1) {
    say(`  ${operation.name}: round ${round + 1} of ${rounds}`);
    for (const variant of rotate(variants, round)) {
      for (const count of connections) {
        const sample = await takeSample(operation, variant, count, round, options);
        samples.set(keyOf(variant, count), [...(samples.get(keyOf(variant, count)) ?? []), sample]);
      }
    }
  }
  const planned = await countPlannedFetches(operation.text);
  return variants.flatMap((variant) =>
    connections.map((count) =>
      toRecord(operation.name, variant.name, count, samples.get(keyOf(variant, count)) ?? [], planned),
    ),
  );
}

/** One request a line, for the load generator. */
function writeRequests(variant: Variant, operation: BenchOperation, { dataDir }: BenchWorld): string {
  const path = requestsPathOf(variant, operation, dataDir);
  const lines = operation.cases.map((one) => {
    const request = writeRequest(variant.wire, operation, one);
    return `${request.path}\t${one.token ?? ''}\t${request.body}\n`;
  });
  writeFileSync(path, lines.join(''), { mode: 0o600 });
  return path;
}

function requestsPathOf({ wire }: Variant, { name }: BenchOperation, dataDir: string): string {
  return join(dataDir, `requests-${name}-${wire}.txt`);
}

async function takeSample(
  operation: BenchOperation,
  variant: Variant,
  connections: number,
  round: number,
  { world, runLoad, durationS }: MeasureOptions,
): Promise<Sample> {
  const pids = variant.processes.map(({ pid }) => pid);
  const postmaster = [readPostmasterPid(world.dataDir)];
  const before = {
    statements: await countStatements(world),
    calls: await countCalls(variant),
    nodeS: readCpuS(pids),
    postgresS: readCpuS(postmaster),
  };
  const result = await runLoad({
    ...{ url: variant.url, requestsPath: requestsPathOf(variant, operation, world.dataDir), connections, durationS },
    ...{ offset: (round + 1) * 1_009 + connections * 31, isChecking: false },
  });
  checkResult(`${operation.name}, ${variant.name}, ${connections} connections`, result);
  await waitUntilIdle(pids);
  const nodeS = readCpuS(pids) - before.nodeS;
  const postgresS = readCpuS(postmaster) - before.postgresS;
  const calls = await countCalls(variant);
  const statements = (await countStatements(world)) - before.statements;
  const { requests } = result;
  // When the time is over each connection has one request on its way, which costs something and is not answered.
  const begun = requests + connections;
  return {
    requests,
    requestsPerS: requests / (result.durationUs / 1e6),
    p50Ms: result.p50Us / 1e3,
    p99Ms: result.p99Us / 1e3,
    nodeCpuSPer1k: (nodeS / begun) * 1e3,
    postgresCpuSPer1k: (postgresS / begun) * 1e3,
    residentMb: readResidentMb(pids),
    statementsPerRequest: statements / begun,
    callsPerRequest: calls === null || before.calls === null ? null : (calls - before.calls) / begun,
  };
}

const idlePollMs = 100;
const idleTimeoutMs = 5_000;

/** Waits until requests that nobody waits for any more are worked off, so that they fall to the run that sent them. */
async function waitUntilIdle(pids: readonly number[]): Promise<void> {
  let known = readCpuS(pids);
  for (const deadline = Date.now() + idleTimeoutMs; Date.now() < deadline; ) {
    await sleep(idlePollMs);
    const found = readCpuS(pids);
    if (found - known < 0.2 * (idlePollMs / 1_000)) return;
    known = found;
  }
}

/** Statements that clients have sent to the databases of the bench. */
async function countStatements({ url }: BenchWorld): Promise<number> {
  const sql = postgres(url('postgres'), { max: 1, fetch_types: false });
  try {
    const [row] = await sql<{ calls: string }[]>`
      select coalesce(sum(s.calls), 0)::text as calls from pg_stat_statements s join pg_database d on d.oid = s.dbid
      where d.datname <> 'postgres'`;
    return Number(row?.calls);
  } finally {
    await sql.end();
  }
}

async function countCalls({ processes }: Variant): Promise<number | null> {
  const server = processes.find(({ name }) => name === 'subgraphs');
  return (await server?.ask('calls'))?.['calls'] ?? null;
}

function toRecord(
  operation: OperationName,
  variant: VariantName,
  connections: number,
  samples: readonly Sample[],
  plannedFetches: number,
): BenchRecord {
  const spread = (pick: (sample: Sample) => number) => computeSpread(samples.map(pick));
  const calls = samples.flatMap(({ callsPerRequest }) => callsPerRequest ?? []);
  const isOwn = variant !== 'one-statement' && variant !== 'per-table';
  return {
    operation,
    variant,
    connections,
    rounds: samples.length,
    requests: samples.reduce((sum, sample) => sum + sample.requests, 0),
    requestsPerS: spread((sample) => sample.requestsPerS),
    p50Ms: spread((sample) => sample.p50Ms),
    p99Ms: spread((sample) => sample.p99Ms),
    nodeCpuSPer1k: spread((sample) => sample.nodeCpuSPer1k),
    postgresCpuSPer1k: spread((sample) => sample.postgresCpuSPer1k),
    residentMb: samples.at(-1)?.residentMb ?? 0,
    statementsPerRequest: computeMedian(samples.map((sample) => sample.statementsPerRequest)),
    fetchesPerRequest: calls.length > 0 ? computeMedian(calls) : isOwn ? plannedFetches : null,
  };
}
