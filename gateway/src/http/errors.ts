import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { maskedError } from '../execute/errors.ts';
import { type OperationLimits, refuseBody } from '../limits/limits.ts';
import { chooseMediaType, jsonType, type MediaType, statusOf, writeContentType } from './negotiate.ts';

/** What a client gets when its request never became an operation: JSON with `errors`, as for any other error. */
interface HttpFailure {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly errors: readonly GraphQLFormattedError[];
}

const noHeaders: ReadonlyMap<string, string> = new Map();

const failure = (status: number, code: string, message: string): HttpFailure => ({
  status,
  headers: noHeaders,
  errors: [{ message, extensions: { code } }],
});

/** What to say about an error of the HTTP layer; null for a fault, which is nobody's business but ours. */
function describeHttpError(error: unknown, limits: OperationLimits): HttpFailure | null {
  if (error instanceof GraphQLError) return describeGraphQLError(error);
  if (!(error instanceof Error)) return null;
  const { code, statusCode } = error as Partial<FastifyError>;
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return failure(
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      'The body must be JSON, with the header "content-type: application/json".',
    );
  }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return describeGraphQLError(refuseBody(limits));
  if (code === 'FST_ERR_CTP_EMPTY_JSON_BODY')
    return failure(400, 'BAD_REQUEST', 'The body is empty; it must be a JSON object.');
  if (code === 'FST_ERR_CTP_INVALID_JSON_BODY' || error instanceof SyntaxError) {
    return failure(400, 'BAD_REQUEST', 'The body is not valid JSON.');
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return failure(statusCode, 'BAD_REQUEST', error.message);
  return null;
}

/** An error that names its status in `extensions.http`, as Apollo Server understands it. */
function describeGraphQLError(error: GraphQLError): HttpFailure | null {
  const { http, ...extensions } = error.extensions;
  if (typeof http !== 'object' || http === null || !('status' in http) || typeof http.status !== 'number') return null;
  const headers = 'headers' in http && http.headers instanceof Map ? http.headers : noHeaders;
  return { status: http.status, headers, errors: [{ message: error.message, extensions }] };
}

/** Clients that asked for it read errors of GraphQL in its own type only; Apollo Client shows any other as a bare status. */
const mediaTypeFor = ({ headers }: FastifyRequest): MediaType => chooseMediaType(headers.accept) ?? jsonType;

/** Answers errors that were thrown before or around GraphQL. */
export function createErrorHandler(limits: OperationLimits) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const described = describeHttpError(error, limits);
    if (!described) request.log.error({ err: error, requestId: request.id }, 'a request failed');
    const { status, headers, errors } = described ?? {
      status: 500,
      headers: noHeaders,
      errors: [maskedError(request.id)],
    };
    if (status >= 500 && described) request.log.warn({ err: error, requestId: request.id }, 'a request was not served');
    for (const [name, value] of headers) reply.header(name, value);
    const type = mediaTypeFor(request);
    // What the limits find wrong with a document is as wrong as what validation finds.
    const adapted = status === 400 ? statusOf({ errors }, type) : status;
    return reply.status(adapted).type(writeContentType(type)).send({ errors });
  };
}

/** Answers addresses that cannot be read, such as `/%zz`; they never reach a route. */
export function answerUnroutable(_error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  const { status, errors } = failure(400, 'BAD_REQUEST', 'The address of the request is malformed.');
  reply.status(status).send({ errors });
}

/** Answers paths and methods that do not exist. */
export function answerUnknown(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split('?')[0];
  const isGraphql = path === '/graphql' || path === '/';
  if (isGraphql) reply.header('allow', 'GET, POST');
  const { status, errors } = isGraphql
    ? failure(405, 'METHOD_NOT_ALLOWED', 'GraphQL is served by POST, and queries by GET as well.')
    : failure(404, 'NOT_FOUND', 'There is nothing here. GraphQL is served at /graphql.');
  return reply
    .status(status)
    .type(writeContentType(mediaTypeFor(request)))
    .send({ errors });
}
