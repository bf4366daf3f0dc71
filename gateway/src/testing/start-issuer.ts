import { createHash, randomBytes } from 'node:crypto';
import { cloneDatabase } from '@ecosystem/kit/testing';
import { castId } from '@ecosystem/kit/world';
import Fastify from 'fastify';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { pino } from 'pino';
import { createTokenVerifier, type TokenVerifier } from '../authenticate.ts';
import { type GatewayDatabase, openGatewayDatabase } from '../database/database.ts';
import { createIssuer, type EmbeddedIssuer, type IssuerOptions } from '../issuer/issuer.ts';
import { createDemoDesk, type DemoDesk } from './demo-desk.ts';

export const testAudience = 'https://api.ecosystem.localhost';
const statementTimeoutMs = 10_000;

/** One process that serves the issuer. */
export interface IssuerWorker {
  readonly issuer: EmbeddedIssuer;
  /** http://localhost and the port. */
  readonly url: string;
  readonly verifier: TokenVerifier;
}

/** An issuer with a client that has a secret; further workers share its database and its key. */
export interface TestIssuer extends IssuerWorker, AsyncDisposable {
  readonly database: GatewayDatabase;
  readonly desk: DemoDesk;
  readonly clientId: string;
  readonly secret: string;
  /** The states of partners; LIVE where nothing is said. */
  readonly statuses: Map<string, string>;
  /** What the log says at level warn and above. */
  readonly logs: string[];
  startWorker(): Promise<IssuerWorker>;
  /** Asks for a token; the body is a form. */
  token(form: Record<string, string>, headers?: Record<string, string>): Promise<TokenAnswer>;
}

export interface TokenAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export const redirectUri = 'https://partner.test/callback';

/** Starts an issuer over a fresh gateway database and the demo desk. */
export async function startTestIssuer(
  options: Partial<IssuerOptions> & { redirectUris?: readonly string[] } = {},
): Promise<TestIssuer> {
  const database = openGatewayDatabase(await cloneDatabase('gateway'), statementTimeoutMs);
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const desk = createDemoDesk();
  const statuses = new Map<string, string>();
  const logs: string[] = [];
  const closers: (() => Promise<void>)[] = [];
  const startWorker = async (): Promise<IssuerWorker> => {
    const { worker, close } = await startOne({ database, privateKey: jwk, desk, statuses, logs }, options);
    closers.push(close);
    return worker;
  };
  const first = await startWorker();
  const clientId = castId('par', 3);
  const { redirectUris = [redirectUri] } = options;
  await first.issuer.clients.save(clientId, { name: 'Travel', authMethod: 'client_secret_basic', redirectUris });
  const made = await first.issuer.clients.rotateSecret(clientId);
  if (!made.ok) throw new Error(made.message);
  return {
    ...first,
    database,
    desk,
    clientId,
    secret: made.value,
    statuses,
    logs,
    startWorker,
    async token(form, headers = {}) {
      const response = await fetch(`${first.url}/oidc/token`, {
        method: 'POST',
        headers,
        body: new URLSearchParams(form),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(closers.map((close) => close()));
      await database.close();
    },
  };
}

interface Shared {
  readonly database: GatewayDatabase;
  readonly privateKey: JWK;
  readonly desk: DemoDesk;
  readonly statuses: ReadonlyMap<string, string>;
  readonly logs: string[];
}

async function startOne({ desk, statuses, logs, ...shared }: Shared, options: Partial<IssuerOptions>) {
  const logger = pino({ level: 'warn' }, { write: (line: string) => void logs.push(line) });
  const issuer = await createIssuer({
    ...shared,
    audience: testAudience,
    publicUrl: null,
    accessTokenS: 600,
    logger,
    ...options,
  });
  const fastify = Fastify();
  issuer.mount(fastify, { desk, statusOf: async (id) => statuses.get(id) ?? 'LIVE' });
  await fastify.listen({ host: '127.0.0.1', port: 0 });
  const address = fastify.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const verifier = createTokenVerifier({ keys: issuer.keys, issuer: issuer.name, audience: testAudience });
  const worker: IssuerWorker = { issuer, url: `http://localhost:${port}`, verifier };
  return {
    worker,
    close: async () => {
      issuer.close();
      await fastify.close();
    },
  };
}

/** The header of a client that proves itself by its secret (RFC 6749, section 2.3.1). */
export const basic = (clientId: string, secret: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
});

/** A verifier and its challenge (RFC 7636). */
export function createPkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}
