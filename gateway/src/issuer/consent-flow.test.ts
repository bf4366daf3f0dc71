import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allow, answerOf, type ConsentFlow, customer, pathOf, startConsentFlow } from '../testing/consent-flow.ts';
import { createPageVisitor } from '../testing/page-visitor.ts';
import { basic, redirectUri, type TestIssuer } from '../testing/start-issuer.ts';

let flow: ConsentFlow;
let issuer: TestIssuer;
beforeAll(async () => {
  flow = await startConsentFlow();
  issuer = flow.issuer;
});
afterAll(() => flow[Symbol.asyncDispose]());

describe('a customer who allows everything', () => {
  test('gives the partner a token for this customer and this consent, and its own name for the customer', async () => {
    const { browser, path } = await flow.readQuestion();
    const end = await browser.send(path, allow);
    expect(end.url.startsWith(`${redirectUri}?`)).toBe(true);
    const { code = '', state, iss } = answerOf(end.url);
    expect({ state, iss }).toEqual({ state: 'a state', iss: issuer.issuer.name() });
    const { status, body } = await flow.redeem(code);
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
    const { browser, path } = await flow.readQuestion({ response_mode: 'form_post' });
    const end = await browser.send(path, allow);
    expect(end.body).toContain(`action="${redirectUri}"`);
    expect(end.headers.get('content-security-policy')).toMatch(/script-src 'sha256-[\w+/]+=*'/);
  });

  test('can be asked by a request that the partner pushed before', async () => {
    const parameters = new URL(flow.askAt()).searchParams;
    const pushed = await fetch(`${issuer.url}/oidc/request`, {
      method: 'POST',
      headers: basic(issuer.clientId, issuer.secret),
      body: parameters,
    });
    const { request_uri: requestUri } = (await pushed.json()) as { request_uri: string };
    const browser = flow.visitor();
    const query = new URLSearchParams({ client_id: issuer.clientId, request_uri: requestUri });
    const first = await browser.open(`${issuer.url}/oidc/auth?${query}`);
    const path = pathOf(first.url);
    await browser.send(`${path}/sign-in`, [['code', issuer.desk.signInCode(customer)]]);
    const { code = '' } = answerOf((await browser.send(path, allow)).url);
    expect((await flow.redeem(code)).status).toBe(200);
  });
});

describe('a customer who allows a part', () => {
  test('grants exactly that', async () => {
    const { browser, path } = await flow.readQuestion();
    const end = await browser.send(path, [
      ['answer', 'allow'],
      ['scope', 'ORDERS_READ'],
      ['WALLET_BAND', 'no'],
    ]);
    expect(answerOf(end.url)['code']).toBeDefined();
    expect(issuer.desk.consents.at(-1)).toMatchObject({ scopes: ['ORDERS_READ'], separately: [] });
  });

  test('cannot be made to grant what was not asked for, nor a sensitive thing by a tick', async () => {
    const { browser, path } = await flow.readQuestion();
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
    const { browser, path } = await flow.readQuestion();
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
    const { browser, path } = await flow.readQuestion();
    const end = await browser.send(path, [['answer', 'refuse']]);
    expect(answerOf(end.url)).toMatchObject({ error: 'access_denied', state: 'a state' });
    expect(issuer.desk.consents.at(-1)?.status).toBe('REJECTED');
  });

  test('need not sign in for it', async () => {
    const browser = flow.visitor();
    const path = pathOf((await browser.open(flow.askAt())).url);
    const before = issuer.desk.consents.length;
    expect(answerOf((await browser.send(path, [['answer', 'refuse']])).url)['error']).toBe('access_denied');
    expect(issuer.desk.consents).toHaveLength(before);
  });
});

describe('a question that changes while it is read', () => {
  test('is asked anew when the privacy policy has changed', async () => {
    const { browser, path } = await flow.readQuestion();
    issuer.desk.policyVersion = '2026-11';
    const page = await browser.send(path, allow);
    expect(page.status).toBe(422);
    expect(page.body).toContain('privacy policy has changed');
    expect(answerOf((await browser.send(path, allow)).url)['code']).toBeDefined();
  });

  test('is asked anew when it has waited too long', async () => {
    const { browser, path } = await flow.readQuestion();
    issuer.desk.refuseNext('authorise', 'CONSENT_EXPIRED');
    const page = await browser.send(path, allow);
    expect(page.body).toContain('asked anew');
    const before = issuer.desk.consents.length;
    expect(answerOf((await browser.send(path, allow)).url)['code']).toBeDefined();
    expect(issuer.desk.consents).toHaveLength(before);
  });

  test('is asked anew once, and then given up', async () => {
    issuer.desk.refuseNext('requestConsent', 'CONFLICT_RETRY');
    expect((await flow.readQuestion()).page.body).toContain('Something came in between');
    issuer.desk.refuseNext('requestConsent', 'CONFLICT_RETRY', 2);
    const { page } = await flow.readQuestion();
    expect(page.status).toBe(409);
    expect(page.body).toContain('This does not work at the moment');
  });

  test('tells a customer whose account is frozen, with the way back', async () => {
    issuer.desk.refuseNext('requestConsent', 'CUSTOMER_FROZEN');
    const { browser, page, path } = await flow.readQuestion();
    expect(page.body).toContain('account cannot be used');
    expect(answerOf((await browser.send(path, [['answer', 'refuse']])).url)['error']).toBe('access_denied');
  });
});

describe('several workers', () => {
  test('share interactions, visits and codes', async () => {
    // One host for both, as the cluster has it: the visitor goes to the second port with the cookies of the first.
    const worker = await issuer.startWorker();
    const browser = createPageVisitor([new URL(issuer.url).host, new URL(worker.url).host]);
    const path = pathOf((await browser.open(flow.askAt())).url);
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
        code_verifier: flow.pkce.verifier,
      }),
    });
    expect(response.status).toBe(200);
  });
});

test('nothing of this was a fault', () => {
  expect(issuer.logs).toEqual([]);
});
