import { isDeepStrictEqual } from 'node:util';
import { partnerRefusals } from '@ecosystem/gateway/database/tables-refusals';
import { formatId, type Uuid } from '@ecosystem/kit/ids';
import { demoSubjectId } from '@ecosystem/kit/subject-ids';
import { castId, castUuid } from '@ecosystem/kit/world';
import { desc, eq, sql } from 'drizzle-orm';
import { afterAll, describe, expect, test } from 'vitest';
import { connectAgent } from './mcp-agent.ts';
import { startWorld } from './world.ts';

const world = await startWorld('in-process', { partners: true });
/** One where two calls use the budget up. */
const small = await startWorld('in-process', {
  partners: { budget: { quota: 20, windowS: 60, burst: 0, ceiling: 1_000 } },
});
afterAll(() => Promise.all([world, small].map((each) => each[Symbol.asyncDispose]())));

const shop = { id: castId('par', 6), liwei: demoSubjectId(6, 1) };
const connect = async (partner: string) => connectAgent(world, await world.token('partner', partner));

/** A token as a customer's authorization leads to: of the partner, for one customer and one consent. */
const boundToken = (partner: number, customer: number, consentId: string) =>
  world.sign({
    sub: demoSubjectId(partner, customer),
    client_id: castId('par', partner),
    consent_id: consentId,
    scope: 'partner:read',
  });

/** How often @liwei sees this read of @shop in the access log. The clock of a world stands still, so no row is the last. */
async function countReads(operationName: string, isGranted: boolean): Promise<number> {
  interface Row {
    readonly actor: string;
    readonly operationName: string;
    readonly isGranted: boolean;
  }
  const { data } = await world.ask<{ me: { accessLog: { nodes: Row[] } } }>(
    '{ me { accessLog(first: 100) { nodes { actor operationName isGranted } } } }',
    { token: await world.token('customer') },
  );
  const wanted = { actor: `partner ${shop.id}`, operationName, isGranted };
  return (data?.me.accessLog.nodes ?? []).filter((row) => isDeepStrictEqual(row, wanted)).length;
}

async function readRefusal(partnerId: string) {
  const [last] = await (world.database?.pool ?? expect.fail('A world with partners has a database.'))
    .select({ code: partnerRefusals.code, documentId: partnerRefusals.documentId })
    .from(partnerRefusals)
    .where(eq(partnerRefusals.partnerId, partnerId))
    .orderBy(desc(partnerRefusals.occurredAt))
    .limit(1);
  return last;
}

async function revoke(customer: string, consentId: string) {
  const { data } = await world.ask<{ revokeConsent: { userErrors: unknown[] } }>(
    'mutation Revoke($input: RevokeConsentInput!) { revokeConsent(input: $input) { userErrors { message } } }',
    {
      token: await world.token('customer', customer),
      variables: { input: { consentId, idempotencyKey: crypto.randomUUID() } },
    },
  );
  expect(data?.revokeConsent.userErrors).toEqual([]);
}

/** Every consent in force that a partner was given. */
async function consentsOf(partner: number) {
  const rows = await world.subgraphs.social.subgraph.database.write.execute<{ id: Uuid; customer_id: Uuid }>(
    sql`select id, customer_id from consents where partner_id = ${castUuid(partner)} and status = 'AUTHORISED'`,
  );
  return [...rows].map((row) => ({ consentId: formatId('cns', row.id), customer: formatId('cus', row.customer_id) }));
}

