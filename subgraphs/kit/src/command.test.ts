import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { anonymous, type Caller, customerOf } from './caller.ts';
import { movableClock } from './clock.ts';
import { type CommandContext, type CommandRules, defineCommands, makeChange } from './command.ts';
import { defineContext } from './context.ts';
import { type Database, openDatabase } from './database.ts';
import { ensureDatabases } from './embedded-postgres.ts';
import { createVault } from './field-encryption.ts';
import { done, refused } from './result.ts';
import { customer, testDatabaseUrl } from './testing.ts';
import { createEventTables } from './testing-events.ts';
import { testFieldKeys } from './testing-keys.ts';
import { castUuid, seedNow } from './world.ts';

// A subgraph that sells notebooks: one row for each sale, and a number that everybody counts up.

type Code = 'SOLD_OUT' | 'SOLD_BEFORE';
type Queries = Record<never, never>;
type Context = CommandContext<Queries>;

interface SellInput {
  readonly idempotencyKey: string;
  readonly title: string;
  readonly copies?: number;
}

const clock = movableClock(seedNow);
const liwei = customer(1);
const wangfang = customer(2);
let database: Database;
let createContext: ReturnType<ReturnType<typeof defineContext<Queries>>>;

beforeAll(async () => {
  const name = `command_${process.pid}`;
  const url = testDatabaseUrl(name);
  await ensureDatabases(url, [name]);
  database = openDatabase({ url, applicationName: name, statementTimeoutMs: 10_000, writeConnections: 20 });
  await createEventTables(database);
  await database.write.execute(sql`create table idempotency_keys (
    caller_id text not null, mutation text not null, key text not null, input_hash text not null, response jsonb not null,
    expires_at timestamptz(3), created_at timestamptz(3) not null default now(), updated_at timestamptz(3) not null default now(),
    version int not null default 1, primary key (caller_id, mutation, key))`);
  await database.write.execute(sql`create table sales (
    id bigint generated always as identity primary key, title text not null constraint sales_title unique,
    copies int not null constraint sales_copies check (copies > 0), request_key text not null)`);
  createContext = defineContext<Queries>({})(database, createVault(testFieldKeys));
});
beforeEach(async () => {
  clock.moveTo(seedNow);
  await database.write.execute(sql`truncate sales, idempotency_keys, outbox`);
});
afterAll(() => database.close());

const command = defineCommands<Queries, Code>(async ({ caller }) =>
  customerOf(caller) === castUuid(9) ? refused('CUSTOMER_FROZEN', null, 'Your account is frozen.') : null,
);
const contextOf = (caller: Caller) => createContext({ caller, clock, requestId: 'test' });

async function insertSale({ title, copies = 1 }: SellInput, { pool, publish, requestKey }: Context): Promise<string> {
  publish({ topic: 'notebook.sold', customerId: castUuid(1), payload: { title } });
  const [sale] = await pool.execute<{ id: string }>(
    sql`insert into sales (title, copies, request_key) values (${title}, ${copies}, ${requestKey}) returning id`,
  );
  return sale?.id ?? '';
}

/** A command that sells, unless this says otherwise after the row is written. */
const selling = (after?: (input: SellInput, context: Context) => unknown, rules: CommandRules<Code> = {}) => {
  const sell = command('sell', rules, async (input: SellInput, context) => {
    const saleId = await insertSale(input, context);
    await after?.(input, context);
    return input.title === 'the last one' ? refused('SOLD_OUT', ['title'], 'It is sold out.') : done({ saleId });
  });
  return (input: Omit<SellInput, 'idempotencyKey'>, key = 'key-00001', caller = liwei) =>
    sell({ ...input, idempotencyKey: key }, contextOf(caller));
};

const ask = async (query: string) => [...(await database.write.execute(sql.raw(query)))];
const titles = async () => (await ask('select title from sales order by id')).map(({ title }) => title);
const storedKeys = async () => (await ask('select key from idempotency_keys order by key')).map(({ key }) => key);
const events = async () => (await ask("select payload->>'title' as title from outbox")).map(({ title }) => title);
const failWith = (code: string) =>
  sql`do ${sql.raw(`$$ begin raise exception 'made up' using errcode = '${code}'; end $$`)}`;

