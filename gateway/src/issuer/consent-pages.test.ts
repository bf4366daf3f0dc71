import { castId } from '@ecosystem/kit/world';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allow, type ConsentFlow, customer, pathOf, startConsentFlow } from '../testing/consent-flow.ts';
import { createPageVisitor, type PageVisitor } from '../testing/page-visitor.ts';
import { redirectUri, startTestIssuer, type TestIssuer } from '../testing/start-issuer.ts';

let flow: ConsentFlow;
let issuer: TestIssuer;
beforeAll(async () => {
  flow = await startConsentFlow();
  issuer = flow.issuer;
});
afterAll(() => flow[Symbol.asyncDispose]());

describe('a page', () => {
  test('does nothing without the token of its form', async () => {
    const { path, browser } = await flow.readQuestion();
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
    const other = flow.visitor();
    const token = /name="form_token" value="([^"]*)"/.exec((await other.open(`${issuer.url}/consents`)).body)?.[1];
    const { path, browser } = await flow.readQuestion();
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${issuer.url}${path}`, {
      method: 'POST',
      headers: { cookie },
      body: new URLSearchParams([...allow, ['form_token', String(token)]]),
    });
    expect(response.status).toBe(403);
  });

  test('cannot be answered by another browser', async () => {
    const { path } = await flow.readQuestion();
    const stranger = flow.visitor();
    await stranger.open(`${issuer.url}/consents`);
    expect((await stranger.send(path, allow)).status).toBe(410);
  });

  test('says so when its time is over', async () => {
    const { browser, path } = await flow.readQuestion();
    await issuer.database.pool.execute("update oidc_models set expires_at = now() where kind = 'Interaction'");
    const page = await browser.send(path, allow);
    expect(page.status).toBe(410);
    expect(page.body).toContain('This question is over');
  });

  test('cannot be shown within another page, kept, or made to run anything', async () => {
    const { page } = await flow.readQuestion();
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self' ${new URL(redirectUri).origin}; frame-ancestors 'none'`,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
  });

  test('shows the words of a partner as words', async () => {
    const { page } = await flow.readQuestion({ purpose: '<img src=x onerror=alert(1)> "&' });
    expect(page.body).toContain('“&lt;img src=x onerror=alert(1)&gt; &quot;&amp;”');
    expect(page.body).not.toContain('<img');
  });

  test('asks nothing twice when it is reloaded', async () => {
    const { browser, path } = await flow.readQuestion();
    const before = issuer.desk.consents.length;
    await browser.open(`${issuer.url}${path}`);
    expect(issuer.desk.consents).toHaveLength(before);
  });
});

describe('signing in', () => {
  const tryCode = async (browser: PageVisitor, path: string, code: string) =>
    browser.send(`${path}/sign-in`, [['code', code]]);

  test('is asked again with prompt=login, and not without', async () => {
    const { browser } = await flow.readQuestion();
    expect((await browser.open(flow.askAt())).body).toContain('asks to see some of your data');
    expect((await browser.open(flow.askAt({ prompt: 'login' }))).body).toContain('Sign-in code');
    expect((await browser.open(flow.askAt({ max_age: '10000' }))).body).toContain('asks to see some of your data');
  });

  test('works with a code once', async () => {
    const code = issuer.desk.signInCode(customer);
    const [first, second] = [flow.visitor(), flow.visitor()];
    const paths = [
      pathOf((await first.open(flow.askAt())).url),
      pathOf((await second.open(flow.askAt())).url),
    ] as const;
    expect((await tryCode(first, paths[0], code)).body).toContain('What you allow');
    const page = await tryCode(second, paths[1], code);
    expect(page.status).toBe(422);
    expect(page.body).toContain('This code does not work');
  });

  test('gives the visit a new name', async () => {
    const browser = flow.visitor();
    const path = pathOf((await browser.open(flow.askAt())).url);
    const before = browser.cookies.get('ecosystem_visit');
    await tryCode(browser, path, issuer.desk.signInCode(customer));
    expect(browser.cookies.get('ecosystem_visit')).not.toBe(before);
  });

  test('can be undone to sign in as somebody else, who is asked anew', async () => {
    const { browser, path } = await flow.readQuestion();
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

test('nothing of this was a fault', () => {
  expect(issuer.logs).toEqual([]);
});