describe('the tools of a token', () => {
  test.each([
    ['shop', ['AskForConsent', 'CustomerOrders', 'OwnMiniPrograms', 'OwnPartner']],
    ['bank', ['AskForConsent', 'CustomerFinances', 'OwnPartner']],
    ['hospital', ['AskForConsent', 'OwnPartner', 'PatientPrescriptions']],
  ])('are the operations of its partner that customers consented to: %s', async (partner, names) => {
    await using agent = await connect(partner);
    expect(await agent.toolNames()).toEqual(names);
  });

  test('say what they read, what they need and what they take', async () => {
    await using agent = await connect('shop');
    const orders = (await agent.tools()).find(({ name }) => name === 'CustomerOrders');
    expect(orders).toEqual({
      name: 'CustomerOrders',
      title: 'Customer orders',
      description:
        "Reads a customer's name and city and the orders placed last, one page at a time, newest first. Reads one customer, " +
        'under a consent to ORDERS_READ, PROFILE_BASIC; the customer sees each read in the access log.',
      inputSchema: {
        type: 'object',
        properties: {
          subjectId: { type: 'string', description: "The partner's own name for the customer." },
          consentId: {
            type: 'string',
            description: 'Which consent, if the customer gave several; the newest in force if left out.',
          },
          first: { type: 'integer', description: 'How many to return, 1 to 100.', default: 20 },
          after: { type: 'string', description: 'Return what follows this cursor.' },
        },
        required: ['subjectId'],
        additionalProperties: false,
      },
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    });
  });

  test('without a scope are those that need none', async () => {
    await using agent = await connectAgent(world, await world.tokenWith(castId('par', 4), []));
    const names = await agent.toolNames();
    expect(names).toContain('ConsentRules');
    expect(names).not.toContain('StudentProfile');
    expect(names).not.toContain('AskForConsent');
    const refused = await agent.call('StudentProfile', { subjectId: demoSubjectId(4, 1) });
    expect(refused).toMatchObject({ isError: true, structured: { code: 'FORBIDDEN' } });
  });

  test('are all that is offered, and the agent is told who the partner is', async () => {
    await using agent = await connect('shop');
    expect(agent.client.getServerCapabilities()).toEqual({ tools: {} });
    expect(agent.client.getServerVersion()).toMatchObject({ name: 'ecosystem-supergraph' });
    expect(agent.client.getInstructions()).toContain(shop.id);
  });
});

describe('a call', () => {
  test('gives the data, what it cost and what is left, and the customer sees it in the access log', async () => {
    await using agent = await connect('shop');
    const seen = await countReads('CustomerOrders', true);
    const first = await agent.call('CustomerOrders', { subjectId: shop.liwei, first: 1 });
    const second = await agent.call('CustomerOrders', { subjectId: shop.liwei, first: 1 });

    expect(first).toMatchObject({
      isError: false,
      structured: { partnerView: { displayName: '小伟', orders: { nodes: [{ itemCount: expect.any(Number) }] } } },
      meta: { cost: { estimated: expect.any(Number), actual: 9 }, budget: { quota: 60_000, windowS: 60 } },
    });
    expect(JSON.parse(first.text)).toEqual(first.structured);
    const left = ({ meta }: typeof first) => (meta['budget'] as { remaining: number }).remaining;
    expect(left(first) - left(second)).toBe(9);
    expect(await countReads('CustomerOrders', true)).toBe(seen + 2);
  });

  test.each([
    ['that lacks one', {}, 'BAD_USER_INPUT'],
    ['of the wrong kind', { subjectId: shop.liwei, first: 'many' }, 'BAD_USER_INPUT'],
    ['that nobody knows', { subjectId: shop.liwei, last: 1 }, 'BAD_USER_INPUT'],
  ])('with arguments %s is refused', async (_, args, code) => {
    await using agent = await connect('shop');
    expect(await agent.call('CustomerOrders', args)).toMatchObject({
      isError: true,
      structured: { code },
      text: expect.stringMatching(/^BAD_USER_INPUT: ./),
    });
  });

  test('for a customer who means nobody to the partner has no data, and the error is a result', async () => {
    await using agent = await connect('shop');
    const refused = await agent.call('CustomerOrders', { subjectId: demoSubjectId(5, 1) });
    expect(refused).toMatchObject({
      isError: true,
      structured: { data: { partnerView: null }, errors: [{ extensions: { code: 'CONSENT_REQUIRED' } }] },
    });
    expect(await readRefusal(shop.id)).toMatchObject({ code: 'CONSENT_REQUIRED' });
  });

  test.each([
    ['of another partner', 'PatientPrescriptions'],
    ['that is nobody’s', 'DropTables'],
  ])('of a tool %s is an error of the protocol, and a row of the log of refusals', async (_, name) => {
    await using agent = await connect('shop');
    await expect(agent.call(name, { subjectId: shop.liwei })).rejects.toMatchObject({
      code: -32_602,
      message: expect.stringContaining(`There is no tool "${name}".`),
    });
    expect(await readRefusal(shop.id)).toEqual({ code: 'PERSISTED_QUERY_NOT_IN_LIST', documentId: name });
    expect(await countReads(name, false)).toBe(0);
  });

  test('by the document id of an operation is none of a tool', async () => {
    await using agent = await connect('shop');
    const { rows = [] } = await listPublished(shop.id);
    const id = rows.find(({ name }) => name === 'CustomerOrders')?.documentId ?? expect.fail('It is not published.');
    await expect(agent.call(id, { subjectId: shop.liwei })).rejects.toMatchObject({ code: -32_602 });
  });

  test('of a tool that no customer consented to is refused, though it is the partner’s own, and the customer sees it', async () => {
    await using agent = await connect('shop');
    const refused = await agent.call('CustomerContact', { subjectId: shop.liwei });
    expect(refused).toMatchObject({ isError: true, structured: { code: 'CONSENT_REQUIRED' } });
    expect(await countReads('CustomerContact', false)).toBe(1);
  });

  test('can be one of 20 at once', async () => {
    await using agent = await connect('shop');
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        index % 2 === 0
          ? agent.call('CustomerOrders', { subjectId: shop.liwei, first: 1 })
          : agent.call('OwnPartner', { id: shop.id }),
      ),
    );
    const seen = answers.map(({ structured }) => Object.keys(structured).join());
    expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 'partnerView' : 'partner')));
  });
});

