import { listHeldEvents, listParkedJobs, type Parked, retryHeldEvent, retryParkedJob } from '@ecosystem/kit/parked';
import { subgraphs } from '@ecosystem/schema/subgraphs.ts';
import { visitDatabases } from './databases.ts';
import { drawTable } from './table.ts';

/**
 * Jobs and events that failed until their attempts were used up: `pnpm run jobs [list]` prints them,
 * `pnpm run jobs retry <subgraph> <id>` gives one of them its attempts again.
 */

const applicationName = 'jobs command';
const columns = ['subgraph', 'id', 'queue', 'key', 'attempts', 'since', 'last error'] as const;
const usage = 'Usage: pnpm run jobs [list | retry <subgraph> <id>]';

async function printParked(): Promise<void> {
  const rows: string[][] = [];
  await visitDatabases(subgraphs, applicationName, async ({ name }, database) => {
    const parked = [...(await listParkedJobs(database)), ...(await listHeldEvents(database))];
    rows.push(...parked.map((one) => describeParked(name, one)));
  });
  if (rows.length === 0) return console.log('Nothing is parked.');
  console.log(drawTable(columns, rows));
}

function describeParked(subgraph: string, { id, queue, key, attempts, since, lastError }: Parked): string[] {
  const error = lastError ?? 'its process ended';
  return [subgraph, id, queue, key, String(attempts), since.toISOString(), error.replaceAll(/\s+/g, ' ')];
}

async function retry(name: string | undefined, id: string | undefined): Promise<void> {
  const subgraph = subgraphs.find((one) => one.name === name);
  if (!subgraph || id === undefined) {
    return refuse(`Name a subgraph (${subgraphs.map((one) => one.name).join(', ')}) and an id. ${usage}`);
  }
  await visitDatabases([subgraph], applicationName, async (_, database) => {
    const isFound = (await retryParkedJob(database, id)) || (await retryHeldEvent(database, id));
    if (isFound) console.log(`${id} of ${subgraph.name} is tried again.`);
    else refuse(`Nothing with the id "${id}" is parked in ${subgraph.name}.`);
  });
}

function refuse(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}

async function main([action = 'list', ...rest]: readonly string[]): Promise<void> {
  if (action === 'list') return printParked();
  if (action === 'retry') return retry(rest[0], rest[1]);
  refuse(`There is no action "${action}". ${usage}`);
}

await main(process.argv.slice(2)).catch((error: unknown) =>
  refuse(error instanceof Error ? error.message : String(error)),
);
