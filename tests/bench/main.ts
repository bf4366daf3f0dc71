import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { checkBars } from './bars.ts';
import { compareVariants, type Refusal } from './compare.ts';
import { readTextIfThere, repository } from './files.ts';
import { chooseLoad } from './load/load.ts';
import { describeMachine } from './machine.ts';
import { type BenchRecord, measureOperation } from './measure.ts';
import { readOperations } from './operations.ts';
import { type BenchOptions, readOptions } from './options.ts';
import { measurePartners } from './partners/partners.ts';
import { measurePayments } from './payments/payments.ts';
import { ensurePeers } from './peers.ts';
import { measurePlanners } from './planner.ts';
import { stopProcesses } from './processes.ts';
import { type BenchReport, replaceResults, writeReport } from './report.ts';
import { runSoak } from './soak.ts';
import { installedPeers, startVariants } from './variants.ts';
import { type BenchWorld, openBenchWorld } from './world/bench-world.ts';

/** The bench: `pnpm bench [--quick] [--json FILE] …`; docs/benchmarks.md says what it does. */

const docsPath = join(repository, 'docs/benchmarks.md');
const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.isPlanning) return finish(options, { planner: await measurePlanners() });
  const isComparing = options.soakRequests === null && !options.isPaying && !options.isPartnering;
  if (isComparing && options.variants.some((name) => installedPeers.includes(name))) {
    await ensurePeers(say);
  }
  // Payments are measured as they are in production: what is committed is on the disk.
  const world = await openBenchWorld({ ...options, isDurable: options.isPaying || options.isPartnering, say });
  let isStopping = false;
  const stop = async () => {
    isStopping = true;
    await stopProcesses();
    await world.stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (!isStopping) void stop().finally(() => process.exit(130));
    });
  }
  try {
    if (options.isPaying) await measurePayments(world, options, say);
    else if (options.isPartnering) await measurePartners(world, options, say);
    else if (options.soakRequests !== null) await runSoak(world, options.soakRequests, say);
    else await finish(options, await compareAll(world, options));
  } finally {
    if (!isStopping) await stop();
  }
}

type Findings = Partial<Pick<BenchReport, 'records' | 'refused' | 'planner' | 'settings'>>;

async function compareAll(world: BenchWorld, options: BenchOptions): Promise<Findings> {
  const load = await chooseLoad();
  const operations = await readOperations(world, options.operations);
  say(`Starting ${options.variants.join(', ')}.`);
  const variants = await startVariants(world, options.variants);
  const records: BenchRecord[] = [];
  const refused: BenchReport['refused'][number][] = [];
  for (const operation of operations) {
    const refusals = await compareVariants(variants, operation);
    const described = refusals.map((refusal) => describeRefusal(operation.name, refusal));
    refused.push(...described);
    for (const { variant, difference } of described) say(`  ${operation.name}: ${variant} is refused: ${difference}`);
    const equal = variants.filter((variant) => !refusals.some((refusal) => refusal.variant === variant));
    say(`  ${operation.name}: ${equal.length} of ${variants.length} variants give the same answers`);
    records.push(...(await measureOperation(operation, equal, { ...options, world, runLoad: load.run, say })));
  }
  const { customers, rounds, durationS, isQuick } = options;
  const settings = { customers, rounds, 'seconds each': durationS, 'load by': load.name, quick: isQuick };
  return { records, refused, settings };
}

function describeRefusal(operation: string, { variant, difference }: Refusal): BenchReport['refused'][number] {
  const show = (value: unknown) => JSON.stringify(value)?.slice(0, 300) ?? 'nothing';
  const { path, expected, found } = difference;
  return {
    operation,
    variant: variant.name,
    difference: `at ${path} it answers ${show(found)} instead of ${show(expected)}`,
  };
}

async function finish(options: BenchOptions, findings: Findings): Promise<void> {
  const records = findings.records ?? [];
  const report: BenchReport = {
    date: new Date().toISOString(),
    machine: describeMachine(),
    versions: readVersions(),
    settings: findings.settings ?? {},
    records,
    refused: findings.refused ?? [],
    bars: checkBars(records),
    planner: findings.planner ?? [],
  };
  const text = writeReport(report);
  process.stdout.write(`${text}\n`);
  if (options.jsonPath !== null) writeFileSync(options.jsonPath, `${JSON.stringify(report, null, 2)}\n`);
  if (options.isWritingDocs)
    writeFileSync(
      docsPath,
      replaceResults(readFileSync(docsPath, 'utf8'), text, options.isPlanning ? 'planner' : 'results'),
    );
  if (report.refused.length > 0) process.exitCode = 1;
}

function readVersions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const own = ['@apollo/gateway', '@apollo/server', 'fastify', 'postgres', 'graphql'].map((name) => {
    // Some packages do not show their package.json; it lies above their entry.
    const entry = require.resolve(name);
    const folder = entry.slice(0, entry.lastIndexOf(`/${name}/`) + name.length + 1);
    return [name, versionIn(join(folder, 'package.json'))] as const;
  });
  const peers = ['@graphql-hive/gateway', '@graphql-hive/router-runtime'].map(
    (name) => [name, versionIn(join(repository, 'tests/bench/peers/node_modules', name, 'package.json'))] as const,
  );
  const planners = ['@apollo/query-planner', '@graphql-hive/router-query-planner'].map(
    (name) => [name, versionIn(join(repository, 'gateway/node_modules', name, 'package.json'))] as const,
  );
  return { Node: process.versions.node, PostgreSQL: '18', ...Object.fromEntries([...own, ...planners, ...peers]) };
}

function versionIn(path: string): string {
  const text = readTextIfThere(path);
  return text === null ? 'not installed' : (JSON.parse(text) as { readonly version: string }).version;
}

await main().catch((error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
});
