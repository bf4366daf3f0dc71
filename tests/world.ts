import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createTokenVerifier, type TokenVerifier } from '@ecosystem/gateway/authenticate';
import { readGatewayConfig } from '@ecosystem/gateway/config';
import { type GatewayDatabase, openGatewayDatabase } from '@ecosystem/gateway/database/database';
import { readStoredDocuments } from '@ecosystem/gateway/documents/stored-documents';
import { createGateway, type Gateway } from '@ecosystem/gateway/gateway';
import type { Admission } from '@ecosystem/gateway/http/admission';
import type { EmbeddedIssuer } from '@ecosystem/gateway/issuer/issuer';
import type { PartnerSettings } from '@ecosystem/gateway/partners/settings';
import { connectHttp } from '@ecosystem/gateway/transport/http';
import { connectInProcess, type LocalSubgraph } from '@ecosystem/gateway/transport/in-process';
import type { Transport } from '@ecosystem/gateway/transport/transport';
import { SubgraphUnavailable } from '@ecosystem/gateway/transport/unavailable';
import type { Clock } from '@ecosystem/kit/clock';
import {
  developmentAudience,
  developmentIssuer,
  openDevelopmentIssuer,
  readIssuerKey,
} from '@ecosystem/kit/development-issuer';
import { findPersona, findSubject } from '@ecosystem/kit/personas';
import { createSubgraphServer } from '@ecosystem/kit/serve';
import { cloneDatabase, openTestSubgraph, type TestSubgraph } from '@ecosystem/kit/testing';
import { castId } from '@ecosystem/kit/world';
import { gatewayDatabaseName, subgraphs as listed, type SubgraphName } from '@ecosystem/schema/subgraphs.ts';
import { calculateJwkThumbprint, importJWK, type JWK, SignJWT } from 'jose';
import { pino } from 'pino';
import { definitions } from './definitions.ts';
import { readText } from './files.ts';

/** How the gateway of a world reaches its subgraphs. */
export type TransportKind = 'in-process' | 'http';
export const transportKinds = ['in-process', 'http'] as const satisfies readonly TransportKind[];

export const subgraphNames: readonly SubgraphName[] = listed.map(({ name }) => name);

const secret = 'the secret of a test world, long enough';
const accessTokenS = 600;
const defaultTimeoutMs = 10_000;
const statementTimeoutMs = 10_000;
const operationsFolder = resolve(import.meta.dirname, '../schema/operations');
/** As configured by default. */
const partnerSettings = {
  redisUrl: null,
  budget: readGatewayConfig([], {}).budgets.partner,
  storeTimeoutMs: statementTimeoutMs,
  demoFolder: join(operationsFolder, 'partner'),
};

/** What a test puts between the gateway and its subgraphs. */
export interface WorldOptions {
  /** Longest wait of the gateway for one answer of a subgraph. */
  readonly timeoutMs?: number;
  /** Over HTTP: something that stands before the subgraph of this address; the result is its own address. */
  readonly placeBefore?: (name: SubgraphName, url: string) => Promise<string>;
  /** Partners are served as they are when our own supergraph is; otherwise nobody is taken for one. */
  readonly partners?: boolean | Partial<PartnerSettings>;
  /** Web pages that may call from a browser. */
  readonly corsOrigins?: readonly string[];
  /** How many requests are worked on at once. */
  readonly admission?: Admission;
  /** What time it is for the subgraphs; the demo world's now if left out. */
  readonly clock?: Clock;
  /** In process: the subgraph that the gateway gets instead. */
  readonly wrap?: (name: SubgraphName, subgraph: LocalSubgraph) => LocalSubgraph;
}

export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** What the gateway answered over HTTP. */
export interface Answer<Data = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly data?: Data | null;
  readonly errors?: readonly AnswerError[];
}

