import { castId } from '@ecosystem/kit/world';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPageVisitor, type PageVisitor } from '../testing/page-visitor.ts';
import { basic, createPkce, redirectUri, startTestIssuer, type TestIssuer } from '../testing/start-issuer.ts';

const customer = castId('cus', 1);
const question = {
  consent_scopes: 'PROFILE_BASIC ORDERS_READ WALLET_BAND',
  purpose: 'To suggest journeys that fit your budget.',
  duration: 'TIME_BOUND',
  ttl_days: '30',
};

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer({ attemptLimits: { fromOneAddress: 1_000, inTotal: 1_000 } });
});
afterAll(() => issuer[Symbol.asyncDispose]());

const pkce = createPkce();
/** The address at which a partner lets a customer's browser begin. */
function askAt(changes: Record<string, string | null> = {}, base = issuer.url): string {
  const parameters = {
    client_id: issuer.clientId,
    response_type: 'code',
    scope: 'openid',
    redirect_uri: redirectUri,
    state: 'a state',
    nonce: 'a nonce',
    code_challenge: pkce.challenge,
    code_challenge_method: 'S256',
    ...question,
    ...changes,
  };
  const given = Object.entries(parameters).flatMap(([name, value]): [string, string][] =>
    value === null ? [] : [[name, value]],
  );
  return `${base}/oidc/auth?${new URLSearchParams(given)}`;
}

const visitor = () => createPageVisitor([new URL(issuer.url).host]);
const pathOf = (url: string) => new URL(url).pathname;
const answerOf = (url: string) => Object.fromEntries(new URL(url).searchParams);
const allow: [string, string][] = [
  ['answer', 'allow'],
  ['scope', 'PROFILE_BASIC'],
  ['scope', 'ORDERS_READ'],
  ['WALLET_BAND', 'yes'],
];

/** A browser whose customer has signed in and reads the question. */
async function readQuestion(changes: Record<string, string | null> = {}) {
  const browser = visitor();
  const first = await browser.open(askAt(changes));
  expect(first.status).toBe(200);
  const path = pathOf(first.url);
  const page = await browser.send(`${path}/sign-in`, [['code', issuer.desk.signInCode(customer)]]);
  return { browser, page, path };
}

const redeem = (code: string, changes: Record<string, string> = {}) =>
  issuer.token(
    { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: pkce.verifier, ...changes },
    basic(issuer.clientId, issuer.secret),
  );

async function getCode(): Promise<string> {
  const { browser, path } = await readQuestion();
  const code = answerOf((await browser.send(path, allow)).url)['code'];
  if (!code) throw new Error('There is no code.');
  return code;
}

describe('a customer who allows everything', () => {
  test('gives the partner a token for this customer and this consent, and its own name for the customer', async () => {
    const { browser, path } = await readQuestion();
    const end = await browser.send(path, allow);
    expect(end.url.startsWith(`${redirectUri}?`)).toBe(true);
    const { code = '', state, iss } = answerOf(end.url);
    expect({ state, iss }).toEqual({ state: 'a state', iss: issuer.issuer.name() });
    const { status, body } = await redeem(code);
    expect(status).toBe(200);
    expect(body).toMatchObject({ scope: 'partner:read', expires_in: 600 });
    expect(body).not.toHaveProperty('refresh_token');
    const consent = issuer.desk.consents.at(-1);
    expect(consent).toMatchObject({
      status: 'AUTHORISED',
      scopes: ['PROFILE_BASIC', 'ORDERS_READ', 'WALLET_BAND'],
      separately: ['WALLET_BAND'],
    });
    const caller = await issuer.verifier.verify(String(body['access_token']));
    expect(caller).toEqual({
      subject: issuer.clientId,
      scopes: new Set(['partner:read']),
      boundTo: { subjectId: expect.stringMatching(/^sub_[0-9a-z]{26}$/), consentId: consent?.id },
    });
    expect(decodeJwt(String(body['id_token']))).toMatchObject({
      sub: caller.boundTo?.subjectId,
      aud: issuer.clientId,
      nonce: 'a nonce',
    });
    expect(JSON.stringify(body)).not.toContain(customer);
  });

  test('can be sent back by a form, which nothing else on the page can abuse', async () => {
    const { browser, path } = await readQuestion({ response_mode: 'form_post' });
    const end = await browser.send(path, allow);
    expect(end.body).toContain(`action="${redirectUri}"`);
    expect(end.headers.get('content-security-policy')).toMatch(/script-src 'sha256-[\w+/]+=*'/);
  });

  test('can be asked by a request that the partner pushed before', async () => {
    const parameters = new URL(askAt()).searchParams;
    const pushed = await fetch(`${issuer.url}/oidc/request`, {
      method: 'POST',
      headers: basic(issuer.clientId, issuer.secret),
      body: parameters,
    });
    const { request_uri: requestUri } = (await pushed.json()) as { request_uri: string };
    const browser = visitor();
    const query = new URLSearchParams({ client_id: issuer.clientId, request_uri: requestUri });
    const first = await browser.open(`${issuer.url}/oidc/auth?${query}`);
    const path = pathOf(first.url);
    await browser.send(`${path}/sign-in`, [['code', issuer.desk.signInCode(customer)]]);
    const { code = '' } = answerOf((await browser.send(path, allow)).url);
    expect((await redeem(code)).status).toBe(200);
  });
});

