import { operationUsage, partnerRefusals } from '@ecosystem/gateway/database/tables';
import { newId } from '@ecosystem/kit/ids';
import { castId } from '@ecosystem/kit/world';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readText } from './files.ts';
import { startOperatorWorld } from './operator-world.ts';

const bank = castId('par', 5);
const shop = castId('par', 6);
const rides = castId('par', 1);
const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date());
const contract = readText('schema/partner.graphql');
type Json = Record<string, unknown>;

const operators = await startOperatorWorld();
afterAll(() => operators[Symbol.asyncDispose]());
const { world, pool, ask } = operators;

describe('the door', () => {
  test.each([
    ['nobody', async () => null, 401, 'UNAUTHENTICATED'],
    ['a token that does not count', async () => 'x', 401, 'UNAUTHENTICATED'],
    ['a customer', () => world.token('customer'), 403, 'FORBIDDEN'],
    ['a partner', () => world.token('partner'), 403, 'FORBIDDEN'],
    ['a partner with the scope of operators', () => world.tokenWith(bank, ['partner:review']), 403, 'FORBIDDEN'],
  ])('is closed for %s', async (_, token, status, code) => {
    expect(await ask('{ partners { nodes { id } } }', { token: await token() })).toMatchObject({
      status,
      errors: [{ extensions: { code } }],
    });
  });

  test.each([
    ['a text that is none', '{', 'GRAPHQL_PARSE_FAILED'],
    ['a field that is none', '{ customers { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['several operations and no name', 'query A { __typename } query B { __typename }', 'OPERATION_RESOLUTION_FAILURE'],
    ['a page that is too large', '{ partners(first: 101) { nodes { id } } }', 'BAD_USER_INPUT'],
    ['an id that is none', '{ partner(id: "x") { id } }', 'BAD_USER_INPUT'],
    ['a variable that does not fit', 'query($id: ID!) { partner(id: $id) { id } }', 'BAD_USER_INPUT'],
    [
      'too many aliases',
      `{ ${Array.from({ length: 31 }, (_, at) => `a${at}: __typename`).join(' ')} }`,
      'OPERATION_TOO_LARGE',
    ],
  ])('refuses %s', async (_, query, code) => {
    expect(await ask(query)).toMatchObject({ errors: [{ extensions: { code } }] });
  });

  test('refuses a body that is no operation, and one that is too large', async () => {
    expect(await ask('', { body: '[]' })).toMatchObject({
      status: 400,
      errors: [{ extensions: { code: 'BAD_REQUEST' } }],
    });
    const large = JSON.stringify({ query: ' '.repeat(4_000_001) });
    expect(await ask('', { body: large })).toMatchObject({
      status: 413,
      errors: [{ extensions: { code: 'OPERATION_TOO_LARGE' } }],
    });
  });

  test('lets operators look at the schema', async () => {
    const answer = await ask('{ __schema { mutationType { fields { name } } } }');
    expect(JSON.stringify(answer)).toContain('rotateClientSecret');
  });
});

describe('an operator reads', () => {
  beforeAll(async () => {
    const at = new Date();
    const latencies = Array.from({ length: 27 }, (_, place) => (place === 2 ? 20 : 0));
    const facts = { partnerId: rides, calls: 20, errors: 2, cost: 90, latencies, lastUsedAt: at };
    await pool.insert(operationUsage).values([
      { ...facts, documentId: 'gone', day: today },
      { ...facts, documentId: 'gone', day: '2026-01-01' },
    ]);
    const refusals = [1, 2, 3].map((number) => {
      const occurredAt = new Date(at.getTime() - number * 1_000);
      const request = { documentId: null, operationName: null, requestId: `request ${number}` };
      return { partnerId: rides, id: newId(occurredAt), occurredAt, code: 'PERSISTED_QUERY_ONLY', ...request };
    });
    await pool.insert(partnerRefusals).values(refusals);
  });

  test('all partners, page by page, with what they use', async () => {
    const query = `query($after: String) { partners(first: 4, after: $after, status: [LIVE]) {
      nodes { id name kind industry status allowedScopes onboardedAt operationCount callsToday budget { quota isDefault } }
      pageInfo { hasNextPage endCursor } } }`;
    const nodes: Json[] = [];
    let after: unknown = null;
    do {
      const { data, errors } = await ask(query, { variables: { after } });
      expect(errors).toBeUndefined();
      const page = data?.['partners'] as { nodes: Json[]; pageInfo: Json };
      nodes.push(...page.nodes);
      after = page.pageInfo['hasNextPage'] ? page.pageInfo['endCursor'] : null;
    } while (after !== null);

    expect(nodes.length).toBeGreaterThan(5);
    expect(nodes.find(({ id }) => id === rides)).toMatchObject({
      kind: 'MOBILITY',
      industry: 'TRANSPORTATION',
      status: 'LIVE',
      operationCount: 4,
      callsToday: 20,
      budget: { quota: 60_000, isDefault: true },
    });
    expect(nodes.find(({ id }) => id === shop)).toMatchObject({ callsToday: 0 });
  });

  test('what a partner may ask, published, used and was refused', async () => {
    const { data, errors } = await ask(
      `query($id: ID!) { partner(id: $id) {
        client { method }
        operations(first: 2) { nodes { documentId name kind consentScopes estimatedCost release publishedAt usage { calls } } pageInfo { hasNextPage } }
        usage { nodes { day documentId operation calls errors cost p95Ms lastUsedAt } }
        all: usage(from: "2026-01-01", first: 1) { nodes { day } pageInfo { hasNextPage endCursor } }
        refusals(first: 2) { nodes { occurredAt code requestId } pageInfo { hasNextPage endCursor } }
        releases { nodes { number publishedBy format operationCount } }
        actions { nodes { action } } } }`,
      { variables: { id: rides } },
    );
    expect(errors).toBeUndefined();
    const partner = data?.['partner'] as Record<string, { nodes: Json[]; pageInfo: Json }>;
    expect(partner['operations']).toMatchObject({
      nodes: [
        { name: 'AskForConsent', kind: 'mutation', release: 1, usage: { calls: 0 } },
        { name: 'OwnMiniPrograms', kind: 'query' },
      ],
      pageInfo: { hasNextPage: true },
    });
    expect(partner['usage']?.nodes).toMatchObject([
      { day: today, documentId: 'gone', operation: 'gone', calls: 20, errors: 2, cost: 90, p95Ms: 3 },
    ]);
    expect(partner['all']).toMatchObject({ nodes: [{ day: today }], pageInfo: { hasNextPage: true } });
    expect(partner['refusals']).toMatchObject({
      nodes: [{ requestId: 'request 1' }, { requestId: 'request 2' }],
      pageInfo: { hasNextPage: true },
    });
    expect(partner['releases']?.nodes).toMatchObject([{ number: 1, operationCount: 4 }]);

    const rest = await ask(
      'query($id: ID!, $u: String, $r: String) { partner(id: $id) { usage(from: "2026-01-01", after: $u) { nodes { day } } refusals(after: $r) { nodes { requestId } } } }',
      {
        variables: {
          id: rides,
          u: partner['all']?.pageInfo['endCursor'],
          r: partner['refusals']?.pageInfo['endCursor'],
        },
      },
    );
    expect(rest.data?.['partner']).toEqual({
      usage: { nodes: [{ day: '2026-01-01' }] },
      refusals: { nodes: [{ requestId: 'request 3' }] },
    });
  });

  test('nothing of a partner that is not there', async () => {
    expect(await ask(`{ partner(id: "${castId('par', 999)}") { id } }`)).toMatchObject({ data: { partner: null } });
  });

  test('which operations a contract would break, and how much they are used', async () => {
    const query =
      'query($sdl: String!) { brokenOperations(partnerSchema: $sdl) { partner { name } name reasons usage { calls } } }';
    const whole = await ask(query, { variables: { sdl: contract } });
    expect(whole).toEqual({ status: 200, data: { brokenOperations: [] } });
    const broken = await ask(query, { variables: { sdl: contract.replace('walletBand: ', 'wealthBand: ') } });
    expect(broken.errors).toBeUndefined();
    expect(broken.data?.['brokenOperations']).toEqual([
      {
        partner: { name: expect.any(String) },
        name: 'CustomerFinances',
        reasons: [expect.stringContaining('Cannot query field "walletBand" on type "PartnerCustomerView"')],
        usage: { calls: 0 },
      },
      expect.objectContaining({ name: 'PartnerUnderConsent' }),
    ]);
    expect(await ask(query, { variables: { sdl: 'type {' } })).toMatchObject({
      errors: [{ message: expect.stringContaining('no schema'), extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });
});
