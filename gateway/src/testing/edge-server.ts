import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type Caller, readScopes } from '@ecosystem/kit/caller';
import { graphql, parse } from 'graphql';
import { pino } from 'pino';
import { invalidToken } from '../authenticate.ts';
import { indexDocuments, type StoredDocument } from '../documents/stored-documents.ts';
import { createGateway } from '../gateway.ts';
import { connectInProcess, type LocalSubgraph } from '../transport/in-process.ts';

/** One request as it arrived, for tests that care what a client really sends. */
export interface SeenRequest {
  readonly method: string;
  readonly search: string;
  readonly body: unknown;
}

/** The token that this server takes for one that has expired; any other belongs to a customer. */
export const expiredToken = 'expired';

const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3")
  type Query { "Greets the caller." me: Customer, city(code: ID!): City }
  type Mutation { rename(name: String!): Customer }
  type Customer { id: ID!, displayName: String! }
  type City { code: ID!, name: String! }
`);

const cities: Readonly<Record<string, string>> = { '310100': '上海', '440300': '深圳' };
const liwei = { id: 'cus_1', displayName: '李伟' };

const createRoot = ({ subject }: Caller) => ({
  me: subject === null ? null : liwei,
  city: ({ code }: { code: string }) => ({ code, name: cities[code] ?? 'a town' }),
  rename: ({ name }: { name: string }) => ({ ...liwei, displayName: name }),
});

/** The gateway over one subgraph of three fields and no database: for what is about the gateway's edge alone. */
export async function startEdgeServer(stored: readonly StoredDocument[]) {
  const gateway = await createGateway({
    supergraphSdl: compose(),
    connect: () => connectInProcess(createSubgraph(), { timeoutMs: 1_000 }),
    verifier: {
      async verify(token) {
        if (token === expiredToken) throw invalidToken('The access token has expired.');
        return { subject: liwei.id, scopes: readScopes('') };
      },
    },
    logger: pino({ level: 'silent' }),
    documents: indexDocuments(stored),
  });
  const seen: SeenRequest[] = [];
  gateway.fastify.addHook('preHandler', async ({ method, url, body }) => {
    if (url.startsWith('/graphql')) seen.push({ method, search: new URL(url, 'http://localhost').search, body });
  });
  const url = await gateway.listen({ host: '127.0.0.1', port: 0 });
  return { url, seen, [Symbol.asyncDispose]: () => gateway.close() };
}

function compose(): string {
  const { supergraphSdl, errors } = composeServices([{ name: 'town', typeDefs }]);
  if (!supergraphSdl) throw new Error(`The fixture does not compose: ${errors}`);
  return supergraphSdl;
}

function createSubgraph(): LocalSubgraph {
  const schema = buildSubgraphSchema(typeDefs);
  return {
    name: 'town',
    execute: ({ query, operationName, variables, caller }) =>
      graphql({
        schema,
        source: query,
        operationName: operationName ?? null,
        variableValues: variables,
        rootValue: createRoot(caller),
      }),
    ping: async () => undefined,
  };
}