/** The whole system over fresh copies of the demo world, listening on a port of its own. */
export interface World extends AsyncDisposable {
  readonly url: string;
  /** The gateway's own database; only with partners. */
  readonly database: GatewayDatabase | null;
  /** The authorization server for partners; only with partners. */
  readonly issuer: EmbeddedIssuer | null;
  readonly gateway: Gateway;
  /** Knows the tokens of this world, for a further gateway over it. */
  readonly verifier: TokenVerifier;
  readonly subgraphs: Readonly<Record<SubgraphName, TestSubgraph>>;
  /** Every fetch since the world began: which subgraph, what it was asked. */
  readonly fetches: { readonly subgraph: SubgraphName; readonly query: string }[];
  /** A token of a persona; `customer` and no subject is @liwei. */
  token(persona: string, subject?: string): Promise<string>;
  /** A token with exactly these scopes. */
  tokenWith(subject: string, scopes: readonly string[]): Promise<string>;
  /** A token that the issuer really signed, with whatever claims; its usual ones where none are given. */
  sign(claims: Record<string, unknown>): Promise<string>;
  /** Sends one operation; without a token it is anonymous. */
  ask<Data = Record<string, unknown>>(
    query: string,
    options?: { token?: string; variables?: Record<string, unknown>; operationName?: string },
  ): Promise<Answer<Data>>;
  /** The subgraph is gone until it is resumed: over HTTP its port is closed. */
  stop(name: SubgraphName): Promise<void>;
  resume(name: SubgraphName): Promise<void>;
  /** The names of the SQL statements that an action sends, over all subgraphs. */
  statementsOf(action: () => Promise<unknown>): Promise<string[]>;
}

/** The text of a stored document for frontends. */
export function readOperation(name: string): string {
  return readText(`schema/operations/web/${name}.graphql`);
}

/** Starts the system: real PostgreSQL, real HTTP, the composed supergraph. */
export async function startWorld(kind: TransportKind = 'in-process', options: WorldOptions = {}): Promise<World> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ecosystem-world-'));
  const issuer = await openDevelopmentIssuer(dataDir);
  const opened = await Promise.all(
    subgraphNames.map(async (name) => [name, await openTestSubgraph(definitions[name], options.clock)] as const),
  );
  const subgraphs = Object.fromEntries(opened) as Record<SubgraphName, TestSubgraph>;
  const fetches: World['fetches'] = [];
  const switches = await Promise.all(
    subgraphNames.map((name) => (kind === 'http' ? overHttp : inProcess)(name, subgraphs[name], options)),
  );
  const switchOf = (name: string) => {
    const found = switches.find((one) => one.name === name);
    if (!found) throw new Error(`There is no subgraph ${name}.`);
    return found;
  };
  const database = options.partners
    ? openGatewayDatabase(await cloneDatabase(gatewayDatabaseName), statementTimeoutMs)
    : null;
  const logger = pino({ level: 'fatal' });
  const partnerIssuer = database
    ? await (await import('@ecosystem/gateway/issuer/issuer')).createIssuer({
        database,
        privateKey: await readIssuerKey(dataDir),
        audience: issuer.audience,
        publicUrl: null,
        accessTokenS,
        logger,
      })
    : null;
  const verifier = createTokenVerifier([
    { keys: issuer.jwks, issuer: issuer.issuer, audience: issuer.audience },
    ...(partnerIssuer
      ? [{ keys: partnerIssuer.keys, issuer: partnerIssuer.name, audience: partnerIssuer.audience }]
      : []),
  ]);
  const gateway = await createGateway({
    supergraphSdl: readText('schema/supergraph.graphql'),
    connect: ({ name }) => {
      const { name: subgraph, transport } = switchOf(name);
      return {
        ...transport,
        fetch(request) {
          fetches.push({ subgraph, query: request.query });
          return transport.fetch(request);
        },
      };
    },
    verifier,
    ...(partnerIssuer && { issuer: partnerIssuer }),
    logger,
    documents: readStoredDocuments(operationsFolder),
    corsOrigins: options.corsOrigins ?? [],
    ...(options.admission && { admission: options.admission }),
    ...(database && { partners: { ...partnerSettings, database, ...(options.partners !== true && options.partners) } }),
  });
  await gateway.warmed;
  const url = await gateway.listen({ host: '127.0.0.1', port: 0 });

  return {
    url,
    database,
    gateway,
    issuer: partnerIssuer,
    verifier,
    subgraphs,
    fetches,
    async token(personaName, subjectName) {
      const persona = findPersona(personaName);
      const subject = subjectName === undefined ? persona?.subject : findSubject(subjectName);
      if (!persona || !subject) throw new Error(`There is no ${personaName} ${subjectName}.`);
      return issuer.sign({ subject, scopes: persona.scopes });
    },
    tokenWith: (subject, scopes) => issuer.sign({ subject, scopes }),
    sign: (claims) => signWithKeyOf(dataDir, claims),
    async ask(query, { token, variables, operationName } = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          // As today's clients do: the status then tells what is wrong with an operation.
          accept: 'application/graphql-response+json, application/json;q=0.9',
          ...(token && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({ query, variables, operationName }),
      });
      const body = (await response.json()) as Pick<Answer<never>, 'data' | 'errors'>;
      return { status: response.status, headers: response.headers, ...body };
    },
    stop: (name) => switchOf(name).stop(),
    resume: (name) => switchOf(name).resume(),
    async statementsOf(action) {
      const names: string[] = [];
      for (const { subgraph } of Object.values(subgraphs)) subgraph.database.onStatement = (name) => names.push(name);
      await action();
      for (const { subgraph } of Object.values(subgraphs)) subgraph.database.onStatement = null;
      return names;
    },
    async [Symbol.asyncDispose]() {
      partnerIssuer?.close();
      await gateway.close();
      await database?.close();
      await Promise.all(switches.map((one) => one.close()));
      await Promise.all(Object.values(subgraphs).map(({ subgraph }) => subgraph.close()));
      await rm(dataDir, { recursive: true });
    },
  };
}