describe('the same key', () => {
  test('with the same input gets the stored answer, and changes nothing again', async () => {
    const sell = selling();
    const first = await sell({ title: 'red', copies: 2 });

    expect(first).toEqual(done({ saleId: expect.any(String) }));
    expect(await sell({ copies: 2, title: 'red' })).toEqual(first);
    expect([await titles(), await events()]).toEqual([['red'], ['red']]);
  });

  test('with another input is refused, and its answer stays', async () => {
    const sell = selling();
    const first = await sell({ title: 'red' });

    expect(await sell({ title: 'blue' })).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', path: ['idempotencyKey'] });
    expect(await sell({ title: 'red' })).toEqual(first);
    expect(await titles()).toEqual(['red']);
  });

  test('twenty times at the same moment is one change and one answer', async () => {
    const sell = selling();
    const answers = await Promise.all(Array.from({ length: 20 }, () => sell({ title: 'red' })));

    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect([await titles(), await events(), await storedKeys()]).toEqual([['red'], ['red'], ['key-00001']]);
  });

  test('at the same moment with two inputs is one of both', async () => {
    const sell = selling();
    const answers = await Promise.all(['red', 'blue', 'red', 'blue'].map((title) => sell({ title })));

    expect(answers.filter(({ ok }) => ok)).toHaveLength(2);
    expect(await titles()).toHaveLength(1);
  });

  test('of another caller or of another mutation is another request', async () => {
    const sell = selling();
    const give = command('give', {}, async (input: SellInput, context) =>
      done({ saleId: await insertSale(input, context) }),
    );

    await sell({ title: 'red' });
    await sell({ title: 'blue' }, 'key-00001', wangfang);
    await give({ title: 'green', idempotencyKey: 'key-00001' }, contextOf(liwei));

    expect(await titles()).toEqual(['red', 'blue', 'green']);
    expect(await ask('select request_key from sales order by id')).toEqual([
      { request_key: `${liwei.subject}:sell:key-00001` },
      { request_key: `${wangfang.subject}:sell:key-00001` },
      { request_key: `${liwei.subject}:give:key-00001` },
    ]);
  });

  test.each([
    ['for 72 hours', {}, new Date(seedNow.getTime() + 72 * 3_600_000).toISOString()],
    ['for ever where money moves', { movesMoney: true }, null],
  ])('is kept %s, for answers and refusals alike', async (_, rules, expiresAt) => {
    const sell = selling(undefined, rules);
    await sell({ title: 'red' });
    await sell({ title: 'the last one' }, 'key-00002');

    const rows = await database.write.execute<{ at: string | null }>(
      sql`select to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at from idempotency_keys`,
    );
    expect([...rows]).toEqual([{ at: expiresAt }, { at: expiresAt }]);
  });

  test.each(['', 'short-1', 'k'.repeat(65), 'with space', 'with\ttab', 'schlüssel'])(
    'that is %j is refused before anything happens',
    async (key) => {
      expect(await selling()({ title: 'red' }, key)).toMatchObject({ code: 'INVALID_INPUT', path: ['idempotencyKey'] });
      expect([await titles(), await storedKeys()]).toEqual([[], []]);
    },
  );

  test.each(['k'.repeat(8), 'k'.repeat(64), '!"#$%&\'()*+,-./~'])('may be %j', async (key) => {
    expect(await selling()({ title: 'red' }, key)).toMatchObject({ ok: true });
  });
});

describe('a refusal', () => {
  test('undoes what was written, events too, and is the answer from then on', async () => {
    const after = vi.fn();
    const sell = selling(after);
    const refusal = { ok: false, code: 'SOLD_OUT', path: ['title'], message: 'It is sold out.' };

    expect(await sell({ title: 'the last one' })).toEqual(refusal);
    expect(await sell({ title: 'the last one' })).toEqual(refusal);
    expect([await titles(), await events(), await storedKeys()]).toEqual([[], [], ['key-00001']]);
    expect(after).toHaveBeenCalledTimes(1);
  });

  test('is one answer also for twenty at the same moment', async () => {
    const sell = selling();
    const answers = await Promise.all(Array.from({ length: 20 }, () => sell({ title: 'the last one' })));

    expect(new Set(answers.map((answer) => !answer.ok && answer.code))).toEqual(new Set(['SOLD_OUT']));
    expect([await titles(), await storedKeys()]).toEqual([[], ['key-00001']]);
  });

  const soldBefore = refused('SOLD_BEFORE', ['title'], 'It was sold before.');

  test('is what a violated constraint means, where the command says so', async () => {
    const sell = selling(undefined, { constraints: { sales_title: soldBefore, sales_copies: soldBefore } });
    await sell({ title: 'red' });

    expect(await sell({ title: 'red' }, 'key-00002')).toEqual(soldBefore);
    expect(await sell({ title: 'blue', copies: 0 }, 'key-00003')).toEqual(soldBefore);
    expect(await sell({ title: 'red' }, 'key-00002')).toEqual(soldBefore);
    expect([await titles(), await storedKeys()]).toEqual([['red'], ['key-00001', 'key-00002', 'key-00003']]);
  });

  test('is what a constraint means that two break together', async () => {
    const sell = selling(undefined, { constraints: { sales_title: soldBefore } });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => sell({ title: 'red' }, `key-1000${index}`)),
    );

    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.filter((answer) => !answer.ok && answer.code === 'SOLD_BEFORE')).toHaveLength(9);
  });

  test('comes from the guard before the command runs', async () => {
    const after = vi.fn();
    expect(await selling(after)({ title: 'red' }, 'key-00001', customer(9))).toMatchObject({ code: 'CUSTOMER_FROZEN' });
    expect(after).not.toHaveBeenCalled();
    expect(await titles()).toEqual([]);
  });

  test('of a text with the character NUL names the input', async () => {
    expect(await selling()({ title: 'r\0d' })).toMatchObject({ ok: false, code: 'INVALID_INPUT' });
  });
});

