import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareDatabase } from '@ecosystem/kit/bootstrap';
import { movableClock } from '@ecosystem/kit/clock';
import { DatabaseUnavailable } from '@ecosystem/kit/database';
import { ensureDatabases, startEmbeddedPostgres } from '@ecosystem/kit/embedded-postgres';
import { createVault } from '@ecosystem/kit/field-encryption';
import { checkInvariants } from '@ecosystem/kit/invariants';
import { openSubgraph } from '@ecosystem/kit/subgraph';
import { testFieldKeys } from '@ecosystem/kit/testing-keys';
import { silentLogger } from '@ecosystem/kit/testing-logger';
import { createSeedWorld, seedNow } from '@ecosystem/kit/world';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { finance } from '../src/index.ts';
import {
  buyAll,
  countEffects,
  makePurchases,
  onceEach,
  type Send,
  Unanswered,
  untilAnswered,
} from './faults-purchases.ts';
import type { Answer } from './finance-world.ts';
import { countMoney } from './storm-balance.ts';

const timeoutMs = 90_000;
const purchasesOfEach = 15;
/** After so many answers the server is killed. */
const killAt = [40, 110];

let dataDir = '';
let server: Awaited<ReturnType<typeof startEmbeddedPostgres>>;
/** Durable, for a server that need not be may lose the commits of its last half second when it is killed. */
const startServer = () => startEmbeddedPostgres({ dataDir, durable: true });

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ecosystem-faults-'));
  server = await startServer();
  await ensureDatabases(server.url('postgres'), ['finance']);
  await prepareDatabase(finance, server.url('finance'), {
    world: createSeedWorld(),
    vault: createVault(testFieldKeys),
  });
}, timeoutMs);
afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function killServer(): Promise<void> {
  const address = server.url('finance');
  const [pid] = (await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGKILL');
  await server.stop();
  server = await startServer();
  if (server.url('finance') !== address) throw new Error('The server came back at another address.');
}

test(
  'PostgreSQL is killed in the middle of payments, and each key has one effect',
  async () => {
    const subgraph = openSubgraph(finance, {
      databaseUrl: server.url('finance'),
      statementTimeoutMs: 10_000,
      fieldKeys: testFieldKeys,
      logger: silentLogger,
      clock: movableClock(seedNow),
    });
    const { database } = subgraph;
    const purchases = await makePurchases(database, purchasesOfEach);
    const before = await countMoney(database);
    let answers = 0;
    let failures = 0;
    const restarts: Promise<void>[] = [];

    const send: Send = async (mutation, input, caller, fields = '') => {
      const type = `${mutation.slice(0, 1).toUpperCase()}${mutation.slice(1)}Input`;
      const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${fields} userErrors { code message path } } }`;
      const { data, errors } = await subgraph
        .execute({ query, variables: { input }, caller, requestId: 'test' })
        .catch((error: unknown) => {
          throw error instanceof DatabaseUnavailable ? new Unanswered() : error;
        });
      if (errors) throw new Error(`${mutation} failed: ${errors.map(({ message }) => message).join(' ')}`);
      answers += 1;
      if (killAt.includes(answers)) restarts.push(killServer());
      return data?.[mutation] as Answer;
    };
    await buyAll(
      untilAnswered(send, () => {
        failures += 1;
      }),
      purchases,
    );
    await Promise.all(restarts);

    expect(restarts).toHaveLength(killAt.length);
    expect(failures).toBeGreaterThan(0);
    expect(await countEffects(database, before)).toEqual(onceEach(purchases));
    await checkInvariants('finance', database, finance.invariants);
    await subgraph.close();
  },
  timeoutMs,
);
