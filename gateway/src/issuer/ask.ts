import { randomUUID } from 'node:crypto';
import type { ApolloServer } from '@apollo/server';
import type { Logger } from 'pino';
import type { GatewayContext } from '../context.ts';
import type { Transport } from '../transport/transport.ts';
import { type Ask, gatewayCaller } from './social-desk.ts';

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
    const context: GatewayContext = {
      caller,
      requestId: randomUUID(),
      logger,
      headers: {},
      signal: AbortSignal.timeout(requestTimeoutMs),
      deadlineAt: performance.now() + requestTimeoutMs,
    };
    if (caller.subject === gatewayCaller.subject) {
      const social = transports().find(({ name }) => name === subgraph);
      if (!social) throw new Error('This supergraph has no subgraph that keeps consents.');
      return social.fetch({ query: document, variables, context });
    }
    const { body } = await apollo.executeOperation({ query: document, variables: { ...variables } }, { contextValue: context });
    if (body.kind !== 'single') throw new Error('Answers in parts are not expected.');
    return body.singleResult;
  };
}
