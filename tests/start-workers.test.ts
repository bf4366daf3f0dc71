import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { repository } from './files.ts';
import { ask, cloneAll, endStarted, type Started, start } from './processes.ts';

const folder = await mkdtemp(join(tmpdir(), 'ecosystem workers '));
afterAll(async () => {
  await endStarted();
  await rm(folder, { recursive: true, force: true });
});

const main = 'gateway/src/main.ts';
const processTimeoutMs = 60_000;
const welcome = /The gateway is ready.*\n[\s\S]*\n\n$/;

/** The processes that listened, in the order in which they began. */
const workersOf = (gateway: Started) =>
  [...gateway.output().matchAll(/"pid":(\d+).*Server listening/g)].map(([, pid]) => Number(pid));

/** One request on a connection of its own; the status, or null if the connection was lost. */
const knock = (url: string, path: string) =>
  fetch(`${url}/${path}`, { headers: { connection: 'close' } }).then(
    async (response) => {
      await response.arrayBuffer();
      return response.status;
    },
    () => null,
  );

describe('two workers', () => {
  test(
    'serve on one port, one is replaced after kill -9 while the other goes on, and the database ends last',
    async () => {
      const dataDir = join(folder, 'data');
      const gateway = start(main, { WORKERS: '2', PORT: '0', DATA_DIR: dataDir });
      await gateway.wrote(welcome);
      const url = await gateway.ready();
      expect(gateway.output().match(/The gateway is ready, with 2 workers/g)).toHaveLength(1);
      const [first, second] = workersOf(gateway);
      expect(new Set([first, second, gateway.child.pid]).size).toBe(3);
      if (!first) throw new Error('No worker listened.');

      const statuses: (number | null)[] = [];
      let isOver = false;
      const traffic = [1, 2, 3].map(async () => {
        while (!isOver) statuses.push(await knock(url, 'graphql?query={__typename}'));
      });
      process.kill(first, 'SIGKILL');
      await gateway.wrote(/a worker ended; another takes its place/);
      const seen = statuses.length;
      await vi.waitFor(() => expect(workersOf(gateway)).toHaveLength(3), { timeout: processTimeoutMs });
      isOver = true;
      await Promise.all(traffic);

      // Only what the killed process had in its hands was lost.
      expect(new Set(statuses)).toEqual(new Set(statuses.includes(null) ? [200, null] : [200]));
      expect(statuses.slice(seen + traffic.length)).not.toContain(null);
      expect(await ask(url, '{ marketplaces { code } }')).toMatchObject({ data: { marketplaces: expect.any(Array) } });

      gateway.child.kill('SIGTERM');
      expect(await gateway.ended()).toBe(0);
      // The database server was stopped, and nobody missed it before.
      expect(existsSync(join(dataDir, 'postgres/PG_VERSION'))).toBe(true);
      expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(false);
      expect(gateway.output()).not.toMatch(/"level":(50|60)/);
    },
    processTimeoutMs,
  );

  test(
    'that cannot start are not tried for ever: the first says why',
    async () => {
      const gateway = start(main, {
        ...(await cloneAll()),
        WORKERS: '2',
        PORT: '0',
        HEALTH_DATABASE_URL: 'postgres://user:hunter2@127.0.0.1:1/health',
      });

      expect(await gateway.ended()).toBe(1);
      expect(gateway.output()).toMatch(/The health database at 127\.0\.0\.1:1\/health does not answer/);
      expect(gateway.output()).toMatch(/\nA worker could not start \(exit code 1\), so the gateway ends/);
      expect(gateway.output()).not.toMatch(/hunter2|\n\s+at /);
    },
    processTimeoutMs,
  );

  test(
    'of which none can start any more end as a whole, with a sentence',
    async () => {
      const supergraph = join(folder, 'supergraph.graphql');
      await copyFile(join(repository, 'schema/supergraph.graphql'), supergraph);
      const gateway = start(main, { WORKERS: '2', PORT: '0', DATA_DIR: join(folder, 'other') }, [
        '--supergraph',
        supergraph,
      ]);
      await gateway.wrote(welcome);
      await writeFile(supergraph, 'type Query { a: Int }');
      for (const worker of workersOf(gateway)) process.kill(worker, 'SIGKILL');

      expect(await gateway.ended()).toBe(1);
      expect(gateway.output()).toMatch(
        /A worker could not start 5 times in a row \(exit code 1\), so the gateway ends/,
      );
    },
    processTimeoutMs,
  );

  test('find the port in use before anything is opened', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const gateway = start(main, { WORKERS: '2', DATA_DIR: join(folder, 'unused'), PORT: String(port) });

    expect(await gateway.ended()).toBe(1);
    expect(gateway.output()).toMatch(/^Port \d+ is in use by another program; .*\n$/);
    server.close();
  });
});

describe.each(['1', '2'])('with WORKERS=%s a gateway that is told to stop', (workers) => {
  test(
    'first says that it is not ready, then takes nothing new, ends what is under way, and ends with 0',
    async () => {
      const databases = await cloneAll();
      const gateway = start(main, {
        ...databases,
        WORKERS: workers,
        PORT: '0',
        STOP_GRACE_MS: '1500',
        STATEMENT_TIMEOUT_MS: '60000',
        SUBGRAPH_TIMEOUT_MS: '60000',
      });
      await gateway.wrote(welcome);
      const url = await gateway.ready();
      // Whoever reads this table waits until the transaction is over.
      const database = postgres(databases['COMMERCE_DATABASE_URL'] ?? '', { max: 2 });
      const lock = await database.reserve();
      await lock`begin`;
      await lock`lock table marketplaces in access exclusive mode`;
      const underWay = ask(url, '{ marketplaces { code } }');
      await vi.waitFor(
        async () => {
          const waiting =
            await database`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
          expect(waiting.length).toBeGreaterThan(0);
        },
        { timeout: processTimeoutMs },
      );

      gateway.child.kill('SIGTERM');
      await vi.waitFor(async () => expect(await knock(url, 'ready')).toBe(503), { timeout: processTimeoutMs });
      await vi.waitFor(async () => expect(await knock(url, 'health')).toBeNull(), { timeout: processTimeoutMs });
      await lock`commit`;
      lock.release();

      expect(await underWay).toMatchObject({ data: { marketplaces: expect.any(Array) } });
      expect(await gateway.ended()).toBe(0);
      await database.end();
    },
    processTimeoutMs,
  );
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s to the command of package.json ends the gateway in good order',
  async (signal) => {
    const gateway = start('scripts/run.mjs', { ...(await cloneAll()), PORT: '0', WORKERS: '2' }, [main]);
    await gateway.wrote(welcome);
    const url = await gateway.ready();
    gateway.child.kill(signal);

    expect(await gateway.ended()).toBe(0);
    expect(await knock(url, 'health')).toBeNull();
  },
  processTimeoutMs,
);
