import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { testFieldKeysText } from '@ecosystem/kit/testing-keys';
import { repository } from './files.ts';
import { checkResult, chooseLoad } from './load/load.ts';
import { type BenchOperation, type RequestCase, readOperations } from './operations.ts';
import { type BenchProcess, findPorts, startProcess } from './processes.ts';
import type { BenchWorld } from './world/bench-world.ts';

const sliceS = 5;
const connections = 16;
/** More texts than any cache of the gateway keeps. */
const distinctTexts = 6_000;
const settleMs = 1_000;

/** How far the second half may lie above the first: what a collector and an allocator leave lying about. */
const noise = { heapMb: 8, heapShare: 0.05, residentMb: 30, residentShare: 0.1 } as const;

/** Memory in use after a full collection. */
export interface MemorySample {
  readonly heapMb: number;
  readonly residentMb: number;
}

/**
 * Sends mixed operations, whose texts differ too, while the supergraph is loaded again and again.
 * @throws Error if the memory after the second half is above that after the first by more than noise.
 */
export async function runSoak(world: BenchWorld, requests: number, say: (sentence: string) => void): Promise<void> {
  const [port = 0] = await findPorts(1);
  const url = `http://127.0.0.1:${port}`;
  const supergraphPath = join(world.dataDir, 'soak.graphql');
  const supergraph = readFileSync(join(repository, 'schema/supergraph.graphql'), 'utf8');
  writeFileSync(supergraphPath, supergraph);
  const gateway = await startProcess({
    name: 'soaked gateway',
    args: ['--expose-gc', 'tests/bench/gateways/soaked-gateway.ts', supergraphPath],
    env: {
      ...{ DATA_DIR: world.dataDir, DATABASE_URL: world.url('postgres'), SEED: 'none', LOG_LEVEL: 'warn' },
      ...{ FIELD_KEYS: testFieldKeysText, HOST: '127.0.0.1', PORT: String(port) },
    },
    readyUrl: `${url}/ready`,
    isTalking: true,
  });
  const requestsPath = join(world.dataDir, 'requests-soak.txt');
  writeFileSync(requestsPath, writeMix(await readOperations(world, ['q1', 'deep', 'catalogue'])), { mode: 0o600 });
  const load = await chooseLoad();
  let reloads = 0;

  async function soakHalf(): Promise<number> {
    let sent = 0;
    while (sent < requests / 2) {
      reloads += 1;
      writeFileSync(supergraphPath, `${supergraph}\n# Loaded ${reloads} times.\n`);
      const result = await load.run({
        ...{ url, requestsPath, connections, durationS: sliceS },
        ...{ offset: reloads * 7_919, isChecking: true },
      });
      checkResult('soak', result);
      sent += result.requests;
    }
    return sent;
  }

  const before = await readMemory(gateway);
  const first = { sent: await soakHalf(), memory: await readMemory(gateway) };
  say(`  first half: ${first.sent} requests, ${reloads} reloads, ${describe(first.memory)}`);
  const second = { sent: await soakHalf(), memory: await readMemory(gateway) };
  say(`  second half: ${second.sent} requests, ${reloads} reloads in all, ${describe(second.memory)}`);
  const verdict = judge(first.memory, second.memory);
  process.stdout.write(
    `Soak of ${first.sent + second.sent} requests with ${reloads} reloads. Before: ${describe(before)}; after the first half: ` +
      `${describe(first.memory)}; after the second: ${describe(second.memory)}. ${verdict ?? 'No leak beyond noise.'}\n`,
  );
  if (verdict !== null) throw new Error(verdict);
}

/** What is wrong with the memory after the second half, or null. */
export function judge(first: MemorySample, second: MemorySample): string | null {
  const heapMax = first.heapMb * (1 + noise.heapShare) + noise.heapMb;
  const residentMax = first.residentMb * (1 + noise.residentShare) + noise.residentMb;
  const problems = [
    ...(second.heapMb > heapMax ? [`the heap grew beyond ${heapMax.toFixed(0)} MB`] : []),
    ...(second.residentMb > residentMax ? [`the resident memory grew beyond ${residentMax.toFixed(0)} MB`] : []),
  ];
  return problems.length === 0 ? null : `Memory leaks: ${problems.join(', ')}.`;
}

async function readMemory(gateway: BenchProcess): Promise<MemorySample> {
  await sleep(settleMs);
  const found = await gateway.ask('memory');
  return { heapMb: (found?.['heapUsed'] ?? 0) / 1e6, residentMb: (found?.['rss'] ?? 0) / 1e6 };
}

function describe({ heapMb, residentMb }: MemorySample): string {
  return `${heapMb.toFixed(0)} MB heap and ${residentMb.toFixed(0)} MB resident`;
}

/** One request a line: the operations of the bench in turn, and between them texts of which each is sent once a round. */
function writeMix(operations: readonly BenchOperation[]): string {
  const lines = Array.from({ length: distinctTexts }, (_, index) => [
    ...operations.map((operation) => writeLine(operation.text, operation.cases[index % operation.cases.length])),
    writeLine(`query Soak${index} { marketplaces { code alias${index}: name } }`, undefined),
  ]);
  return lines.flat().join('');
}

function writeLine(query: string, one: RequestCase | undefined): string {
  return `/graphql\t${one?.token ?? ''}\t${JSON.stringify({ query, variables: one?.variables ?? {} })}\n`;
}
