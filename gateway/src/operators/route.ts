import type { Caller } from '@ecosystem/kit/caller';
import { isOperator } from '@ecosystem/kit/partner-callers';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { z } from 'zod';
import { readBearerToken, type TokenVerifier } from '../authenticate.ts';
import type { GatewayContext } from '../context.ts';
import { chooseMediaType, refuseMediaType, statusOf, writeContentType } from '../http/negotiate.ts';
import { createOperatorApi } from './answer.ts';
import type { OperatorDesk } from './desk.ts';

export interface OperatorRoute {
  readonly desk: OperatorDesk;
  readonly verifier: TokenVerifier;
  /** Throws if the text of an operation is too large to be looked at. */
  readonly checkText: (text: string) => void;
  readonly requestTimeoutMs: number;
}

/** Where operators ask. */
export const operatorsPath = '/operators/graphql';

/** Room for a manifest of the largest size as a text within JSON, where line breaks and quotes take two characters. */
const bodyBytesMax = 4_000_000;

const body = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

/** Serves GraphQL for platform operators: by POST, for tokens with partner:review alone. */
export function serveOperators(fastify: FastifyInstance, options: OperatorRoute): void {
  const { desk, verifier, checkText, requestTimeoutMs } = options;
  const answer = createOperatorApi(desk);
  const callers = new WeakMap<FastifyRequest, Caller>();

  /** Found out before the body is read. */
  async function admit(request: FastifyRequest): Promise<void> {
    const token = readBearerToken(request.headers.authorization);
    const caller = token === null ? null : await verifier.verify(token);
    if (!caller || caller.subject === null) throw refuseAnonymous();
    if (!isOperator(caller)) throw refuseStranger();
    callers.set(request, caller);
  }

  async function handle(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const type = chooseMediaType(request.headers.accept);
    const caller = callers.get(request);
    if (!caller) throw refuseAnonymous();
    if (type === null) throw refuseMediaType();
    const parsed = body.safeParse(request.body);
    if (!parsed.success) throw refuseBody();
    const { query, operationName, variables } = parsed.data;
    checkText(query);
    const context: GatewayContext = {
      caller,
      requestId: request.id,
      logger: desk.logger,
      headers: {},
      // What an operator has begun is carried through, also if nobody waits for the answer.
      signal: AbortSignal.timeout(requestTimeoutMs),
      deadlineAt: performance.now() + requestTimeoutMs,
    };
    const question = { query, operationName: operationName || null, variables: variables ?? {} };
    const result = await answer(question, context);
    reply.header('cache-control', 'no-store').type(writeContentType(type));
    return reply.status(statusOf(result, type)).send(JSON.stringify(result));
  }

  fastify.post(operatorsPath, { bodyLimit: bodyBytesMax, onRequest: admit, errorHandler: explainSize }, handle);
}

const headers = new Map([['www-authenticate', 'Bearer']]);

const refuseAnonymous = () =>
  new GraphQLError('The API of operators needs an access token.', {
    extensions: { code: 'UNAUTHENTICATED', http: { status: 401, headers } },
  });

const refuseStranger = () =>
  new GraphQLError('The API of operators is for tokens with the scope partner:review.', {
    extensions: { code: 'FORBIDDEN', http: { status: 403 } },
  });

const refuseBody = () =>
  new GraphQLError('The body must be a JSON object with the text of an operation as "query".', {
    extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
  });

/** The usual sentence about bodies that are too large names the limit of an operation. */
function explainSize(error: Error): never {
  if (!('code' in error) || error.code !== 'FST_ERR_CTP_BODY_TOO_LARGE') throw error;
  throw new GraphQLError(`A request of an operator has at most ${bodyBytesMax} bytes.`, {
    extensions: { code: 'OPERATION_TOO_LARGE', http: { status: 413 } },
  });
}
