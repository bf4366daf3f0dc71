import { movableClock } from '@ecosystem/kit/clock';
import { castId, seedNow } from '@ecosystem/kit/world';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Attack, hiding, idlePartners, openScene, type Row, type Scene, shopId } from './attacks/attack.ts';
import { customerAttacks } from './attacks/customers.ts';
import { documentAttacks } from './attacks/documents.ts';
import { tokenAttacks } from './attacks/tokens.ts';
import { accessesOf, brokenChainsOf, refusalsOf, sendTo } from './partner-requests.ts';
import { startWorld, transportKinds, type World } from './world.ts';

/** What no answer to a partner may hold: ids of customers, whoever they are, and what is behind the customer's view. */
const idOfCustomer = /cus_[0-7][0-9a-z]{25}/;

/** The customer's plates and the ids of vehicles and orders, as the customer sees them. */
async function listSecrets({ world, customer }: Scene): Promise<string[]> {
  const { data } = await world.ask(
    '{ me { id auto { vehicles { id plate } } commerce { orders { nodes { id } } } } }',
    { token: customer },
  );
  const texts = [...JSON.stringify(data).matchAll(/"(?:id|plate)":"([^"]+)"/g)].map(([, text]) => text ?? '');
  expect(texts[0]).toMatch(idOfCustomer);
  expect(texts.length).toBeGreaterThan(4);
  return texts;
}

/** The shop publishes an operation that hides fields, and partners that are not live have operations from better days. */
async function publish(world: World, scene: Scene): Promise<void> {
  const published = await sendTo(world.url, {
    token: scene.shop,
    path: `/partners/${shopId}/operations`,
    body: { [hiding.id]: hiding.body },
  });
  expect(published.status, published.text).toBe(200);
  const { database } = world;
  if (!database) throw new Error('The world has no partners.');
  for (const partnerId of Object.values(idlePartners)) {
    await database.pool.execute(
      sql`insert into partner_releases select ${partnerId}, number, published_at, published_by, format
        from partner_releases where partner_id = ${shopId}`,
    );
    await database.pool.execute(
      sql`insert into partner_operations select ${partnerId}, document_id, text, sha256, name, kind, description, consent_scopes,
          oauth_scopes, estimated_cost, needs_subject, first_release, last_release, published_at
        from partner_operations where partner_id = ${shopId}`,
    );
    await database.notify('partner_operations', JSON.stringify({ partnerId, change: partnerId }));
  }
  const list = async (partnerId: string) => {
    const { text } = await sendTo(world.url, {
      method: 'GET',
      token: scene.operator,
      path: `/partners/${partnerId}/operations`,
    });
    return text;
  };
  await vi.waitFor(async () =>
    expect((await Promise.all(Object.values(idlePartners).map(list))).join()).not.toContain('"operations":[]'),
  );
}

async function expectRow(world: World, requestId: string, row: Row): Promise<void> {
  const [accesses, refusals] = await Promise.all([accessesOf(world, requestId), refusalsOf(world, requestId)]);
  const partnerId = ('partnerId' in row && row.partnerId) || shopId;
  if (row.log === 'none') expect([accesses, refusals]).toEqual([[], []]);
  else if (row.log === 'refusals') {
    const { code, documentId, operationName } = row;
    expect(accesses).toEqual([]);
    const known = {
      ...(documentId !== undefined && { documentId }),
      ...(operationName !== undefined && { operationName }),
    };
    expect(refusals).toMatchObject([{ partnerId, code, ...known }]);
  } else {
    expect(refusals).toEqual([]);
    expect(accesses).toMatchObject([
      { actor: `partner ${partnerId}`, operation_name: row.operationName, is_granted: row.log === 'granted' },
    ]);
    const named = JSON.stringify(accesses[0]?.fields);
    if (row.log === 'granted') for (const field of row.without) expect(named).not.toContain(field);
  }
}

