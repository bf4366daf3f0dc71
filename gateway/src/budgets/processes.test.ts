import { fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cloneDatabase } from '@ecosystem/kit/testing';
import { describe, expect, test } from 'vitest';
import type { SpendOrder, SpendReport } from './testing/spend.ts';

const script = join(import.meta.dirname, 'testing/spend.ts');
const quota = 40_000;
const burst = 10_000;
const processes = 2;

/** Starts the processes, tells all of them at once, and adds up what they say. */
async function spendTogether(order: Omit<SpendOrder, 'key' | 'quota' | 'burst' | 'callers'>): Promise<SpendReport> {
  const children = Array.from({ length: processes }, () => fork(script, { execArgv: [] }));
  await Promise.all(children.map((child) => once(child, 'message')));
  const reports = await Promise.all(
    children.map(async (child) => {
      child.send({ ...order, key: 'partner:par_1', quota, burst, callers: 50 } satisfies SpendOrder);
      const [report] = (await once(child, 'message')) as [SpendReport];
      await once(child, 'exit');
      return report;
    }),
  );
  return {
    spent: reports.reduce((sum, { spent }) => sum + spent, 0),
    admitted: reports.reduce((sum, { admitted }) => sum + admitted, 0),
    refused: reports.reduce((sum, { refused }) => sum + refused, 0),
    codes: [...new Set(reports.flatMap(({ codes }) => codes))],
  };
}

function expectWholeBudget({ spent, refused, codes }: SpendReport): void {
  expect(spent).toBeLessThanOrEqual((quota + burst) * 1.01);
  expect(spent).toBeGreaterThanOrEqual((quota + burst) * 0.99);
  expect(refused).toBeGreaterThan(0);
  expect(codes).toEqual(['RATE_LIMITED']);
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

/** A Redis server of this test alone. */
async function startRedis() {
  const port = await findPort();
  const folder = await mkdtemp(join(tmpdir(), 'gateway-redis-'));
  const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await new Promise<void>((resolve, reject) => {
    let output = '';
    server.stdout.on('data', (text) => {
      output += String(text);
      if (/Ready to accept connections/.test(output)) resolve();
    });
    server.once('exit', () => reject(new Error(`redis-server ended: ${output}`)));
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.kill('SIGTERM');
      await once(server, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const isRedisHere = spawnSync('redis-server', ['--version']).status === 0;

describe('two processes of fifty callers each use the whole budget of a window, and no more of it', () => {
  test('with PostgreSQL', async () => {
    const url = await cloneDatabase('gateway');
    expectWholeBudget(await spendTogether({ store: 'postgres', url }));
  }, 60_000);

  test('with Redis', async ({ skip }) => {
    if (!isRedisHere) skip('redis-server is not on the PATH');
    await using redis = await startRedis();
    expectWholeBudget(await spendTogether({ store: 'redis', url: redis.url }));
  }, 60_000);
});