describe('a customer who allows a part', () => {
  test('grants exactly that', async () => {
    const { browser, path } = await readQuestion();
    const end = await browser.send(path, [
      ['answer', 'allow'],
      ['scope', 'ORDERS_READ'],
      ['WALLET_BAND', 'no'],
    ]);
    expect(answerOf(end.url)['code']).toBeDefined();
    expect(issuer.desk.consents.at(-1)).toMatchObject({ scopes: ['ORDERS_READ'], separately: [] });
  });

  test('cannot be made to grant what was not asked for, nor a sensitive thing by a tick', async () => {
    const { browser, path } = await readQuestion();
    await browser.send(path, [
      ['answer', 'allow'],
      ['scope', 'ORDERS_READ'],
      ['scope', 'WALLET_BAND'],
      ['scope', 'CONTACT_PHONE'],
      ['HEALTH_SUMMARY', 'yes'],
      ['WALLET_BAND', 'no'],
    ]);
    expect(issuer.desk.consents.at(-1)).toMatchObject({ scopes: ['ORDERS_READ'], separately: [] });
  });

  test.each([
    ['nothing', [['WALLET_BAND', 'no']], 'You allowed nothing'],
    ['no answer to what is sensitive', [['scope', 'ORDERS_READ']], 'Answer yes or no: Roughly how much'],
  ])('and sends %s is asked to look again, with the choices kept', async (_, fields, words) => {
    const { browser, path } = await readQuestion();
    const page = await browser.send(path, [['answer', 'allow'], ...(fields as [string, string][])]);
    expect(page.status).toBe(422);
    expect(page.body).toContain('role="alert"');
    expect(page.body).toContain(words);
    for (const [name, value] of fields as [string, string][]) {
      expect(page.body).toMatch(new RegExp(`name="${name}" value="${value}"[^>]* checked`));
    }
    expect(answerOf((await browser.send(path, allow)).url)['code']).toBeDefined();
  });
});

describe('a customer who refuses', () => {
  test('sends the browser back with access_denied', async () => {
    const { browser, path } = await readQuestion();
    const end = await browser.send(path, [['answer', 'refuse']]);
    expect(answerOf(end.url)).toMatchObject({ error: 'access_denied', state: 'a state' });
    expect(issuer.desk.consents.at(-1)?.status).toBe('REJECTED');
  });

  test('need not sign in for it', async () => {
    const browser = visitor();
    const path = pathOf((await browser.open(askAt())).url);
    const before = issuer.desk.consents.length;
    expect(answerOf((await browser.send(path, [['answer', 'refuse']])).url)['error']).toBe('access_denied');
    expect(issuer.desk.consents).toHaveLength(before);
  });
});

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
    const { url } = await visitor().open(askAt(changes));
    expect(url.startsWith(redirectUri)).toBe(true);
    expect(answerOf(url.replace('#', '?'))).toMatchObject({ error, state: 'a state' });
  });

  test.each([
    ['to another address', { redirect_uri: 'https://evil.test/callback' }],
    ['to an address that begins alike', { redirect_uri: `${redirectUri}.evil.test` }],
    ['of nobody', { client_id: castId('par', 99) }],
  ])('%s is not sent anywhere', async (_, changes) => {
    const page = await visitor().open(askAt(changes));
    expect(page.status).toBe(400);
    expect(page.body).toContain('This link does not work');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('of a partner that was stopped is not shown', async () => {
    issuer.statuses.set(issuer.clientId, 'SUSPENDED');
    expect((await visitor().open(askAt())).status).toBe(400);
    issuer.statuses.delete(issuer.clientId);
  });

  test.each([
    ['SCOPE_NOT_DECLARED', 'invalid_scope'],
    ['TTL_TOO_LONG', 'invalid_request'],
    ['PARTNER_NOT_LIVE', 'unauthorized_client'],
  ])('in the eyes of social (%s) is answered to the partner: %s', async (code, error) => {
    issuer.desk.refuseNext('requestConsent', code);
    const { page } = await readQuestion();
    expect(answerOf(page.url)).toMatchObject({ error, error_description: expect.stringContaining(code) });
  });
});

