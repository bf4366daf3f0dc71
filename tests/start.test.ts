import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabaseUrl } from '@ecosystem/kit/testing';
import postgres from 'postgres';
import { afterAll, describe, expect, test } from 'vitest';
import { repository } from './files.ts';
import { ask, cloneAll, endStarted, start } from './processes.ts';

const folder = await mkdtemp(join(tmpdir(), 'ecosystem start '));
afterAll(async () => {
  await endStarted();
  await rm(folder, { recursive: true, force: true });
});

test('after kill -9 the server starts again with its data', async () => {
  const variables = { DATA_DIR: join(folder, 'data'), PORT: '0' };
  const first = start('gateway/src/main.ts', variables);
  const before = await ask(await first.ready(), '{ marketplaces { code } city(code: "440300") { name } }');
  first.child.kill('SIGKILL');
  await first.ended();

  const second = start('gateway/src/main.ts', variables);
  const after = await ask(await second.ready(), '{ marketplaces { code } city(code: "440300") { name } }');
  second.child.kill('SIGTERM');

  expect(before).toMatchObject({ data: { city: { name: 'Shenzhen' } } });
  expect(after).toEqual(before);
  expect(await second.ended()).toBe(0);
}, 60_000);

describe('a start that cannot succeed ends with code 1 and says', () => {
  test('that the port is in use, and how to choose another', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const gateway = start('gateway/src/main.ts', { DATA_DIR: join(folder, 'unused'), PORT: String(port) });

    expect(await gateway.ended()).toBe(1);
    expect(gateway.output()).toMatch(
      new RegExp(`^Port ${port} is in use by another program; choose another one with PORT=`),
    );
    server.close();
  });

  test('which database does not answer, without its password', async () => {
    const gateway = start('gateway/src/main.ts', {
      ...(await cloneAll()),
      PORT: '0',
      HEALTH_DATABASE_URL: 'postgres://user:hunter2@127.0.0.1:1/health',
    });

    expect(await gateway.ended()).toBe(1);
    expect(gateway.output()).toContain('The health database at 127.0.0.1:1/health does not answer');
    expect(gateway.output()).not.toContain('hunter2');
  }, 20_000);

  test('which migration failed, with nothing half done', async () => {
    const databases = await cloneAll();
    const url = databases['AUTO_DATABASE_URL'] ?? '';
    const database = postgres(url, { max: 1, onnotice: () => {} });
    // Somebody made a table by hand that the first migration is about to make, in a database without migrations.
    await database.unsafe(
      'drop schema drizzle cascade; drop table vehicles, rides, fines, idempotency_keys, outbox, inbox, sagas',
    );
    const gateway = start('gateway/src/main.ts', { ...databases, PORT: '0' });

    expect(await gateway.ended()).toBe(1);
    expect(gateway.output()).toContain(
      'A migration of the auto database failed, so nothing was changed: relation "cities" already exists.',
    );
    expect(await database`select tablename from pg_tables where schemaname = 'public'`).toEqual([
      { tablename: 'cities' },
    ]);
    await database.end();
  }, 20_000);

  test('all that is wrong with the configuration at once', async () => {
    const gateway = start('gateway/src/main.ts', {
      PORT: 'many',
      DATABASE_URL: 'mysql://host',
      SUBGRAPH_TRANSPORT: 'http',
    });

    expect(await gateway.ended()).toBe(1);
    for (const name of ['PORT', 'DATABASE_URL', 'CALLER_SECRET']) expect(gateway.output()).toContain(`${name}: `);
  });

  test('that the supergraph file is missing or no supergraph', async () => {
    await writeFile(join(folder, 'broken.graphql'), 'type Query { a: Int }');
    const missing = start('gateway/src/main.ts', { PORT: '0' }, ['--supergraph', join(folder, 'missing.graphql')]);
    const broken = start('gateway/src/main.ts', { PORT: '0' }, ['--supergraph', join(folder, 'broken.graphql')]);

    expect([await missing.ended(), await broken.ended()]).toEqual([1, 1]);
    expect(missing.output()).toContain('missing.graphql');
    expect(broken.output()).toContain('is not a supergraph that this gateway can serve');
  });

  test('that the data folder or the key in it cannot be used, without a stack trace', async () => {
    const file = join(folder, 'a file');
    const broken = join(folder, 'broken');
    await mkdir(broken);
    await Promise.all([writeFile(file, ''), writeFile(join(broken, 'issuer.json'), '{')]);
    const ends = [
      start('subgraphs/auto/src/main.ts', { DATA_DIR: file, PORT: '0', CALLER_SECRET: 'x'.repeat(32) }),
      start('gateway/src/main.ts', { DATA_DIR: broken, PORT: '0' }),
    ];

    expect(await Promise.all(ends.map((one) => one.ended()))).toEqual([1, 1]);
    for (const one of ends) expect(one.output()).toMatch(/cannot be used: /);
    for (const one of ends) expect(one.output()).not.toMatch(/\n\s+at /);
  }, 20_000);

  test("that a database of one's own needs keys for personal values", async () => {
    const given = { ...(await cloneAll()), PORT: '0', SEED: 'none', CALLER_SECRET: 'x'.repeat(32) };
    const subgraph = start('subgraphs/finance/src/main.ts', given);

    expect(await subgraph.ended()).toBe(1);
    expect(subgraph.output()).toContain('FIELD_KEYS: must be set for a configured database with SEED=none');
  }, 20_000);

  test('the same for a subgraph that runs alone', async () => {
    const subgraph = start('subgraphs/finance/src/main.ts', {
      FINANCE_DATABASE_URL: testDatabaseUrl('nowhere'),
      PORT: '-1',
    });

    expect(await subgraph.ended()).toBe(1);
    for (const name of ['PORT', 'CALLER_SECRET']) expect(subgraph.output()).toContain(`${name}: `);
  });
});

