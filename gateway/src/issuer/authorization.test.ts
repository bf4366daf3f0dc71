import { castId } from '@ecosystem/kit/world';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerOf, type ConsentFlow, startConsentFlow } from '../testing/consent-flow.ts';
import { basic, createPkce, redirectUri, type TestIssuer } from '../testing/start-issuer.ts';

let flow: ConsentFlow;
let issuer: TestIssuer;
beforeAll(async () => {
  flow = await startConsentFlow();
  issuer = flow.issuer;
});
afterAll(() => flow[Symbol.asyncDispose]());

describe('a request that is wrong', () => {
  test.each([
    ['without PKCE', { code_challenge: null, code_challenge_method: null }, 'invalid_request'],
    ['with the plain form of PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['for a scope that nobody has', { consent_scopes: 'ORDERS_READ EVERYTHING' }, 'invalid_scope'],
    ['for no scope', { consent_scopes: null }, 'invalid_scope'],
    ['for the scopes of a server', { scope: 'openid partner:manage' }, 'invalid_scope'],
    ['without a purpose', { purpose: ' ' }, 'invalid_request'],
    ['with too long a purpose', { purpose: 'x'.repeat(201) }, 'invalid_request'],
    ['for a time without its days', { ttl_days: null }, 'invalid_request'],
    ['for 181 days', { ttl_days: '181' }, 'invalid_request'],
    ['for one look of 30 days', { duration: 'ONE_TIME' }, 'invalid_request'],
    ['for a mini program that is none', { mini_program: 'par_x' }, 'invalid_request'],
    ['for a token at once', { response_type: 'token' }, 'invalid_request'],
    ['without anybody to be asked', { prompt: 'none' }, 'login_required'],
  ])('%s is answered to the partner, before the customer sees anything', async (_, changes, error) => {
    const { url } = await flow.visitor().open(flow.askAt(changes));
    expect(url.startsWith(redirectUri)).toBe(true);
    expect(answerOf(url.replace('#', '?'))).toMatchObject({ error, state: 'a state' });
  });

  test.each([
    ['to another address', { redirect_uri: 'https://evil.test/callback' }],
    ['to an address that begins alike', { redirect_uri: `${redirectUri}.evil.test` }],
    ['of nobody', { client_id: castId('par', 99) }],
  ])('%s is not sent anywhere', async (_, changes) => {
    const page = await flow.visitor().open(flow.askAt(changes));
    expect(page.status).toBe(400);
    expect(page.body).toContain('This link does not work');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('of a partner that was stopped is not shown', async () => {
    issuer.statuses.set(issuer.clientId, 'SUSPENDED');
    expect((await flow.visitor().open(flow.askAt())).status).toBe(400);
    issuer.statuses.delete(issuer.clientId);
  });

  test.each([
    ['SCOPE_NOT_DECLARED', 'invalid_scope'],
    ['TTL_TOO_LONG', 'invalid_request'],
    ['PARTNER_NOT_LIVE', 'unauthorized_client'],
  ])('in the eyes of social (%s) is answered to the partner: %s', async (code, error) => {
    issuer.desk.refuseNext('requestConsent', code);
    const { page } = await flow.readQuestion();
    expect(answerOf(page.url)).toMatchObject({ error, error_description: expect.stringContaining(code) });
  });
});

describe('an authorization code', () => {
  test.each([
    ['another verifier', { code_verifier: createPkce().verifier }],
    ['no verifier', { code_verifier: '' }],
    ['another address', { redirect_uri: 'https://partner.test/other' }],
  ])('is worth nothing with %s', async (_, changes) => {
    expect(await flow.redeem(await flow.getCode(), changes)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
  });

  test('counts once, also of many at once', async () => {
    const code = await flow.getCode();
    const answers = await Promise.all(Array.from({ length: 5 }, () => flow.redeem(code)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400, 400, 400, 400]);
    expect(await flow.redeem(code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  test('is worth nothing to another partner', async () => {
    const other = castId('par', 5);
    await issuer.issuer.clients.save(other, {
      name: 'Bank',
      authMethod: 'client_secret_basic',
      redirectUris: [redirectUri],
    });
    const made = await issuer.issuer.clients.rotateSecret(other);
    const form = { grant_type: 'authorization_code', code: await flow.getCode(), redirect_uri: redirectUri };
    const headers = basic(other, made.ok ? made.value : '');
    expect(await issuer.token({ ...form, code_verifier: flow.pkce.verifier }, headers)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
  });
});

test('nothing of this was a fault', () => {
  expect(issuer.logs).toEqual([]);
});