describe('a question that changes while it is read', () => {
  test('is asked anew when the privacy policy has changed', async () => {
    const { browser, path } = await readQuestion();
    issuer.desk.policyVersion = '2026-11';
    const page = await browser.send(path, allow);
    expect(page.status).toBe(422);
    expect(page.body).toContain('privacy policy has changed');
    expect(answerOf((await browser.send(path, allow)).url)['code']).toBeDefined();
  });

  test('is asked anew when it has waited too long', async () => {
    const { browser, path } = await readQuestion();
    issuer.desk.refuseNext('authorise', 'CONSENT_EXPIRED');
    const page = await browser.send(path, allow);
    expect(page.body).toContain('asked anew');
    const before = issuer.desk.consents.length;
    expect(answerOf((await browser.send(path, allow)).url)['code']).toBeDefined();
    expect(issuer.desk.consents).toHaveLength(before);
  });

  test('is asked anew once, and then given up', async () => {
    issuer.desk.refuseNext('requestConsent', 'CONFLICT_RETRY');
    expect((await readQuestion()).page.body).toContain('Something came in between');
    issuer.desk.refuseNext('requestConsent', 'CONFLICT_RETRY', 2);
    const { page } = await readQuestion();
    expect(page.status).toBe(409);
    expect(page.body).toContain('This does not work at the moment');
  });

  test('tells a customer whose account is frozen, with the way back', async () => {
    issuer.desk.refuseNext('requestConsent', 'CUSTOMER_FROZEN');
    const { browser, page, path } = await readQuestion();
    expect(page.body).toContain('account cannot be used');
    expect(answerOf((await browser.send(path, [['answer', 'refuse']])).url)['error']).toBe('access_denied');
  });
});

