import type { ApolloServer } from '@apollo/server';
import { HeaderMap } from '@apollo/server';
import { anonymous } from '@ecosystem/kit/caller';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { type AuthenticatedCaller, readBearerToken, type TokenVerifier } from '../authenticate.ts';
import { budgetOf } from '../budgets/first-party.ts';
import type { LocalBudgets } from '../budgets/local.ts';
import { asksForCost } from '../budgets/show-cost.ts';
import type { GatewayContext } from '../context.ts';
import { type OperationRequest, type RequestParameters, resolveStoredDocument } from '../documents/persisted.ts';
import type { StoredDocuments } from '../documents/stored-documents.ts';
import type { Engine } from '../execute/engine.ts';
import type { PartnerDesk } from '../partners/desk.ts';
import { isPartner } from '../partners/is-partner.ts';
import { type Admission, refuseOverload } from './admission.ts';
import { answerKnown } from './fast-lane.ts';
import { pickHeaders } from './forward.ts';
import {
  type AnswerOutcome,
  chooseMediaType,
  jsonType,
  type MediaType,
  refuseMediaType,
  statusOf,
  writeContentType,
} from './negotiate.ts';
import { answerPartner } from './partner-answer.ts';
import { signalOf } from './request-signal.ts';

export interface GraphqlRouteOptions {
  readonly apollo: ApolloServer<GatewayContext>;
  /** The engine of new requests. */
  readonly engine: () => Engine;
  /** Longest time for one operation. */
  readonly requestTimeoutMs: number;
  /** Null: tokens are the business of the subgraphs, and all callers are anonymous to the gateway. */
  readonly verifier: TokenVerifier | null;
  readonly documents: StoredDocuments;
  readonly logger: Logger;
  /** How many operations are worked on at once. */
  readonly admission: Admission;
  /** Throws if the text of an operation is too large to be looked at. */
  readonly checkText: (text: string) => void;
  /** Headers of clients that subgraphs are to see, in lower case. */
  readonly forwardHeaders: readonly string[];
  /** Who answers partners; null: nobody is taken for one, and no customer can be read under a consent. */
  readonly partners?: PartnerDesk | null;
  /** What callers that are no partners may use; without it they are not charged. */
  readonly firstPartyBudgets?: LocalBudgets;
}

/** The paths of GraphQL; at `/` browsers get the landing page. */
const paths = ['/graphql', '/'] as const;

/** Serves GraphQL over HTTP: who asks is found out before the body is read, and a bad token ends there. */
export function serveGraphql(fastify: FastifyInstance, options: GraphqlRouteOptions): void {
  const { admission } = options;
  const callers = new WeakMap<FastifyRequest, AuthenticatedCaller>();

  async function authenticate(request: FastifyRequest): Promise<void> {
    if (!options.verifier) return;
    const token = readBearerToken(request.headers.authorization);
    if (token !== null) callers.set(request, await options.verifier.verify(token));
  }

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<string | FastifyReply> {
    const type = chooseMediaType(request.headers.accept);
    if (type === null && !mayWantPage(request)) throw refuseMediaType();
    const signal = signalOf(reply);
    if (!admission.tryEnter()) {
      const admitted = await admission.wait(signal);
      if (admitted === 'refused') throw refuseOverload();
      if (admitted === 'gone') return reply.hijack();
    }
    try {
      return await execute(request, reply, type ?? jsonType, signal);
    } finally {
      admission.leave();
    }
  }

  async function execute(
    request: FastifyRequest,
    reply: FastifyReply,
    type: MediaType,
    signal: AbortSignal,
  ): Promise<string | FastifyReply> {
    const { method, body: sent } = request;
    const plain = { method, body: dropEmptyName(sent), search: searchOf(request) };
    const caller = callers.get(request) ?? anonymous;
    const plainContext: GatewayContext = {
      caller,
      requestId: request.id,
      logger: options.logger,
      headers: pickHeaders(request.headers, options.forwardHeaders),
      signal,
      deadlineAt: performance.now() + options.requestTimeoutMs,
    };
    if (options.partners && isPartner(caller)) {
      const boundTo = callers.get(request)?.boundTo ?? null;
      return answerPartner(options.partners, request, reply, {
        parameters: parametersOf(plain),
        context: plainContext,
        boundTo,
        type,
      });
    }
    const asked = resolveStoredDocument(plain, options.documents);
    const parameters = parametersOf(asked);
    const { firstPartyBudgets: budgets } = options;
    const context: GatewayContext = budgets
      ? { ...plainContext, budget: budgetOf(budgets, caller, request.ip, asksForCost(parameters['extensions'])) }
      : plainContext;
    const known = await answerKnown(options.engine(), method, parameters, context);
    if (known) {
      reply.header('cache-control', 'no-store').type(writeContentType(type));
      return reply.status(statusOf(known.result, type)).send(known.body);
    }
    const text = textOf(asked);
    if (text !== null) options.checkText(text);
    const graphqlRequest = { ...asked, headers: readHeaders(request) };
    const { status, headers, body } = await options.apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: graphqlRequest,
      context: async () => context,
    });
    reply.header('cache-control', 'no-store');
    for (const [name, value] of headers) reply.header(name, value);
    if (body.kind === 'chunked') throw new Error('Answers in parts are not served.');
    if (!headers.get('content-type')?.startsWith('text/html')) reply.type(writeContentType(type));
    return reply.status(adaptStatus(status, body.string, type)).send(body.string);
  }

  for (const url of paths) fastify.route({ method: ['GET', 'POST'], url, onRequest: authenticate, handler: answer });
}

/** A browser that opens the address; it gets the landing page. */
const mayWantPage = ({ method, headers }: FastifyRequest): boolean =>
  method === 'GET' && headers.accept?.includes('text/html') === true;

/** Apollo Server answers 400 to an operation that is wrong, in whatever type; any other status of its own stands. */
function adaptStatus(status: number | undefined, body: string, type: MediaType): number {
  if (status !== 400 || type !== jsonType) return status ?? 200;
  return statusOf(JSON.parse(body) as AnswerOutcome, type);
}

/** GraphQL over HTTP: an empty operationName is the same as none. */
const emptyName = /([?&])operationName=(?=&|$)/;

function searchOf({ url }: FastifyRequest): string {
  const start = url.indexOf('?');
  return start < 0 ? '' : url.slice(start).replace(emptyName, '$1');
}

/** The parameters of a request: the body's, or those of the address. */
function parametersOf({ method, body, search }: OperationRequest): RequestParameters {
  if (method === 'GET') return Object.fromEntries(new URLSearchParams(search));
  return typeof body === 'object' && body !== null ? (body as RequestParameters) : {};
}

function readHeaders({ headers: given }: FastifyRequest): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

function dropEmptyName(body: unknown): unknown {
  const isEmpty = typeof body === 'object' && body !== null && 'operationName' in body && body.operationName === '';
  return isEmpty ? { ...body, operationName: null } : body;
}

/** The operation's text if the request carries one; a text that is known by its hash was checked when it came. */
function textOf(request: OperationRequest): string | null {
  const { query } = parametersOf(request);
  return typeof query === 'string' ? query : null;
}