describe('a conflict with another transaction', () => {
  test.each(['40001', '40P01'])('(%s) is tried again', async (code) => {
    const after = vi.fn(async (_: SellInput, { pool }: Context) => {
      if (after.mock.calls.length < 3) await pool.execute(failWith(code));
    });

    expect(await selling(after)({ title: 'red' })).toMatchObject({ ok: true });
    expect(after).toHaveBeenCalledTimes(3);
    expect([await titles(), await events()]).toEqual([['red'], ['red']]);
  });

  test('is given up after three times, and the same key may try again', async () => {
    let isBusy = true;
    const after = vi.fn(async (_: SellInput, { pool }: Context) => {
      if (isBusy) await pool.execute(failWith('40001'));
    });
    const sell = selling(after);

    expect(await sell({ title: 'red' })).toMatchObject({ ok: false, code: 'CONFLICT_RETRY' });
    expect(after).toHaveBeenCalledTimes(3);
    expect([await titles(), await events(), await storedKeys()]).toEqual([[], [], []]);
    isBusy = false;
    expect(await sell({ title: 'red' })).toMatchObject({ ok: true });
  });
});

describe('a fault', () => {
  test.each<readonly [string, (input: SellInput, context: Context) => unknown]>([
    ['of the code', () => Promise.reject(new TypeError('made up'))],
    ['of a statement', (_, { pool }) => pool.execute(sql`select 1 / 0`)],
    ['of a constraint that the command does not know', (input, context) => insertSale(input, context)],
  ])('%s stays an exception, and nothing is kept', async (_, after) => {
    let isBroken = true;
    const sell = selling((input, context) => (isBroken ? after(input, context) : undefined));

    await expect(sell({ title: 'red' })).rejects.toThrow();
    expect([await titles(), await events(), await storedKeys()]).toEqual([[], [], []]);
    isBroken = false;
    expect(await sell({ title: 'red' })).toMatchObject({ ok: true });
  });

  test('is what a mutation without a caller is', async () => {
    await expect(selling()({ title: 'red' }, 'key-00001', anonymous)).rejects.toThrow('A mutation needs a caller.');
  });
});

test('the events of a command are there with it, in order and at its time', async () => {
  await selling((_, { publish }) =>
    publish({ topic: 'notebook.packed', customerId: castUuid(2), payload: { title: 'red, packed' } }),
  )({ title: 'red' });

  expect(await ask('select topic, customer_id, sent_at, created_at from outbox order by position')).toEqual([
    { topic: 'notebook.sold', customer_id: castUuid(1), sent_at: null, created_at: expect.any(String) },
    { topic: 'notebook.packed', customer_id: castUuid(2), sent_at: null, created_at: expect.any(String) },
  ]);
});

test('a change that nobody asked for is whole or not at all', async () => {
  const change = (isBroken: boolean) =>
    makeChange({ database, clock }, async ({ pool, publish }) => {
      publish({ topic: 'notebook.lost', customerId: castUuid(1), payload: { title: 'red' } });
      await pool.execute(sql`insert into sales (title, copies, request_key) values ('red', 1, 'job')`);
      if (isBroken) throw new Error('made up');
      return 'lost';
    });

  await expect(change(true)).rejects.toThrow('made up');
  expect([await titles(), await events()]).toEqual([[], []]);
  expect(await change(false)).toBe('lost');
  expect([await titles(), await events()]).toEqual([['red'], ['red']]);
});
