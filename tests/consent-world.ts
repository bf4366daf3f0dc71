import { castId } from '@ecosystem/kit/world';
import { createPartnerSite, type PartnerSite } from './partner-site.ts';
import { startWorld } from './world.ts';

/** The whole system, and a partner's site that asks for consents. */
export interface ConsentWorld extends AsyncDisposable {
  readonly url: string;
  readonly partner: PartnerSite;
  /** A code as the app of that customer shows it. */
  signInCode(customer: number): Promise<string>;
  /** What the customer has granted so far, newest last, as the customer's own API says it. */
  consentsOf(customer: number): Promise<readonly { status: string; scopes: readonly string[] }[]>;
}

const createCode = `mutation CreateCode($key: String!) {
  createCustomerCode(input: { purpose: SIGN_IN, idempotencyKey: $key }) { code { code } userErrors { message } }
}`;
const readConsents = 'query ReadConsents { me { social { consents(first: 100) { nodes { status scopes } } } } }';

/** Starts both. */
export async function startConsentWorld(): Promise<ConsentWorld> {
  const partner = await createPartnerSite();
  const world = await startWorld('in-process', { partners: true });
  const clientId = castId('par', 2);
  const { issuer } = world;
  if (!issuer) throw new Error('A world with partners has an issuer.');
  await issuer.clients.save(clientId, {
    name: 'Hospital',
    authMethod: 'client_secret_basic',
    redirectUris: [partner.callback],
  });
  const made = await issuer.clients.rotateSecret(clientId);
  if (!made.ok) throw new Error(made.message);
  partner.connect({ issuer: issuer.name(), clientId, secret: made.value });
  const tokenOf = (customer: number) => world.token('customer', castId('cus', customer));
  return {
    url: issuer.name().replace(/\/oidc$/, ''),
    partner,
    async signInCode(customer) {
      const { data, errors } = await world.ask<{ createCustomerCode: { code: { code: string } } }>(createCode, {
        token: await tokenOf(customer),
        variables: { key: crypto.randomUUID() },
      });
      if (!data) throw new Error(errors?.[0]?.message);
      return data.createCustomerCode.code.code;
    },
    async consentsOf(customer) {
      const { data, errors } = await world.ask<{ me: { social: { consents: { nodes: Consent[] } } } }>(readConsents, {
        token: await tokenOf(customer),
      });
      if (!data) throw new Error(errors?.[0]?.message);
      return data.me.social.consents.nodes.toReversed();
    },
    async [Symbol.asyncDispose]() {
      await partner.close();
      await world[Symbol.asyncDispose]();
    },
  };
}

interface Consent {
  readonly status: string;
  readonly scopes: readonly string[];
}
