import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { composeFixture, fixtureNames, openFixture } from './testing/fixture-subgraphs.ts';
import { serveSubgraph } from './testing/serve-subgraph.ts';

const secret = 'a secret of at least thirty-two characters';
/** A start of the program takes about a second; the limit is for machines that are busy. */
const processTimeoutMs = 60_000;

/** Runs the program; `output` has what it wrote so far. */
async function run(commandLine: string[], environment: NodeJS.ProcessEnv = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-'));
  const dataDir = join(folder, 'data');
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...commandLine], {
    env: { DATA_DIR: dataDir, ...environment },
  });
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    output.out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output.err += chunk.toString();
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const ready = new Promise<string>((done, fail) => {
    child.stdout.on('data', () => {
      const address = /http:\/\/localhost:\d+/.exec(output.out)?.[0];
      if (address && output.out.endsWith('\n\n')) done(address);
    });
    exited.then((code) => fail(new Error(`It ended with code ${code}: ${output.err}`)));
  });
  ready.catch(() => undefined);
  return { child, output, exited, ready, dataDir };
}

async function listenAnywhere() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { server, port: typeof address === 'object' && address ? address.port : 0 };
}

describe('a start that fails', () => {
  test(
    'because of its configuration names every problem, and ends with code 1',
    async () => {
      const { exited, output } = await run([], { PORT: 'many', MAX_DEPTH: 'deep' });
      expect(await exited).toBe(1);
      expect(output.err).toMatch(/^The configuration is not valid:\n {2}PORT: .*\n {2}MAX_DEPTH: .*\n$/);
    },
    processTimeoutMs,
  );

  test(
    'because of its port says so before any database is started',
    async () => {
      const { server, port } = await listenAnywhere();
      const { exited, output, dataDir } = await run(['--port', String(port)]);
      expect(await exited).toBe(1);
      expect(output.err).toBe(
        `Port ${port} is in use by another program; choose another one with PORT=${port + 1} or --port ${port + 1}.\n`,
      );
      expect(existsSync(dataDir)).toBe(false);
      server.close();
    },
    processTimeoutMs,
  );

  test(
    'because of its supergraph is one sentence',
    async () => {
      const { exited, output } = await run(['--supergraph', '/nowhere.graphql', '--port', '0']);
      expect(await exited).toBe(1);
      expect(output.err).toBe('The supergraph file /nowhere.graphql cannot be read: it does not exist.\n');
    },
    processTimeoutMs,
  );

  test(
    'because of its database names its place and not its password',
    async () => {
      const { exited, output } = await run(['--port', '0'], {
        DATABASE_URL: 'postgres://someone:open-sesame@127.0.0.1:9',
      });
      expect(await exited).toBe(1);
      expect(output.err).toMatch(/^The \w+ database at 127\.0\.0\.1:9\/\w+ does not answer: .*\.\n$/);
      expect(output.out + output.err).not.toContain('open-sesame');
    },
    processTimeoutMs,
  );
});

describe('a supergraph of others', () => {
  test(
    'is served over HTTP until the process is told to stop',
    async () => {
      const key = new TextEncoder().encode(secret);
      await using people = await serveSubgraph(openFixture('people'), key);
      await using care = await serveSubgraph(openFixture('care'), key);
      await using shop = await serveSubgraph(openFixture('shop'), key);
      const file = join(await mkdtemp(join(tmpdir(), 'gateway-')), 'supergraph.graphql');
      await writeFile(file, composeFixture({ people: people.url, care: care.url }));
      const { child, ready, exited, output } = await run(['--supergraph', file, '--port', '0'], {
        CALLER_SECRET: secret,
        SHOP_URL: shop.url,
      });
      const address = await ready;
      expect(await (await fetch(`${address}/ready`)).json()).toEqual({
        status: 'pass',
        subgraphs: Object.fromEntries(fixtureNames.map((name) => [name, 'pass'])),
      });
      const answer = await fetch(`${address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ practitioners orders { id buyer { greeting } } }' }),
      });
      expect(await answer.json()).toMatchObject({
        data: { practitioners: ['Dr. Grey'], orders: [{ buyer: { greeting: 'Hello Ada' } }, {}] },
      });

      child.kill('SIGTERM');
      expect(await exited).toBe(0);
      // Our own subgraphs and their database driver are not even loaded.
      expect(output.err).not.toMatch(/postgres/i);
    },
    processTimeoutMs,
  );
});