describe('an authorization code', () => {
  test.each([
    ['another verifier', { code_verifier: createPkce().verifier }],
    ['no verifier', { code_verifier: '' }],
    ['another address', { redirect_uri: 'https://partner.test/other' }],
  ])('is worth nothing with %s', async (_, changes) => {
    expect(await redeem(await getCode(), changes)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  test('counts once, also of many at once', async () => {
    const code = await getCode();
    const answers = await Promise.all(Array.from({ length: 5 }, () => redeem(code)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400, 400, 400, 400]);
    expect(await redeem(code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  test('is worth nothing to another partner', async () => {
    const other = castId('par', 5);
    await issuer.issuer.clients.save(other, {
      name: 'Bank',
      authMethod: 'client_secret_basic',
      redirectUris: [redirectUri],
    });
    const made = await issuer.issuer.clients.rotateSecret(other);
    const form = { grant_type: 'authorization_code', code: await getCode(), redirect_uri: redirectUri };
    const headers = basic(other, made.ok ? made.value : '');
    expect(await issuer.token({ ...form, code_verifier: pkce.verifier }, headers)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
  });
});

describe('a page', () => {
  test('does nothing without the token of its form', async () => {
    const { path, browser } = await readQuestion();
    const before = issuer.desk.consents.at(-1)?.status;
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${issuer.url}${path}`, {
      method: 'POST',
      headers: { cookie },
      body: new URLSearchParams(allow),
    });
    expect(response.status).toBe(403);
    expect(issuer.desk.consents.at(-1)?.status).toBe(before);
  });

  test('does nothing with the token of another visit', async () => {
    const other = visitor();
    const token = /name="form_token" value="([^"]*)"/.exec((await other.open(`${issuer.url}/consents`)).body)?.[1];
    const { path, browser } = await readQuestion();
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${issuer.url}${path}`, {
      method: 'POST',
      headers: { cookie },
      body: new URLSearchParams([...allow, ['form_token', String(token)]]),
    });
    expect(response.status).toBe(403);
  });

  test('cannot be answered by another browser', async () => {
    const { path } = await readQuestion();
    const stranger = visitor();
    await stranger.open(`${issuer.url}/consents`);
    expect((await stranger.send(path, allow)).status).toBe(410);
  });

  test('says so when its time is over', async () => {
    const { browser, path } = await readQuestion();
    await issuer.database.pool.execute("update oidc_models set expires_at = now() where kind = 'Interaction'");
    const page = await browser.send(path, allow);
    expect(page.status).toBe(410);
    expect(page.body).toContain('This question is over');
  });

  test('cannot be shown within another page, kept, or made to run anything', async () => {
    const { page } = await readQuestion();
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self' ${new URL(redirectUri).origin}; frame-ancestors 'none'`,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
  });

  test('shows the words of a partner as words', async () => {
    const { page } = await readQuestion({ purpose: '<img src=x onerror=alert(1)> "&' });
    expect(page.body).toContain('“&lt;img src=x onerror=alert(1)&gt; &quot;&amp;”');
    expect(page.body).not.toContain('<img');
  });

  test('asks nothing twice when it is reloaded', async () => {
    const { browser, path } = await readQuestion();
    const before = issuer.desk.consents.length;
    await browser.open(`${issuer.url}${path}`);
    expect(issuer.desk.consents).toHaveLength(before);
  });
});

describe('signing in', () => {
  const tryCode = async (browser: PageVisitor, path: string, code: string) =>
    browser.send(`${path}/sign-in`, [['code', code]]);

  test('is asked again with prompt=login, and not without', async () => {
    const { browser } = await readQuestion();
    expect((await browser.open(askAt())).body).toContain('asks to see some of your data');
    expect((await browser.open(askAt({ prompt: 'login' }))).body).toContain('Sign-in code');
    expect((await browser.open(askAt({ max_age: '10000' }))).body).toContain('asks to see some of your data');
  });

  test('works with a code once', async () => {
    const code = issuer.desk.signInCode(customer);
    const [first, second] = [visitor(), visitor()];
    const paths = [pathOf((await first.open(askAt())).url), pathOf((await second.open(askAt())).url)] as const;
    expect((await tryCode(first, paths[0], code)).body).toContain('What you allow');
    const page = await tryCode(second, paths[1], code);
    expect(page.status).toBe(422);
    expect(page.body).toContain('This code does not work');
  });

  test('gives the visit a new name', async () => {
    const browser = visitor();
    const path = pathOf((await browser.open(askAt())).url);
    const before = browser.cookies.get('ecosystem_visit');
    await tryCode(browser, path, issuer.desk.signInCode(customer));
    expect(browser.cookies.get('ecosystem_visit')).not.toBe(before);
  });

  test('can be undone to sign in as somebody else, who is asked anew', async () => {
    const { browser, path } = await readQuestion();
    expect((await browser.send(`${path}/sign-out`, [])).body).toContain('Sign-in code');
    await tryCode(browser, path, issuer.desk.signInCode(castId('cus', 2)));
    await browser.send(path, allow);
    const [mine, theirs] = issuer.desk.consents.slice(-2);
    expect([mine?.customerId, mine?.status]).toEqual([customer, 'AWAITING_AUTHORISATION']);
    expect([theirs?.customerId, theirs?.status]).toEqual([castId('cus', 2), 'AUTHORISED']);
  });

  test.each([
    ['from one address', { fromOneAddress: 3, inTotal: 1_000 }],
    ['in total', { fromOneAddress: 1_000, inTotal: 3 }],
  ])('is limited %s; a right code does not count', async (_, attemptLimits) => {
    await using limited = await startTestIssuer({ attemptLimits });
    const browser = createPageVisitor([new URL(limited.url).host]);
    const path = '/consents';
    const signInAgain = async (code: string) => {
      await browser.open(`${limited.url}${path}`);
      return browser.send(`${path}/sign-in`, [['code', code]]);
    };
    for (let count = 0; count < 5; count += 1) {
      expect((await signInAgain(limited.desk.signInCode(customer))).body).toContain('Your permissions');
      await browser.send(`${path}/sign-out`, []);
    }
    const statuses = [];
    for (let count = 0; count < 4; count += 1) statuses.push((await signInAgain('WRONG')).status);
    expect(statuses).toEqual([422, 422, 422, 429]);
    expect((await signInAgain(limited.desk.signInCode(customer))).body).toContain('wait ten minutes');
  });
});

describe('several workers', () => {
  test('share interactions, visits and codes', async () => {
    // One host for both, as the cluster has it: the visitor goes to the second port with the cookies of the first.
    const worker = await issuer.startWorker();
    const browser = createPageVisitor([new URL(issuer.url).host, new URL(worker.url).host]);
    const path = pathOf((await browser.open(askAt())).url);
    expect((await browser.open(`${worker.url}${path}`)).body).toContain('Sign-in code');
    await browser.send(`${path}/sign-in`, [['code', issuer.desk.signInCode(customer)]]);
    const page = await browser.open(`${issuer.url}${path}`);
    expect(page.body).toContain('What you allow');
    const code = answerOf((await browser.send(path, allow)).url)['code'] ?? '';
    const response = await fetch(`${worker.url}/oidc/token`, {
      method: 'POST',
      headers: basic(issuer.clientId, issuer.secret),
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: pkce.verifier,
      }),
    });
    expect(response.status).toBe(200);
  });
});

test('nothing of this was a fault', () => {
  expect(issuer.logs).toEqual([]);
});
