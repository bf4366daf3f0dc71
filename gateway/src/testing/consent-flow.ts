import { castId } from '@ecosystem/kit/world';
import { createPageVisitor, type PageVisitor, type VisitedPage } from './page-visitor.ts';
import { basic, createPkce, redirectUri, startTestIssuer, type TestIssuer, type TokenAnswer } from './start-issuer.ts';

/** The customer who is asked. */
export const customer = castId('cus', 1);

/** What the partner asks for: two ordinary scopes and a sensitive one. */
const question = {
  consent_scopes: 'PROFILE_BASIC ORDERS_READ WALLET_BAND',
  purpose: 'To suggest journeys that fit your budget.',
  duration: 'TIME_BOUND',
  ttl_days: '30',
};

/** The fields of a form that allows everything. */
export const allow: readonly [string, string][] = [
  ['answer', 'allow'],
  ['scope', 'PROFILE_BASIC'],
  ['scope', 'ORDERS_READ'],
  ['WALLET_BAND', 'yes'],
];

/** Parameters of a request that differ from the usual ones; null leaves one out. */
export type Changes = Readonly<Record<string, string | null>>;

/** An issuer, a partner that asks, and browsers of customers. */
export interface ConsentFlow extends AsyncDisposable {
  readonly issuer: TestIssuer;
  readonly pkce: { readonly verifier: string; readonly challenge: string };
  /** The address at which a partner lets a customer's browser begin. */
  askAt(changes?: Changes): string;
  visitor(): PageVisitor;
  /** A browser whose customer has signed in and reads the question. */
  readQuestion(changes?: Changes): Promise<{ browser: PageVisitor; page: VisitedPage; path: string }>;
  redeem(code: string, changes?: Readonly<Record<string, string>>): Promise<TokenAnswer>;
  /** The code of a customer who allowed everything. */
  getCode(): Promise<string>;
}

export const pathOf = (url: string): string => new URL(url).pathname;
export const answerOf = (url: string): Record<string, string> => Object.fromEntries(new URL(url).searchParams);

/** Starts all of it, with room for any number of wrong codes. */
export async function startConsentFlow(): Promise<ConsentFlow> {
  const issuer = await startTestIssuer({ attemptLimits: { fromOneAddress: 1_000, inTotal: 1_000 } });
  const pkce = createPkce();
  const flow: ConsentFlow = {
    issuer,
    pkce,
    askAt(changes = {}) {
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
      return `${issuer.url}/oidc/auth?${new URLSearchParams(given)}`;
    },
    visitor: () => createPageVisitor([new URL(issuer.url).host]),
    async readQuestion(changes = {}) {
      const browser = flow.visitor();
      const path = pathOf((await browser.open(flow.askAt(changes))).url);
      const page = await browser.send(`${path}/sign-in`, [['code', issuer.desk.signInCode(customer)]]);
      return { browser, page, path };
    },
    redeem: (code, changes = {}) =>
      issuer.token(
        { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: pkce.verifier, ...changes },
        basic(issuer.clientId, issuer.secret),
      ),
    async getCode() {
      const { browser, path } = await flow.readQuestion();
      const code = answerOf((await browser.send(path, allow)).url)['code'];
      if (!code) throw new Error('There is no code.');
      return code;
    },
    [Symbol.asyncDispose]: () => issuer[Symbol.asyncDispose](),
  };
  return flow;
}
