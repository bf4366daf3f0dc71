import { GraphQLError } from 'graphql';

/** Codes of GraphQL errors. Refusals of mutations are data and have codes of their own. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'CONSENT_REQUIRED'
  | 'BAD_USER_INPUT'
  | 'SUBGRAPH_UNAVAILABLE'
  | 'INTERNAL';

/** An error that is meant for the caller: its message is shown as it is. */
export class PublicError extends GraphQLError {
  constructor(code: ErrorCode, message: string, extensions: Record<string, unknown> = {}) {
    super(message, { extensions: { ...extensions, code } });
    this.name = 'PublicError';
  }
}

/** The input of a read is malformed; the message says what was expected. */
export function badUserInput(message: string): PublicError {
  return new PublicError('BAD_USER_INPUT', message);
}

/**
 * The caller may not look behind this door.
 * A thing that is missing and a thing that is forbidden give the same answer, so that ids cannot be probed.
 */
export function forbidden(message = 'You may not read this.'): PublicError {
  return new PublicError('FORBIDDEN', message);
}

/** The customer has not granted the partner this consent scope. */
export function consentRequired(scope: string): PublicError {
  return new PublicError('CONSENT_REQUIRED', `The customer has not consented to ${scope}.`);
}

/** The caller has not proven who it is. */
export function unauthenticated(message: string): PublicError {
  return new PublicError('UNAUTHENTICATED', message);
}

/**
 * What a caller is told of an error.
 * Errors of the GraphQL language and public errors pass as they are; anything else is a fault: it is reported to `onFault`
 * whole, and the caller gets code INTERNAL, a neutral sentence and the request id to quote.
 */
export function maskError(error: GraphQLError, requestId: string, onFault: (error: unknown) => void): GraphQLError {
  const cause = error.originalError;
  if (error instanceof PublicError || cause instanceof PublicError) return error;
  // graphql-js reports its own findings (coercion of arguments, for example) without an original error.
  if (!cause && typeof error.extensions['code'] === 'string') return error;
  if (!cause || cause instanceof GraphQLError) {
    return new GraphQLError(error.message, {
      nodes: error.nodes ?? null,
      path: error.path ?? null,
      extensions: { ...error.extensions, code: error.extensions['code'] ?? 'BAD_USER_INPUT' },
    });
  }
  onFault(cause);
  return new GraphQLError('Something went wrong on our side.', {
    nodes: error.nodes ?? null,
    path: error.path ?? null,
    extensions: { code: 'INTERNAL', requestId },
  });
}
