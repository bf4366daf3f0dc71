import type { Caller } from '@ecosystem/kit/caller';
import { pino } from 'pino';
import type { TokenVerifier } from '../authenticate.ts';
import { invalidToken } from '../authenticate.ts';
import { createGateway, type Gateway, type GatewayOptions } from '../gateway.ts';
import { connectInProcess } from '../transport/in-process.ts';
import type { Transport } from '../transport/transport.ts';
import { SubgraphUnavailable } from '../transport/unavailable.ts';
import {
  composeFixture,
  type FixtureName,
  type FixtureSubgraph,
  fixtureNames,
  openFixture,
} from './fixture-subgraphs.ts';

/** A transport that behaves until it is told to fail. */
export interface FaultyTransport extends Transport {
  /** While set, each fetch and ping fails with it. */
  fault: Error | null;
}

/** Puts a switch before a transport, for tests of outages. */
function makeFaulty(transport: Transport): FaultyTransport {
  const faulty: FaultyTransport = {
    name: transport.name,
    fault: null,
    async fetch(request) {
      if (faulty.fault) throw new SubgraphUnavailable(transport.name, faulty.fault);
      return transport.fetch(request);
    },
    async ping() {
      if (faulty.fault) throw faulty.fault;
      return transport.ping();
    },
    close: () => transport.close(),
  };
  return faulty;
}

/** Takes the tokens of `tokenOf`, so that a test says in place who asks. */
export const plainVerifier: TokenVerifier = {
  async verify(token) {
    const [subject, ...scopes] = Buffer.from(token, 'base64url').toString().split(' ');
    if (!subject || !/^\w{3}_/.test(subject)) throw invalidToken('The access token is not valid.');
    return { subject, scopes: new Set(scopes) } satisfies Caller;
  },
};

/** The token of a customer with these scopes, for plainVerifier. */
export const tokenOf = (subject: string, ...scopes: readonly string[]): string =>
  Buffer.from([subject, ...scopes].join(' ')).toString('base64url');

export interface GraphqlAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
  readonly data?: Record<string, unknown> | null;
  readonly errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
}

/** A gateway over the fixture in this process. */
export interface FixtureGateway extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly subgraphs: Readonly<Record<FixtureName, FixtureSubgraph>>;
  readonly transports: Readonly<Record<FixtureName, FaultyTransport>>;
  readonly logs: Record<string, unknown>[];
  /** Sends one operation; without a token it is anonymous. */
  ask(query: string, options?: { token?: string; variables?: object; operationName?: string }): Promise<GraphqlAnswer>;
}

export async function startFixtureGateway(options: Partial<GatewayOptions> = {}): Promise<FixtureGateway> {
  const subgraphs = { people: openFixture('people'), care: openFixture('care'), shop: openFixture('shop') };
  const transports = {
    people: makeFaulty(connectInProcess(subgraphs.people, { timeoutMs: 5_000 })),
    care: makeFaulty(connectInProcess(subgraphs.care, { timeoutMs: 5_000 })),
    shop: makeFaulty(connectInProcess(subgraphs.shop, { timeoutMs: 5_000 })),
  };
  const logs: Record<string, unknown>[] = [];
  const gateway = await createGateway({
    supergraphSdl: composeFixture(),
    connect: ({ name }) => {
      const known = fixtureNames.find((one) => one === name);
      if (!known) throw new Error(`The fixture has no subgraph ${name}.`);
      return transports[known];
    },
    verifier: plainVerifier,
    logger: pino(
      { level: 'debug' },
      { write: (line: string) => void logs.push(JSON.parse(line) as Record<string, unknown>) },
    ),
    hasPages: false,
    ...options,
  });
  return {
    gateway,
    subgraphs,
    transports,
    logs,
    async ask(query, { token, variables, operationName } = {}) {
      const response = await gateway.fastify.inject({
        method: 'POST',
        url: '/graphql',
        // As today's clients do: the status then tells what is wrong with an operation.
        headers: {
          accept: 'application/graphql-response+json',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        payload: { query, ...(variables && { variables }), ...(operationName && { operationName }) },
      });
      return {
        status: response.statusCode,
        headers: response.headers,
        ...response.json<Omit<GraphqlAnswer, 'status' | 'headers'>>(),
      };
    },
    [Symbol.asyncDispose]: () => gateway.close(),
  };
}
