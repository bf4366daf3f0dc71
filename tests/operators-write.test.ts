import { operationUsage, partnerBudgets } from '@ecosystem/gateway/database/tables';
import { castId } from '@ecosystem/kit/world';
import { afterAll, describe, expect, test } from 'vitest';
import { readText } from './files.ts';
import { startOperatorWorld } from './operator-world.ts';

const bank = castId('par', 5);
const shop = castId('par', 6);
const rides = castId('par', 1);
const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date());
type Json = Record<string, unknown>;

const operators = await startOperatorWorld();
afterAll(() => operators[Symbol.asyncDispose]());
const { world, pool, ask, mutate, actionsOf } = operators;

describe('an operator', () => {
  const text = 'query Own($id: ID!) { partner(id: $id) { name } }';

  test('publishes and takes back for a partner, and is told every reason why not', async () => {
    const released = 'release { number operations { documentId name isNew } workersReady workersAsked }';
    const published = await mutate(
      'publishOperations',
      { partnerId: shop, manifest: JSON.stringify({ own: text }) },
      released,
    );
    expect(published).toMatchObject({
      release: { number: 2, operations: [{ documentId: 'own', name: 'Own', isNew: true }], workersReady: 1 },
      userErrors: [],
    });
    const wrong = { a: '{', b: 'query B { me { id } }' };
    expect(
      await mutate('publishOperations', { partnerId: shop, manifest: JSON.stringify(wrong) }, released),
    ).toMatchObject({
      release: null,
      userErrors: [
        { code: 'GRAPHQL_PARSE_FAILED', documentId: 'a' },
        { code: 'GRAPHQL_VALIDATION_FAILED', documentId: 'b' },
      ],
    });
    expect(await mutate('publishOperations', { partnerId: shop, manifest: '{' }, released)).toMatchObject({
      userErrors: [{ code: 'MANIFEST_INVALID', path: ['manifest'] }],
    });
    const use = {
      partnerId: shop,
      documentId: 'own',
      day: today,
      calls: 3,
      errors: 0,
      cost: 3,
      latencies: [3],
      lastUsedAt: new Date(),
    };
    await pool.insert(operationUsage).values(use);
    const taken = 'operation { documentId callsLast30Days }';
    expect(await mutate('unpublishOperation', { partnerId: shop, documentId: 'own' }, taken)).toMatchObject({
      operation: null,
      userErrors: [{ code: 'STILL_USED', documentId: 'own' }],
    });
    expect(await mutate('unpublishOperation', { partnerId: shop, documentId: 'own', force: true }, taken)).toEqual({
      operation: { documentId: 'own', callsLast30Days: 3 },
      userErrors: [],
    });
    expect((await actionsOf(shop)).map(({ action, outcome, details }) => [action, outcome, details])).toEqual([
      ['publishOperations', 'DONE', { manifestBytes: 59 }],
      [
        'publishOperations',
        'REFUSED',
        { manifestBytes: 37, refusals: ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED'] },
      ],
      ['publishOperations', 'REFUSED', { manifestBytes: 1, refusals: ['MANIFEST_INVALID'] }],
      ['unpublishOperation', 'REFUSED', { documentId: 'own', force: false, refusals: ['STILL_USED'] }],
      ['unpublishOperation', 'DONE', { documentId: 'own', force: true }],
    ]);
  });

  test('gives a client its secret, its keys and its addresses; the secret is shown once and kept nowhere', async () => {
    const shown = 'client { method hasSecret rotatedAt previousSecretUntil keyCount redirectUris }';
    const first = await mutate('rotateClientSecret', { partnerId: bank }, `secret ${shown}`);
    expect(first).toMatchObject({
      secret: expect.stringMatching(/^[\w-]{43}$/),
      client: {
        method: 'client_secret_basic',
        hasSecret: true,
        previousSecretUntil: null,
        keyCount: 0,
        redirectUris: [],
      },
    });
    const second = await mutate('rotateClientSecret', { partnerId: bank }, `secret ${shown}`);
    expect(second).toMatchObject({
      client: { rotatedAt: expect.any(String), previousSecretUntil: expect.any(String) },
    });
    expect(second['secret']).not.toBe(first['secret']);

    const redirectUris = ['https://bank.example/back'];
    expect(await mutate('setRedirectUris', { partnerId: bank, redirectUris }, shown)).toMatchObject({
      client: { redirectUris },
    });
    expect(
      await mutate('setRedirectUris', { partnerId: bank, redirectUris: ['http://bank.example'] }, shown),
    ).toMatchObject({
      client: null,
      userErrors: [{ code: 'REDIRECT_URI_INVALID', path: ['redirectUris'] }],
    });

    const { publicKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign']);
    const jwks = JSON.stringify({ keys: [await crypto.subtle.exportKey('jwk', publicKey)] });
    expect(await mutate('setClientKeys', { partnerId: bank, jwks }, shown)).toMatchObject({
      client: { method: 'private_key_jwt', keyCount: 1, redirectUris },
    });
    expect(await mutate('setClientKeys', { partnerId: bank, jwks: '{}' }, shown)).toMatchObject({
      userErrors: [{ code: 'KEYS_INVALID', path: ['jwks'] }],
    });
    expect(await mutate('rotateClientSecret', { partnerId: bank }, 'secret')).toMatchObject({
      secret: null,
      userErrors: [{ code: 'KEYS_IN_USE' }],
    });
    expect(await mutate('setClientKeys', { partnerId: bank, jwks: null }, shown)).toMatchObject({
      client: { method: 'client_secret_basic', keyCount: 0, hasSecret: true },
    });
    const rows = JSON.stringify(await actionsOf(bank));
    expect(rows).not.toContain(String(first['secret']));
    expect(rows).not.toContain(String(second['secret']));
  });

  test('sets a budget, a part of it, and the default again', async () => {
    const budget = 'budget { quota windowS burst ceiling isDefault }';
    expect(await mutate('setBudget', { partnerId: rides, budget: { quota: 5, ceiling: 7 } }, budget)).toMatchObject({
      budget: { quota: 5, windowS: 60, burst: 20_000, ceiling: 7, isDefault: false },
    });
    expect(await mutate('setBudget', { partnerId: rides, budget: { burst: 0 } }, budget)).toMatchObject({
      budget: { quota: 5, burst: 0, ceiling: 7 },
    });
    expect(await mutate('setBudget', { partnerId: rides, budget: { windowS: 0 } }, budget)).toMatchObject({
      budget: null,
      userErrors: [{ code: 'INVALID_INPUT', path: ['budget', 'windowS'] }],
    });
    expect(await mutate('setBudget', { partnerId: rides, budget: null }, budget)).toMatchObject({
      budget: { quota: 60_000, isDefault: true },
    });
  });

  test('changes the budget of the very next request, also if another process was asked to', async () => {
    const partner = await world.token('partner', 'rides');
    const own = readText('schema/operations/partner/rides/own-partner.graphql');
    const send = async () =>
      (await world.ask(own, { token: partner, variables: { id: rides } })).errors?.[0]?.extensions['code'];
    expect(await send()).toBeUndefined();
    await mutate('setBudget', { partnerId: rides, budget: { ceiling: 1 } }, 'budget { ceiling }');
    expect(await send()).toBe('COST_LIMIT');
    // As another process does it.
    await pool.update(partnerBudgets).set({ ceiling: 100 });
    await world.database?.notify('partner_settings', rides);
    // What was read before counts for 5 s to who does not listen.
    await expect.poll(send, { timeout: 3_000 }).toBeUndefined();
    await mutate('setBudget', { partnerId: rides }, 'budget { ceiling }');
  });

  test('suspends a partner, whose next request is refused, and lets it work again', async () => {
    const partner = 'partner { status }';
    const travel = castId('par', 3);
    const keyed = (key: string) => ({ partnerId: travel, idempotencyKey: `test-${key}` });
    expect(await mutate('suspendPartner', { ...keyed('one'), reason: 'too loud' }, partner)).toEqual({
      partner: { status: 'SUSPENDED' },
      userErrors: [],
    });
    expect(await mutate('suspendPartner', keyed('two'), partner)).toMatchObject({
      partner: null,
      userErrors: [{ code: 'ILLEGAL_TRANSITION', path: ['status'] }],
    });
    expect(await mutate('resumePartner', keyed('three'), partner)).toMatchObject({ partner: { status: 'LIVE' } });
    expect(await mutate('resumePartner', keyed('three'), partner)).toMatchObject({ partner: { status: 'LIVE' } });
    expect((await actionsOf(travel)).map(({ action, outcome, operator: who }) => [action, outcome, who])).toEqual([
      ['suspendPartner', 'DONE', castId('opr', 1)],
      ['suspendPartner', 'REFUSED', castId('opr', 1)],
      ['resumePartner', 'DONE', castId('opr', 1)],
      ['resumePartner', 'DONE', castId('opr', 1)],
    ]);
  });

  test('makes nobody live who was never live', async () => {
    const { data } = await ask(
      '{ partners(status: [SANDBOX], first: 1) { nodes { id status } } }',
    );
    const page = data?.['partners'] as { nodes: Json[] } | undefined;
    const node = page?.nodes[0];
    expect(node).toBeDefined();
    const input = { partnerId: node?.['id'], idempotencyKey: 'test-sandbox' };
    expect(await mutate('resumePartner', input, 'partner { status }')).toMatchObject({
      partner: null,
      userErrors: [{ code: 'ILLEGAL_TRANSITION' }],
    });
  });

  test.each([
    ['publishOperations', { manifest: '{}' }, 'release { number }'],
    ['rotateClientSecret', {}, 'secret'],
    ['setBudget', { budget: { quota: 1 } }, 'budget { quota }'],
    ['suspendPartner', { idempotencyKey: 'test-nobody' }, 'partner { id }'],
  ])('cannot %s for a partner that is not there, and the attempt leaves a row', async (name, input, selection) => {
    for (const partnerId of [castId('par', 998), `nobody-${name}`]) {
      expect(await mutate(name, { ...input, partnerId }, selection)).toMatchObject({
        userErrors: [{ code: 'PARTNER_NOT_FOUND', path: ['partnerId'] }],
      });
      const rows = await actionsOf(partnerId);
      expect(rows.at(-1)).toMatchObject({ action: name, outcome: 'REFUSED' });
    }
  });

  test('is told when partners cannot be found out, and the row says that it failed', async () => {
    await world.stop('social');
    const query = 'mutation($input: RotateClientSecretInput!) { rotateClientSecret(input: $input) { secret } }';
    const { data, errors } = await ask(query, { variables: { input: { partnerId: castId('par', 4) } } });
    await world.resume('social');
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }]);
    expect(await actionsOf(castId('par', 4))).toMatchObject([{ outcome: 'FAILED' }]);
  });
});
