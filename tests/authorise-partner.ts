import { createPageVisitor } from '@ecosystem/gateway/testing/page-visitor';
import { basic, createPkce } from '@ecosystem/gateway/testing/start-issuer';
import { castId } from '@ecosystem/kit/world';
import { decodeJwt } from 'jose';
import type { World } from './world.ts';

/** A client of a partner, as its server knows it. */
export interface TestClient {
  readonly id: string;
  readonly secret: string;
}

/** A token of a customer's authorization, and what it is for. */
export interface BoundToken {
  readonly token: string;
  readonly subjectId: string;
  readonly consentId: string;
}

const redirectUri = 'https://partner.test/callback';

/** Where the issuer of the world answers; its name is that of this machine, whatever address the world has. */
const issuerOf = ({ issuer }: World): string => {
  if (!issuer) throw new Error('A world with partners has an issuer.');
  return issuer.name();
};

/** Gives a partner of the demo world a client with a secret. */
export async function makeClient(world: World, partner: number): Promise<TestClient> {
  const id = castId('par', partner);
  const clients = world.issuer?.clients;
  await clients?.save(id, {
    name: `Partner ${partner}`,
    authMethod: 'client_secret_basic',
    redirectUris: [redirectUri],
  });
  const made = await clients?.rotateSecret(id);
  if (!made?.ok) throw new Error('The client has no secret.');
  return { id, secret: made.value };
}

/** What the token endpoint answers to a client. */
export async function askForToken(
  world: World,
  { id, secret }: TestClient,
  form: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(`${issuerOf(world)}/token`, {
    method: 'POST',
    headers: basic(id, secret),
    body: new URLSearchParams(form),
  });
  return (await response.json()) as Record<string, unknown>;
}

const createCode = `mutation ($key: String!) {
  createCustomerCode(input: { purpose: SIGN_IN, idempotencyKey: $key }) { code { code } }
}`;

/** Goes with a customer through the pages of the issuer, allows the scopes, none of which is sensitive, and redeems the code. */
export async function obtainBoundToken(
  world: World,
  client: TestClient,
  customer: number,
  scopes: readonly string[],
): Promise<BoundToken> {
  const issuer = issuerOf(world);
  const pkce = createPkce();
  const question = new URLSearchParams({
    client_id: client.id,
    response_type: 'code',
    scope: 'openid',
    redirect_uri: redirectUri,
    state: 'a state',
    code_challenge: pkce.challenge,
    code_challenge_method: 'S256',
    consent_scopes: scopes.join(' '),
    purpose: 'To help with orders.',
    duration: 'TIME_BOUND',
    ttl_days: '30',
  });
  const { data } = await world.ask<{ createCustomerCode: { code: { code: string } } }>(createCode, {
    token: await world.token('customer', castId('cus', customer)),
    variables: { key: crypto.randomUUID() },
  });
  const browser = createPageVisitor([new URL(issuer).host]);
  const path = new URL((await browser.open(`${issuer}/auth?${question}`)).url).pathname;
  await browser.send(`${path}/sign-in`, [['code', data?.createCustomerCode.code.code ?? '']]);
  const granted = scopes.map((scope): [string, string] => ['scope', scope]);
  const { url } = await browser.send(path, [['answer', 'allow'], ...granted]);
  const answer = await askForToken(world, client, {
    grant_type: 'authorization_code',
    code: new URL(url).searchParams.get('code') ?? '',
    redirect_uri: redirectUri,
    code_verifier: pkce.verifier,
  });
  const token = String(answer['access_token']);
  const { sub = '', consent_id: consentId } = decodeJwt(token);
  return { token, subjectId: sub, consentId: String(consentId) };
}
