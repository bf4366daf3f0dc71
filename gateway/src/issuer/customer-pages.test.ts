import { formatId, newId } from '@ecosystem/kit/ids';
import { castId } from '@ecosystem/kit/world';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPageVisitor } from '../testing/page-visitor.ts';
import { startTestIssuer, type TestIssuer } from '../testing/start-issuer.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer();
});
afterAll(() => issuer[Symbol.asyncDispose]());

let requests = 0;
/** A consent of that customer that is in force. */
async function grant(customerId: string, purpose: string): Promise<string> {
  requests += 1;
  const request = { scopes: ['ORDERS_READ'], purpose, term: { duration: 'PERSISTENT' }, miniProgramId: null } as const;
  const asking = { partnerId: issuer.clientId, customerId, request, key: `key-${requests}` };
  const asked = await issuer.desk.requestConsent(asking);
  if (!asked.ok) throw new Error(asked.message);
  const granted = { scopes: request.scopes, separately: [], policyVersion: issuer.desk.policyVersion };
  await issuer.desk.authorise(asking, asked.value, granted);
  return asked.value.consentId;
}

async function signIn(customerId: string) {
  const browser = createPageVisitor([new URL(issuer.url).host]);
  await browser.open(`${issuer.url}/consents`);
  const page = await browser.send('/consents/sign-in', [['code', issuer.desk.signInCode(customerId)]]);
  return { browser, page };
}

const statusOf = (id: string) => issuer.desk.consents.find((consent) => consent.id === id)?.status;

describe('the page of a customer', () => {
  test('is shown to nobody who has not signed in', async () => {
    await grant(castId('cus', 1), 'Secret purpose');
    const page = await createPageVisitor([new URL(issuer.url).host]).open(`${issuer.url}/consents`);
    expect(page.body).toContain('Sign-in code');
    expect(page.body).not.toContain('Secret purpose');
  });

  test('lists the customer’s own permissions and who looked', async () => {
    await grant(castId('cus', 2), 'To plan your deliveries');
    await grant(castId('cus', 3), 'Of somebody else');
    issuer.desk.reads.push(
      { occurredAt: new Date('2026-11-01T02:00:00Z'), who: 'Spring River', scopes: ['ORDERS_READ'], isGranted: true },
      { occurredAt: new Date('2026-11-02T02:00:00Z'), who: 'agent', scopes: [], isGranted: false },
    );
    const { page } = await signIn(castId('cus', 2));
    expect(page.body).toContain('To plan your deliveries');
    expect(page.body).not.toContain('Of somebody else');
    expect(page.body).toContain('<strong>Spring River</strong> looked at: Your orders');
    expect(page.body).toContain('<strong>agent</strong> was refused: Nothing of your data');
    expect(page.body).toContain('1 November 2026 at 10:00');
  });

  test('takes a permission back after asking once more', async () => {
    const id = await grant(castId('cus', 4), 'To be taken back');
    const { browser } = await signIn(castId('cus', 4));
    const question = await browser.open(`${issuer.url}/consents/${id}/revoke`);
    expect(question.body).toContain('Take back the permission of');
    expect(statusOf(id)).toBe('AUTHORISED');
    const after = await browser.send(`/consents/${id}/revoke`, []);
    expect(after.body).toContain('role="status"');
    expect(after.body).toContain('You took it back');
    expect(statusOf(id)).toBe('REVOKED');
  });

  test('says what is wrong when a permission cannot be taken back', async () => {
    const id = await grant(castId('cus', 5), 'To stay');
    const { browser } = await signIn(castId('cus', 5));
    await browser.open(`${issuer.url}/consents/${id}/revoke`);
    issuer.desk.refuseNext('revoke', 'CONFLICT_RETRY');
    const page = await browser.send(`/consents/${id}/revoke`, []);
    expect(page.status).toBe(409);
    expect(page.body).toContain('role="alert"');
    expect(statusOf(id)).toBe('AUTHORISED');
  });

  test.each([
    ['somebody else’s', () => grant(castId('cus', 6), 'Not yours')],
    ['nobody’s', async () => formatId('cns', newId())],
  ])('does nothing to a permission that is %s', async (_, make) => {
    const id = await make();
    const { browser } = await signIn(castId('cus', 7));
    expect((await browser.open(`${issuer.url}/consents/${id}/revoke`)).status).toBe(404);
    await browser.open(`${issuer.url}/consents`);
    // The page has no form of that address, so the token is taken from the form that it has.
    const token = /name="form_token" value="([^"]*)"/.exec((await browser.open(`${issuer.url}/consents`)).body)?.[1];
    expect((await browser.send(`/consents/${id}/revoke`, [['form_token', String(token)]])).status).toBe(404);
    expect(statusOf(id)).not.toBe('REVOKED');
  });

  test('is left by signing out', async () => {
    const { browser } = await signIn(castId('cus', 8));
    expect((await browser.send('/consents/sign-out', [])).body).toContain('Sign-in code');
    expect((await browser.open(`${issuer.url}/consents`)).body).toContain('Sign-in code');
  });

  test('takes nothing back without the token of its form', async () => {
    const id = await grant(castId('cus', 9), 'To be kept');
    const { browser } = await signIn(castId('cus', 9));
    expect((await browser.send(`/consents/${id}/revoke`, [])).status).toBe(403);
    expect(statusOf(id)).toBe('AUTHORISED');
  });
});

describe('behind a proxy with TLS', () => {
  const publicUrl = 'https://api.example.test';

  test('the issuer and its cookies are those of the public address', async () => {
    await using secure = await startTestIssuer({ publicUrl });
    const discovery = await fetch(`${secure.url}/oidc/.well-known/openid-configuration`);
    expect(await discovery.json()).toMatchObject({
      issuer: `${publicUrl}/oidc`,
      token_endpoint: `${publicUrl}/oidc/token`,
    });
    const cookie = (await fetch(`${secure.url}/consents`)).headers.get('set-cookie');
    expect(cookie).toMatch(/^__Host-ecosystem_visit=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
  });

  test('attempts are counted by the address that the proxy saw', async () => {
    await using secure = await startTestIssuer({ publicUrl, attemptLimits: { fromOneAddress: 1, inTotal: 1_000 } });
    const attempt = async (forwardedFor: string) => {
      const page = await fetch(`${secure.url}/consents`);
      const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? '';
      const token = /name="form_token" value="([^"]*)"/.exec(await page.text())?.[1] ?? '';
      const response = await fetch(`${secure.url}/consents/sign-in`, {
        method: 'POST',
        headers: { cookie, 'x-forwarded-for': forwardedFor },
        body: new URLSearchParams({ form_token: token, code: 'WRONG' }),
      });
      return response.status;
    };
    // What a client writes before it does not make it somebody else, nor does another address of its IPv6 network.
    expect(await attempt('203.0.113.1, 198.51.100.7')).toBe(422);
    expect(await attempt('203.0.113.2, 198.51.100.7')).toBe(429);
    expect(await attempt('203.0.113.1, 198.51.100.8')).toBe(422);
    expect(await attempt('2001:db8:1:2::1')).toBe(422);
    expect(await attempt('2001:db8:1:2:ffff::9')).toBe(429);
    expect(await attempt('2001:db8:1:3::1')).toBe(422);
  });
});

test('a page that is asked for by another name of this machine is left to the right one', async () => {
  const { port } = new URL(issuer.url);
  const response = await fetch(`http://127.0.0.1:${port}/oidc/auth?client_id=x`, { redirect: 'manual' });
  expect(response.headers.get('location')).toBe(`${issuer.url}/oidc/auth?client_id=x`);
});
