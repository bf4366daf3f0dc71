import { randomUUID } from 'node:crypto';
import type { ApolloServer } from '@apollo/server';
import { isGateway } from '@ecosystem/kit/gateway-caller';
import type { Logger } from 'pino';
import type { GatewayContext } from '../context.ts';
import type { Transport } from '../transport/transport.ts';
import type { Ask } from './social-desk.ts';

export interface AskOptions {
  readonly apollo: ApolloServer<GatewayContext>;
  /** How subgraphs are reached at the moment. */
  readonly transports: () => readonly Transport[];
  readonly requestTimeoutMs: number;
  readonly logger: Logger;
}

const subgraph = 'social';

/** How the issuer's pages ask: the API as anybody could, and the social subgraph itself for what is the gateway's alone. */
export function createAsk({ apollo, transports, requestTimeoutMs, logger }: AskOptions): Ask {
  return async (document, variables, caller) => {
    const request = {
      caller,
      requestId: randomUUID(),
      headers: {},
      signal: AbortSignal.timeout(requestTimeoutMs),
    };
    if (isGateway(caller)) {
      const social = transports().find(({ name }) => name === subgraph);
      if (!social) throw new Error('This supergraph has no subgraph that keeps consents.');
      return social.fetch({ query: document, variables, ...request, timeoutMs: requestTimeoutMs });
    }
    const context: GatewayContext = { ...request, logger, deadlineAt: performance.now() + requestTimeoutMs };
    const { body } = await apollo.executeOperation(
      { query: document, variables: { ...variables } },
      { contextValue: context },
    );
    if (body.kind !== 'single') throw new Error('Answers in parts are not expected.');
    return body.singleResult;
  };
}
