import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { JSONWebKeySet, JWK } from 'jose';
import type { Provider } from 'oidc-provider';
import type { Logger } from 'pino';
import type { GatewayDatabase } from '../database/database.ts';
import { type ClientStore, createClientStore } from './clients.ts';
import type { ConsentDesk } from './consent-desk.ts';
import { serveConsentPages } from './consent-routes.ts';
import { serveCustomerPages } from './customer-routes.ts';
import { prepareForms } from './form-pages.ts';
import { deriveIssuerKeys } from './issuer-keys.ts';
import { createModelStore } from './model-store.ts';
import { issuerPath, mountProvider } from './mount-provider.ts';
import { createProvider } from './provider.ts';
import { type AttemptLimits, createSignInAttempts, defaultAttemptLimits } from './sign-in-attempts.ts';
import { createVisits } from './visits.ts';

export interface IssuerOptions {
  readonly database: Pick<GatewayDatabase, 'pool'>;
  /** The private key that all workers share (ES256). */
  readonly privateKey: JWK;
  /** Whom access tokens are for. */
  readonly audience: string;
  /** The origin that clients know, or null for this machine and the port that the server listens on. */
  readonly publicUrl: string | null;
  readonly accessTokenS: number;
  readonly logger: Logger;
  readonly attemptLimits?: AttemptLimits;
  readonly now?: () => Date;
}

/** What the issuer asks others. */
export interface IssuerNeighbours {
  readonly desk: ConsentDesk;
  /** The state of a partner at this moment, or null for nobody. */
  readonly statusOf: (partnerId: string) => Promise<string | null>;
}

/** The gateway's own authorization server for partners. */
export interface EmbeddedIssuer {
  /** Its name in tokens; known once the server listens, or from the configuration. */
  readonly name: () => string;
  /** Its public key. */
  readonly keys: JSONWebKeySet;
  readonly audience: string;
  readonly clients: ClientStore;
  /** Serves the issuer and its pages; before the server listens. */
  mount(fastify: FastifyInstance, neighbours: IssuerNeighbours): void;
  /** Ends its housekeeping. */
  close(): void;
}

const sweepEveryMs = 60_000;

/** Makes the issuer; it answers once it is mounted. */
export async function createIssuer(options: IssuerOptions): Promise<EmbeddedIssuer> {
  const { database, audience, publicUrl, accessTokenS, logger, now = () => new Date() } = options;
  const keys = await deriveIssuerKeys(options.privateKey);
  const models = createModelStore(database.pool);
  const clients = createClientStore(database.pool, now);
  const attempts = createSignInAttempts(database.pool, keys.place, options.attemptLimits ?? defaultAttemptLimits);
  let server: FastifyInstance | null = null;
  const origin = () => publicUrl ?? originOf(server);
  const name = () => `${origin()}${issuerPath}`;
  const isBehindProxy = publicUrl !== null;
  const { d: _, ...publicKey } = keys.signing;

  const sweeping = setInterval(() => {
    models.sweep().catch((error: unknown) => logger.warn({ err: error }, 'what has expired could not be swept'));
  }, sweepEveryMs);
  sweeping.unref();

  return {
    name,
    keys: { keys: [publicKey] },
    audience,
    clients,
    mount(fastify, { desk, statusOf }) {
      server = fastify;
      let made: Provider | null = null;
      // Its name may hold the port, which is known when the first request comes.
      const provider = () => {
        made ??= createProvider({
          issuer: name(),
          audience,
          keys,
          accessTokenS,
          logger,
          now,
          models,
          clients,
          statusOf,
        });
        return made;
      };
      mountProvider(fastify, { provider, origin, isBehindProxy });
      const visits = createVisits({ models, formKey: keys.form, isSecure: () => origin().startsWith('https:') });
      const addressOf = (request: FastifyRequest) => readAddress(request, isBehindProxy);
      const signingIn = { desk, visits, attempts, addressOf };
      void fastify.register(async (scope) => {
        prepareForms(scope, logger);
        serveConsentPages(scope, { ...signingIn, provider, models, audience, now });
        serveCustomerPages(scope, signingIn);
      });
    },
    close: () => clearInterval(sweeping),
  };
}

function originOf(server: FastifyInstance | null): string {
  const address = server?.server.address();
  if (typeof address !== 'object' || !address) throw new Error('The issuer has no name before the server listens.');
  return `http://localhost:${address.port}`;
}

/** The last address is that which our own proxy saw; those before it are what anybody claims. */
function readAddress({ headers, ip }: FastifyRequest, isBehindProxy: boolean): string {
  const forwarded = headers['x-forwarded-for'];
  if (!isBehindProxy || forwarded === undefined) return ip;
  return String(forwarded).split(',').at(-1)?.trim() || ip;
}
