import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callerHeader, signCaller } from '@ecosystem/kit/caller';
import { movableClock, systemClock } from '@ecosystem/kit/clock';
import { makeChange } from '@ecosystem/kit/command';
import { type Database, openDatabase } from '@ecosystem/kit/database';
import { receiveOnce } from '@ecosystem/kit/inbox';
import { checkInvariants } from '@ecosystem/kit/invariants';
import { migrateJobs } from '@ecosystem/kit/job-queue';
import { type RelayedEvent, startRelay } from '@ecosystem/kit/relay';
import { cloneDatabase } from '@ecosystem/kit/testing';
import { runDueJobs } from '@ecosystem/kit/testing-jobs';
import { silentLogger } from '@ecosystem/kit/testing-logger';
import { castUuid } from '@ecosystem/kit/world';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { endStarted, type Started, start } from '../../../tests/processes.ts';
import { finance } from '../src/index.ts';
import { expirePaymentJob } from '../src/jobs/expire-payment.ts';
import {
  buyAll,
  countEffects,
  makePurchases,
  onceEach,
  type Send,
  Unanswered,
  untilAnswered,
} from './faults-purchases.ts';
import { type Answer, dayMs, liwei, noodle, yuan } from './finance-world.ts';
import { countMoney } from './storm-balance.ts';

const timeoutMs = 90_000;
const waitMs = 30_000;
const secret = 'the secret that gateway and finance share';
const purchasesOfEach = 4;
/** After so many answers the process is killed. */
const killAt = [20];

let databaseUrl = '';
let dataDir = '';
let database: Database;
let subgraph: Started;
let url = '';
let answers = 0;
const restarts: Promise<void>[] = [];

async function startProcess(): Promise<void> {
  subgraph = start('subgraphs/finance/src/main.ts', {
    FINANCE_DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    PORT: '0',
    CALLER_SECRET: secret,
    // The demo world is behind its clock; what comes due in it would move money of its own.
    JOBS: 'off',
  });
  url = await subgraph.ready();
}

async function killProcess(): Promise<void> {
  url = '';
  subgraph.child.kill('SIGKILL');
  await subgraph.ended();
}

async function restartProcess(): Promise<void> {
  await killProcess();
  await startProcess();
}

/** As the gateway asks: over HTTP, with the signed header of the caller. */
const sendOnce: Send = async (mutation, input, caller, fields = '') => {
  const type = `${mutation.slice(0, 1).toUpperCase()}${mutation.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${fields} userErrors { code message path } } }`;
  const header = await signCaller(caller, 'finance', new TextEncoder().encode(secret));
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [callerHeader]: header },
    body: JSON.stringify({ query, variables: { input } }),
  })
    .then(async (got) => ({ status: got.status, text: await got.text() }))
    // The connection is refused or breaks off.
    .catch(() => null);
  if (response === null) throw new Unanswered();
  if (response.status !== 200) throw new Error(`${mutation} was answered ${response.status}: ${response.text}`);
  const { data, errors } = JSON.parse(response.text) as { data?: Record<string, Answer>; errors?: unknown };
  const answer = data?.[mutation];
  if (!answer || errors) throw new Error(`${mutation} failed: ${response.text}`);
  answers += 1;
  if (killAt.includes(answers)) restarts.push(restartProcess());
  return answer;
};
let failures = 0;
const send = untilAnswered(sendOnce, () => {
  failures += 1;
});

beforeAll(async () => {
  databaseUrl = await cloneDatabase('finance');
  dataDir = await mkdtemp(join(tmpdir(), 'ecosystem-process-'));
  database = openDatabase({ url: databaseUrl, applicationName: 'test', statementTimeoutMs: 10_000 });
  await startProcess();
}, timeoutMs);
afterAll(async () => {
  await endStarted();
  await database.close();
  await rm(dataDir, { recursive: true, force: true });
});

test(
  'the process is killed in the middle of payments, and each key has one effect',
  async () => {
    const purchases = await makePurchases(database, purchasesOfEach);
    const before = await countMoney(database);
    await buyAll(send, purchases);
    await Promise.all(restarts);

    expect(restarts).toHaveLength(killAt.length);
    expect(failures).toBeGreaterThan(0);
    expect(await countEffects(database, before)).toEqual(onceEach(purchases));
    await checkInvariants('finance', database, finance.invariants);
  },
  timeoutMs,
);