async function listPublished(partnerId: string) {
  const response = await fetch(`${world.url}/partners/${partnerId}/operations`, {
    headers: { authorization: `Bearer ${await world.tokenWith(partnerId, ['partner:read'])}` },
  });
  const body = (await response.json()) as { operations: { name: string; documentId: string }[] };
  return { rows: body.operations };
}

describe('a token of one customer’s authorization', () => {
  const orders = async (agent: Awaited<ReturnType<typeof connect>>) => agent.call('CustomerOrders', { first: 1 });

  test('needs no name of the customer, reads nobody else, and ends with the consent', async () => {
    const consent = (await consentsOf(6)).find(({ customer }) => customer === castId('cus', 1));
    const { consentId } = consent ?? expect.fail('@liwei has a consent with @shop.');
    await using agent = await connectAgent(world, await boundToken(6, 1, consentId));

    const tool = (await agent.tools()).find(({ name }) => name === 'CustomerOrders');
    expect(Object.keys(tool?.inputSchema.properties ?? {})).toEqual(['first', 'after']);
    expect(tool?.description).toContain('the customer who gave this token');
    expect(await orders(agent)).toMatchObject({ structured: { partnerView: { subjectId: shop.liwei, consentId } } });
    for (const name of ['subjectId', 'consentId']) {
      const refused = await agent.call('CustomerOrders', { [name]: demoSubjectId(6, 2) });
      expect(refused).toMatchObject({ isError: true, structured: { code: 'BAD_USER_INPUT' } });
    }

    await revoke('liwei', consentId);
    expect(await agent.toolNames()).not.toContain('CustomerOrders');
    expect(await orders(agent)).toMatchObject({ isError: true, structured: { code: 'CONSENT_REQUIRED' } });
    expect(await countReads('CustomerOrders', false)).toBe(1);
  });
});

test('a tool disappears with the last consent that covers it, and a call of it is refused', async () => {
  await using agent = await connect('hospital');
  expect(await agent.toolNames()).toContain('PatientPrescriptions');
  for (const { customer, consentId } of await consentsOf(2)) await revoke(customer, consentId);

  expect(await agent.toolNames()).toEqual(['AskForConsent', 'OwnPartner']);
  const refused = await agent.call('PatientPrescriptions', { subjectId: demoSubjectId(2, 1) });
  expect(refused).toMatchObject({ isError: true, structured: { code: 'CONSENT_REQUIRED' } });
});

test('a budget that is used up is said with the seconds to wait, for calls and for the list', async () => {
  await using agent = await connectAgent(small, await small.token('partner', 'shop'));
  const call = () => agent.call('CustomerOrders', { subjectId: shop.liwei, first: 1 });

  expect(await call()).toMatchObject({ isError: false, meta: { budget: { quota: 20 } } });
  expect(await call()).toMatchObject({ isError: false });
  expect(await call()).toMatchObject({
    isError: true,
    structured: { code: 'RATE_LIMITED', retryAfterS: expect.any(Number) },
    text: expect.stringMatching(/^RATE_LIMITED: .* ask again in \d+ s\.$/),
  });
  await agent.tools();
  await agent.tools();
  await expect(agent.tools()).rejects.toMatchObject({
    data: { code: 'RATE_LIMITED', retryAfterS: expect.any(Number) },
  });
});
