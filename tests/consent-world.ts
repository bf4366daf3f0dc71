import { startTestIssuer } from '@ecosystem/gateway/testing/start-issuer';
import { castId } from '@ecosystem/kit/world';
import { createPartnerSite, type PartnerSite } from './partner-site.ts';

/** The issuer with its pages, and a partner's site that asks for consents. */
export interface ConsentWorld extends AsyncDisposable {
  readonly url: string;
  readonly partner: PartnerSite;
  /** A code as the app of that customer shows it. */
  signInCode(customer: number): Promise<string>;
  /** What the customer has granted so far, newest last, as the customer's own API says it. */
  consentsOf(customer: number): Promise<readonly { status: string; scopes: readonly string[] }[]>;
}

/** Starts both. */
export async function startConsentWorld(): Promise<ConsentWorld> {
  const partner = await createPartnerSite();
  const issuer = await startTestIssuer({ redirectUris: [partner.callback] });
  partner.connect({ issuer: issuer.issuer.name(), clientId: issuer.clientId, secret: issuer.secret });
  return {
    url: issuer.url,
    partner,
    signInCode: async (customer) => issuer.desk.signInCode(castId('cus', customer)),
    consentsOf: async (customer) =>
      issuer.desk.consents.filter(({ customerId }) => customerId === castId('cus', customer)),
    async [Symbol.asyncDispose]() {
      await partner.close();
      await issuer[Symbol.asyncDispose]();
    },
  };
}