describe.each(transportKinds)('over subgraphs %s, a partner gets nothing by', async (kind) => {
  const clock = movableClock(seedNow);
  const world = await startWorld(kind, { partners: true, clock });
  afterAll(() => world[Symbol.asyncDispose]());
  let scene: Scene;
  let secrets: readonly string[];
  beforeAll(async () => {
    scene = await openScene(world, clock);
    secrets = await listSecrets(scene);
    await publish(world, scene);
  });

  test.each([...documentAttacks, ...customerAttacks, ...tokenAttacks].map((attack) => [attack.name, attack] as const))(
    '%s',
    async (_, { request, status, code, data, row }: Attack) => {
      const answer = await sendTo(world.url, await request(scene));

      expect([answer.status, ...new Set(answer.codes)], answer.text).toEqual([
        status,
        ...(code === null ? [] : [code]),
      ]);
      if (data === undefined) expect(answer.data).toBeNull();
      else expect(answer.data).toMatchObject(data as object);
      expect(answer.text).not.toMatch(idOfCustomer);
      expect(secrets.filter((secret) => answer.text.includes(secret))).toEqual([]);
      await expectRow(world, answer.requestId, row);
    },
  );

  test('all of these together: the chains of the access log are whole', async () => {
    expect(await brokenChainsOf(world)).toEqual([]);
  });

  const view = 'partnerView(subjectId: $s) { displayName }';
  test.each([
    ['for another partner', castId('par', 5), 'shop', `query V($s: ID!) { ${view} }`, 403, 'FORBIDDEN'],
    ['that reads two customers', shopId, 'shop', `query V($s: ID!) { ${view} b: ${view} }`, 400, 'MULTIPLE_CUSTOMERS'],
    [
      'whose name no log can hold',
      shopId,
      'shop',
      `query ${'V'.repeat(201)}($s: ID!) { ${view} }`,
      400,
      'OPERATION_TOO_LARGE',
    ],
    ['that reads the caller', shopId, 'shop', 'query V { me { id } }', 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['that reads a customer', shopId, 'shop', 'query V { customer(id: "x") { id } }', 400, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'that asks where it stands',
      shopId,
      'shop',
      `query V { partnerStanding(partnerId: "${shopId}") { status } }`,
      400,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'that asks whose view it is',
      shopId,
      'shop',
      'query V($s: ID!) { partnerView(subjectId: $s) { customerRef } }',
      400,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'that reads the schema',
      shopId,
      'shop',
      'query V { __schema { types { name } } }',
      400,
      'INTROSPECTION_NOT_ALLOWED',
    ],
    [
      'that needs a scope which the partner may not ask for',
      shopId,
      'shop',
      'query V($s: ID!) { partnerView(subjectId: $s) { walletBand } }',
      400,
      'SCOPE_NOT_ALLOWED',
    ],
    ['while it is suspended', idlePartners.SUSPENDED, 'idle', `query V($s: ID!) { ${view} }`, 409, 'PARTNER_NOT_LIVE'],
    [
      'for another partner, with the scope of operators',
      castId('par', 5),
      'reviewer',
      `query V($s: ID!) { ${view} }`,
      403,
      'FORBIDDEN',
    ],
  ])('publishing an operation %s', async (_, partnerId, who, text, status, code) => {
    const tokens: Record<string, string> = {
      shop: scene.shop,
      idle: await world.sign({ sub: idlePartners.SUSPENDED, scope: 'partner:manage' }),
      reviewer: await world.sign({ sub: shopId, scope: 'partner:manage partner:review' }),
    };
    const answer = await sendTo(world.url, {
      token: tokens[who] ?? '',
      path: `/partners/${partnerId}/operations`,
      body: { published: text },
    });
    expect([answer.status, ...answer.codes], answer.text).toEqual([status, code]);
    const asked = await sendTo(world.url, { token: scene.shop, body: { documentId: 'published' } });
    expect(asked.codes).toEqual(['PERSISTED_QUERY_NOT_IN_LIST']);
  });
});