test('each subgraph runs alone and refuses a direct call (AT-SEC-1)', async () => {
  const names = ['finance', 'health', 'auto', 'commerce', 'social'];
  const databases = await cloneAll();
  const statuses = await Promise.all(
    names.map(async (name) => {
      const subgraph = start(`subgraphs/${name}/src/main.ts`, {
        ...databases,
        PORT: '0',
        CALLER_SECRET: 'x'.repeat(32),
      });
      const url = await subgraph.ready();
      const direct = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ _service { sdl } }' }),
      });
      const [health, ready] = await Promise.all(
        ['health', 'ready'].map(async (path) => (await fetch(`${url}/${path}`)).status),
      );
      subgraph.child.kill('SIGTERM');
      return { name, direct: direct.status, health, ready, code: await subgraph.ended() };
    }),
  );

  expect(statuses).toEqual(names.map((name) => ({ name, direct: 401, health: 200, ready: 200, code: 0 })));
}, 60_000);

test('the gateway serves any supergraph over HTTP, here our own five as processes of others', async () => {
  const gateway = start('gateway/src/main.ts', { PORT: '0', DATA_DIR: join(folder, 'other') }, [
    '--supergraph',
    join(repository, 'schema/supergraph.graphql'),
  ]);
  const url = await gateway.ready();
  const [live, ready, answer] = await Promise.all([
    fetch(`${url}/health`),
    fetch(`${url}/ready`),
    ask(url, '{ marketplaces { code } }'),
  ]);

  expect([live.status, ready.status]).toEqual([200, 200]);
  // Nobody listens on the addresses of the file, and the outage has its path.
  expect(answer).toMatchObject({
    data: { marketplaces: null },
    errors: [{ path: ['marketplaces'], extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'commerce' } }],
  });
  gateway.child.kill('SIGTERM');
  expect(await gateway.ended()).toBe(0);
}, 20_000);