test(
  'what it could not tell before it was killed is told at least once, in order, and a repeated event changes nothing',
  async () => {
    await killProcess();
    const ask = async (query: string) => [...(await database.write.execute(sql.raw(query)))];
    const unsent = await ask('select customer_id, id::text, topic from outbox where sent_at is null order by position');
    await database.write.execute(sql`create table diary (
      number bigint generated always as identity, customer_id uuid, id text, topic text)`);
    const failed = new Set<string>();
    let deliveries = 0;

    async function receive({ customerId, id, topic }: RelayedEvent): Promise<void> {
      deliveries += 1;
      await makeChange({ database, clock: systemClock }, async ({ pool, at }) => {
        if (!(await receiveOnce(pool, { customerId, consumer: 'diary', eventId: id }, at))) return;
        await pool.execute(sql`insert into diary (customer_id, id, topic) values (${customerId}, ${id}, ${topic})`);
      });
      // It has written the event down, and ends before it can say so.
      if (failed.has(customerId)) return;
      failed.add(customerId);
      throw new Error('The consumer was killed.');
    }
    const consumers = [{ name: 'diary', receive }];
    const relay = startRelay({ databaseUrl, consumers, clock: systemClock, logger: silentLogger });
    await vi.waitFor(async () => expect(await ask('select from outbox where sent_at is null')).toEqual([]), waitMs);
    await relay.stop();

    const written = await ask('select customer_id, id, topic from diary order by number');
    const byCustomer = (events: readonly Record<string, unknown>[]) =>
      Map.groupBy(events, (event) => event['customer_id']);
    expect(unsent.length).toBeGreaterThan(0);
    expect(byCustomer(written)).toEqual(byCustomer(unsent));
    expect(deliveries).toBe(unsent.length + failed.size);
    await startProcess();
  },
  timeoutMs,
);

test(
  'the process is killed between hold and capture: one hold is captured once, the other ends by itself',
  async () => {
    const heldOf = async () => {
      const [row] = await database.write.execute<{ minor: string }>(sql`
        select held_minor::text as minor from ledger_accounts where owner_id = ${castUuid(1)} and code = 'wallet'`);
      return BigInt(row?.minor ?? 0);
    };
    const before = await heldOf();
    const orders = (await makePurchases(database, 2)).filter(({ customer }) => customer === 1);
    const amount = yuan('12.34');
    const holds = await Promise.all(
      orders.map(async ({ orderId, key }) => {
        const order = { payableType: 'ORDER', payableId: orderId, amount, captureMode: 'MANUAL' };
        const created = await send(
          'createPayment',
          { ...order, idempotencyKey: `${key}-hold` },
          liwei,
          'payment { id }',
        );
        const { id: paymentId } = created['payment'] as { readonly id: string };
        const hold = { paymentId, funding: 'WALLET', idempotencyKey: `${key}-pay` };
        await send('authorisePayment', hold, liwei);
        return hold;
      }),
    );
    const held = await heldOf();
    await restartProcess();
    const fields = 'payment { status }';
    for (const hold of holds) {
      const again = await send('authorisePayment', hold, liwei, fields);
      expect(again).toMatchObject({ userErrors: [], payment: { status: 'AUTHORISED' } });
    }
    expect([held, await heldOf()]).toEqual([before + 24_68n, before + 24_68n]);

    const capture = { paymentId: holds[0]?.paymentId, idempotencyKey: 'capture-once' };
    const unheard = sendOnce('capturePayment', capture, noodle).catch(() => null);
    await restartProcess();
    await unheard;
    for (let asked = 0; asked < 2; asked += 1) {
      const answer = await send('capturePayment', capture, noodle, fields);
      expect(answer).toMatchObject({ userErrors: [], payment: { status: 'CAPTURED' } });
    }
    expect(await heldOf()).toBe(before + 12_34n);

    await migrateJobs(databaseUrl, silentLogger);
    const later = movableClock(new Date(Date.now() + 8 * dayMs));
    const works = [expirePaymentJob];
    expect(await runDueJobs({ works, databaseUrl, database, clock: later, logger: silentLogger })).toEqual([]);
    // What the demo world held was overdue, too.
    expect(await heldOf()).toBe(0n);
    await checkInvariants('finance', database, finance.invariants);
  },
  timeoutMs,
);
