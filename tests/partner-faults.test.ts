import { demoSubjectId } from '@ecosystem/kit/subject-ids';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { accessesOf, operationOf, refusalsOf, sendTo } from './partner-requests.ts';
import { startWorld, transportKinds } from './world.ts';

const finances = operationOf('bank', 'CustomerFinances');
const variables = { subjectId: demoSubjectId(5, 1) };
/** Short, so that what hangs is noticed soon. */
const timeoutMs = 1_500;

describe.each(transportKinds)('a partner reads over subgraphs %s', async (kind) => {
  const world = await startWorld(kind, { partners: true, timeoutMs });
  afterAll(() => world[Symbol.asyncDispose]());
  const token = await world.token('partner', 'bank');
  const social = world.subgraphs.social.subgraph.database.write;
  const { database } = world;
  if (!database) throw new Error('The world has no partners.');
  const read = () =>
    sendTo<{ partnerView: unknown }>(world.url, { token, body: { documentId: finances.id, variables } });

  /** After each fault all is as it was. */
  afterEach(async () => {
    const answer = await read();
    expect(answer).toMatchObject({ status: 200, data: { partnerView: { walletBand: expect.any(String) } } });
    expect(await accessesOf(world, answer.requestId)).toMatchObject([{ is_granted: true }]);
  });

  async function expectNothing(code: string): Promise<string> {
    const answer = await read();
    expect([answer.status, answer.codes, answer.data], answer.text).toEqual([503, [code], null]);
    expect(answer.text).not.toMatch(/partnerView|walletBand|_TO_/);
    expect(answer.headers['cache-control']).toBe('no-store');
    return answer.requestId;
  }

  test('while social is down: nothing, and no other subgraph is asked', async () => {
    await world.stop('social');
    world.fetches.length = 0;
    const requestId = await expectNothing('CONSENT_UNAVAILABLE');
    expect(world.fetches.filter(({ subgraph }) => subgraph !== 'social')).toEqual([]);
    await world.resume('social');
    expect(await refusalsOf(world, requestId)).toMatchObject([{ code: 'CONSENT_UNAVAILABLE' }]);
  });

  test('while no row can be added to the access log: nothing, though all was read', async () => {
    await social.execute(sql`create function refuse_row() returns trigger language plpgsql as
      $$ begin raise exception 'The disk is full.'; end $$`);
    await social.execute(
      sql`create trigger broken before insert on access_log for each row execute function refuse_row()`,
    );
    world.fetches.length = 0;
    const requestId = await expectNothing('ACCESS_LOG_UNAVAILABLE');
    expect(world.fetches.map(({ subgraph }) => subgraph)).toContain('finance');
    await social.execute(sql`drop trigger broken on access_log`);
    await social.execute(sql`drop function refuse_row`);
    expect(await accessesOf(world, requestId)).toEqual([]);
    expect(await refusalsOf(world, requestId)).toMatchObject([{ code: 'ACCESS_LOG_UNAVAILABLE' }]);
  });

  test('while the access log is locked: nothing, as soon as the time is up', async () => {
    const client = postgres(world.subgraphs.social.databaseUrl, { max: 1 });
    const lock = await client.reserve();
    await lock`begin`;
    await lock`lock table access_log in access exclusive mode`;
    await expectNothing('ACCESS_LOG_UNAVAILABLE');
    await lock`rollback`;
    lock.release();
    await client.end();
  });

  test('while budgets cannot be counted: nothing, and nothing of the customer is asked', async () => {
    await database.pool.execute(sql`alter table budget_meters rename to meters_elsewhere`);
    world.fetches.length = 0;
    try {
      await expectNothing('BUDGET_UNAVAILABLE');
    } finally {
      await database.pool.execute(sql`alter table meters_elsewhere rename to budget_meters`);
    }
    // Where the partner stands may be asked meanwhile.
    expect(world.fetches.filter(({ query }) => !query.startsWith('query PartnerStanding'))).toEqual([]);
  });

  test('while finance is down: what the others gave, with the place of the rest, and a row', async () => {
    await world.stop('finance');
    const answer = await read();
    expect(answer).toMatchObject({ status: 200, data: { partnerView: { ...variables, walletBand: null } } });
    expect(new Set(answer.codes)).toEqual(new Set(['SUBGRAPH_UNAVAILABLE']));
    expect(await accessesOf(world, answer.requestId)).toMatchObject([{ is_granted: true }]);
    await world.resume('finance');
  });

  test('while refusals cannot be written: they are refused all the same', async () => {
    await database.pool.execute(sql`alter table partner_refusals rename to refusals_elsewhere`);
    const free = await sendTo(world.url, { token, body: { query: '{ __typename }' } });
    const unknown = await sendTo(world.url, {
      token,
      body: { documentId: finances.id, variables: { subjectId: demoSubjectId(6, 1) } },
    });
    await database.pool.execute(sql`alter table refusals_elsewhere rename to partner_refusals`);
    expect([free.status, free.codes, free.data]).toEqual([403, ['PERSISTED_QUERY_ONLY'], null]);
    expect([unknown.status, unknown.codes, unknown.data]).toEqual([503, ['ACCESS_LOG_UNAVAILABLE'], null]);
  });
});
