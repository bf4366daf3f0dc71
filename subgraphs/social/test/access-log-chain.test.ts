import { checkInvariants } from '@ecosystem/kit/invariants';
import { openTestSubgraph, type TestSubgraph } from '@ecosystem/kit/testing';
import { castId, castUuid } from '@ecosystem/kit/world';
import { type SQL, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { social, verifyAccessLog } from '../src/index.ts';
import { grant, record } from './partner-world.ts';

const day = '2026-11-01';
const ofLiwei = sql`customer_id = ${castUuid(1)} and day = ${day}`;

let world: TestSubgraph;
beforeAll(async () => {
  world = await openTestSubgraph(social);
  const { consentId, subjectId } = await grant(world, 6, 1, ['PROFILE_BASIC']);
  // One after the other: a chain of four rows, on the day on which the demo world stands.
  for (const operationName of ['First', 'Second', 'Third', 'Fourth']) {
    await record(world, { subjectId, consentId, operationName });
  }
});
afterAll(() => world[Symbol.asyncDispose]());

/** Carried out of the transaction, which it rolls back. */
const undone = new Error('The test undoes what it did.');

/** What the check finds after an attack by somebody who has the database: with triggers off, in a transaction that is undone. */
async function breaksAfter(...attack: readonly SQL[]): Promise<(readonly [seq: number | null, problem: string])[]> {
  const { database } = world.subgraph;
  let found: (readonly [number | null, string])[] = [];
  const work = database.write.transaction(async (transaction) => {
    await transaction.execute(sql`set local session_replication_role = replica`);
    for (const statement of attack) await transaction.execute(statement);
    const breaks = await verifyAccessLog({ ...database, read: transaction }, castUuid(1));
    expect(breaks.every(({ customerId }) => customerId === castUuid(1))).toBe(true);
    found = breaks.map(({ seq, problem }) => [seq, problem] as const);
    throw undone;
  });
  await expect(work).rejects.toBe(undone);
  return found;
}

test('the chains are whole', async () => {
  expect(await verifyAccessLog(world.subgraph.database)).toEqual([]);
  expect(await breaksAfter()).toEqual([]);
});

const seal = sql`update access_log l set hash = access_log_seal(l) where ${ofLiwei}`;

describe('a row', () => {
  test.each<readonly [string, SQL]>([
    ['operation', sql`operation_name = 'Nothing'`],
    ['fields', sql`fields = '{}'`],
    ['scopes', sql`scopes = '{PROFILE_BASIC,CONTACT_PHONE}'`],
    ['decision', sql`is_granted = false`],
    ['actor', sql`actor = ${`partner ${castId('par', 5)}`}`],
    ['partner', sql`partner_id = ${castUuid(5)}`],
    ['consent', sql`consent_id = gen_random_uuid()`],
    ['time', sql`occurred_at = occurred_at + interval '1 millisecond'`],
    ['id', sql`id = gen_random_uuid()`],
    ['request', sql`request_id = 'another'`],
  ])('with another %s shows', async (_, change) => {
    expect(await breaksAfter(sql`update access_log set ${change} where ${ofLiwei} and seq = 2`)).toEqual([
      [2, 'CHANGED'],
    ]);
  });

  test('that was changed and sealed again no longer fits to the row behind it', async () => {
    const change = sql`update access_log set operation_name = 'Nothing' where ${ofLiwei} and seq = 2`;

    expect(await breaksAfter(change, seal)).toEqual([[3, 'UNLINKED']]);
  });

  test('that is given to another customer shows with both', async () => {
    const move = sql`update access_log set customer_id = ${castUuid(2)} where ${ofLiwei} and seq = 4`;

    expect(await breaksAfter(move)).toEqual([[null, 'HEAD']]);
  });

  test.each<readonly [string, number, [number | null, string][]]>([
    [
      'first',
      1,
      [
        [2, 'GAP'],
        [2, 'UNLINKED'],
        [null, 'HEAD'],
      ],
    ],
    [
      'middle',
      2,
      [
        [3, 'GAP'],
        [3, 'UNLINKED'],
        [null, 'HEAD'],
      ],
    ],
    ['last', 4, [[null, 'HEAD']]],
  ])('that is taken away shows: the %s', async (_, seq, found) => {
    expect(await breaksAfter(sql`delete from access_log where ${ofLiwei} and seq = ${seq}`)).toEqual(found);
  });

  test('that is taken away, with all behind it moved up and sealed again, shows', async () => {
    const moveUp = sql`update access_log set seq = seq - 1 where ${ofLiwei} and seq > 2`;
    const found = await breaksAfter(sql`delete from access_log where ${ofLiwei} and seq = 2`, moveUp, seal);

    expect(found).toEqual([
      [2, 'UNLINKED'],
      [3, 'UNLINKED'],
      [null, 'HEAD'],
    ]);
  });

  test('that is put at the end shows', async () => {
    const copy = sql`
      insert into access_log
      select (jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid(), 'seq', 5))).*
      from access_log l where ${ofLiwei} and seq = 4`;

    expect(await breaksAfter(copy)).toEqual([
      [5, 'CHANGED'],
      [5, 'UNLINKED'],
      [null, 'HEAD'],
    ]);
  });

  test('that changes places with another shows', async () => {
    const swap = [
      sql`update access_log set seq = 99 where ${ofLiwei} and seq = 2`,
      sql`update access_log set seq = 2 where ${ofLiwei} and seq = 3`,
      sql`update access_log set seq = 3 where ${ofLiwei} and seq = 99`,
    ];

    expect(await breaksAfter(...swap)).toEqual(
      expect.arrayContaining([
        [2, 'CHANGED'],
        [3, 'CHANGED'],
        [4, 'UNLINKED'],
      ]),
    );
  });
});

test('a day that is taken away as a whole shows on the next day', async () => {
  const earlier = sql`customer_id = ${castUuid(1)} and day = (select max(day) from access_log where customer_id = ${castUuid(1)} and day < ${day})`;

  const found = await breaksAfter(
    sql`delete from access_log_heads where ${earlier}`,
    sql`delete from access_log where ${earlier}`,
  );

  expect(found).toEqual([[1, 'UNLINKED']]);
});

test.each<readonly [string, string, SQL]>([
  ['changed', 'access_log_append_only', sql`update access_log set operation_name = 'Nothing' where ${ofLiwei}`],
  ['deleted', 'access_log_append_only', sql`delete from access_log where ${ofLiwei}`],
  ['emptied', 'access_log_append_only', sql`truncate access_log`],
  ['cut from its ends', 'access_log_heads_append_only', sql`delete from access_log_heads where ${ofLiwei}`],
  ['emptied of its ends', 'access_log_heads_append_only', sql`truncate access_log_heads`],
])('the database refuses that the log is %s', async (_, constraint, change) => {
  await expect(world.subgraph.database.write.execute(change)).rejects.toMatchObject({
    cause: { constraint_name: constraint },
  });
});

test('a broken chain breaks an invariant (C3)', async () => {
  const { database } = world.subgraph;
  await expect(checkInvariants('social', database, social.invariants)).resolves.toBeUndefined();
  await database.write.transaction(async (transaction) => {
    await transaction.execute(sql`set local session_replication_role = replica`);
    await transaction.execute(sql`delete from access_log where ${ofLiwei} and seq = 4`);
  });

  await expect(checkInvariants('social', database, social.invariants)).rejects.toThrow(
    'C3 the chains of the access log',
  );
  expect(await verifyAccessLog(database, castUuid(2))).toEqual([]);
});
