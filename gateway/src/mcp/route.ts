import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { type AuthenticatedCaller, readBearerToken, type TokenVerifier } from '../authenticate.ts';
import type { GatewayContext } from '../context.ts';
import { type Admission, refuseOverload } from '../http/admission.ts';
import { pickHeaders } from '../http/forward.ts';
import { signalOf } from '../http/request-signal.ts';
import { isPartner } from '../partners/is-partner.ts';
import { challengeOf, mcpPath, type ProtectedResourceOptions, serveProtectedResource } from './protected-resource.ts';
import type { McpServerOptions } from './server.ts';

export interface McpRouteOptions extends McpServerOptions, ProtectedResourceOptions {
  readonly verifier: TokenVerifier;
  readonly logger: Logger;
  /** Longest time for one message. */
  readonly requestTimeoutMs: number;
  /** How many requests are worked on at once, together with those of GraphQL. */
  readonly admission: Admission;
  /** Headers of clients that subgraphs are to see, in lower case. */
  readonly forwardHeaders: readonly string[];
  /** Web pages that may call; no others may, whatever name they gave our address. */
  readonly corsOrigins: readonly string[];
}

/** What of a request the transport looks at; the token is not for it. */
const transportHeaders = ['accept', 'content-type', 'mcp-protocol-version'];
/** JSON-RPC's own code of what is no request, and that of the SDK for a method of HTTP that is not served. */
const invalidRequest = -32_600;
const notServed = -32_000;

/**
 * Serves the registered operations of a partner as tools of the Model Context Protocol, by its streamable HTTP without sessions:
 * each message is one POST and one answer in JSON. Tokens are those of GraphQL.
 */
export function serveMcp(fastify: FastifyInstance, options: McpRouteOptions): void {
  const { admission, publicUrl, corsOrigins } = options;
  const callers = new WeakMap<FastifyRequest, AuthenticatedCaller>();

  async function authenticate(request: FastifyRequest): Promise<void> {
    const { origin, authorization } = request.headers;
    if (origin !== undefined && !corsOrigins.includes(origin)) throw forbid('This web page may not call.');
    try {
      const token = readBearerToken(authorization);
      if (token === null) throw refuseAnonymous();
      const caller = await options.verifier.verify(token);
      if (!isPartner(caller)) throw forbid('Tools are for partners; this access token is for somebody else.');
      callers.set(request, caller);
    } catch (error) {
      throw challenge(error, challengeOf(request, publicUrl));
    }
  }

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const caller = callers.get(request);
    if (!caller) throw refuseAnonymous();
    const signal = signalOf(reply);
    if (!admission.tryEnter()) {
      const admitted = await admission.wait(signal);
      if (admitted === 'refused') throw refuseOverload();
      if (admitted === 'gone') return reply.hijack();
    }
    try {
      const context: GatewayContext = {
        caller: { subject: caller.subject, scopes: caller.scopes },
        requestId: request.id,
        logger: options.logger,
        headers: pickHeaders(request.headers, options.forwardHeaders),
        signal,
        deadlineAt: performance.now() + options.requestTimeoutMs,
      };
      return await handle(request, reply, { caller, context });
    } finally {
      admission.leave();
    }
  }

  async function handle(
    request: FastifyRequest,
    reply: FastifyReply,
    asked: { readonly caller: AuthenticatedCaller; readonly context: GatewayContext },
  ): Promise<FastifyReply> {
    reply.header('cache-control', 'no-store');
    // One place at the door is for one message.
    if (Array.isArray(request.body))
      return refuseMessage(reply, 400, invalidRequest, 'Batches are not served; send each message by itself.');
    // Loaded with the first message: most gateways never get one, and the SDK would make each start longer.
    const { createMcpServer, createMcpTransport } = await import('./server.ts');
    const server = createMcpServer(options, asked);
    const transport = createMcpTransport();
    try {
      await server.connect(transport);
      const plain = new Request(`http://localhost${mcpPath}`, {
        method: 'POST',
        headers: pickHeaders(request.headers, transportHeaders),
      });
      const response = await transport.handleRequest(plain, { parsedBody: request.body });
      const body = await response.text();
      const type = response.headers.get('content-type');
      if (type !== null) reply.type(type);
      return reply.status(response.status).send(body);
    } finally {
      await server.close();
    }
  }

  fastify.post(mcpPath, { onRequest: authenticate }, answer);
  fastify.route({
    method: ['GET', 'DELETE'],
    url: mcpPath,
    // There are no sessions, so there is nothing to listen to and nothing to end.
    handler: (_request, reply) =>
      refuseMessage(reply.header('allow', 'POST'), 405, notServed, 'Messages are sent by POST; there are no sessions.'),
  });
  serveProtectedResource(fastify, options);
}

function refuseMessage(reply: FastifyReply, status: number, code: number, message: string): FastifyReply {
  return reply.status(status).send({ jsonrpc: '2.0', error: { code, message }, id: null });
}

const refuseAnonymous = () =>
  new GraphQLError('Tools need an access token of a partner.', {
    extensions: {
      code: 'UNAUTHENTICATED',
      http: { status: 401, headers: new Map([['www-authenticate', 'Bearer']]) },
    },
  });

const forbid = (message: string) =>
  new GraphQLError(message, { extensions: { code: 'FORBIDDEN', http: { status: 403 } } });

/** Adds to a refused token where the resource is described (RFC 9728, section 5.1). */
function challenge(error: unknown, where: string): unknown {
  if (!(error instanceof GraphQLError)) return error;
  const { http, ...rest } = error.extensions;
  if (typeof http !== 'object' || http === null || !('status' in http) || http.status !== 401) return error;
  const given =
    'headers' in http && http.headers instanceof Map ? String(http.headers.get('www-authenticate')) : 'Bearer';
  const separator = given === 'Bearer' ? ' ' : ', ';
  const headers = new Map([['www-authenticate', `${given}${separator}${where}`]]);
  return new GraphQLError(error.message, { extensions: { ...rest, http: { status: 401, headers } } });
}