async function signWithKeyOf(dataDir: string, claims: Record<string, unknown>): Promise<string> {
  const jwk = JSON.parse(await readFile(join(dataDir, 'issuer.json'), 'utf8')) as JWK;
  const usual = {
    iss: developmentIssuer,
    aud: developmentAudience,
    sub: castId('cus', 1),
    exp: Math.floor(Date.now() / 1_000) + 600,
  };
  return new SignJWT({ ...usual, ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: await calculateJwkThumbprint(jwk) })
    .sign(await importJWK(jwk, 'ES256'));
}

/** A subgraph that can be taken away and brought back. */
interface Switch {
  readonly name: SubgraphName;
  readonly transport: Transport;
  stop(): Promise<void>;
  resume(): Promise<void>;
  close(): Promise<void>;
}

async function inProcess(
  name: SubgraphName,
  { subgraph }: TestSubgraph,
  { timeoutMs = defaultTimeoutMs, wrap = (_, plain) => plain }: WorldOptions,
): Promise<Switch> {
  const transport = connectInProcess(wrap(name, subgraph), { timeoutMs });
  let isStopped = false;
  return {
    name,
    transport: {
      ...transport,
      fetch: async (request) => {
        if (isStopped) throw new SubgraphUnavailable(name, new Error('it was stopped by a test'));
        return transport.fetch(request);
      },
    },
    async stop() {
      isStopped = true;
    },
    async resume() {
      isStopped = false;
    },
    close: async () => undefined,
  };
}

async function overHttp(
  name: SubgraphName,
  { subgraph }: TestSubgraph,
  { timeoutMs = defaultTimeoutMs, placeBefore = async (_, plain) => plain }: WorldOptions,
): Promise<Switch> {
  let server = createSubgraphServer(subgraph, secret);
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const callerSecret = new TextEncoder().encode(secret);
  return {
    name,
    transport: connectHttp({ name, url: await placeBefore(name, `${url}/graphql`), timeoutMs, callerSecret }),
    stop: () => server.close(),
    async resume() {
      server = createSubgraphServer(subgraph, secret);
      await server.listen({ host: '127.0.0.1', port: Number(new URL(url).port) });
    },
    close: () => server.close(),
  };
}
