import type { Caller } from '@ecosystem/kit/caller';
import { isOperator } from '@ecosystem/kit/partner-callers';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { readBearerToken, type TokenVerifier } from '../authenticate.ts';
import type { Outcome, PartnerOperation, Problem, RegistryCode } from './partner-operation.ts';
import type { Registry } from './registry.ts';

export interface RegistryRoutes {
  readonly registry: Registry;
  readonly verifier: TokenVerifier;
}

/** The size of a manifest, in bytes: room for 500 operations of four kilobytes. */
export const manifestBytesMax = 2_000_000;
const path = '/partners/:partnerId/operations';

/** Codes that are no fault of the documents, with their HTTP status; the rest is 400. */
const statuses: Partial<Record<RegistryCode, number>> = {
  PARTNER_NOT_FOUND: 404,
  DOCUMENT_NOT_FOUND: 404,
  PARTNER_NOT_LIVE: 409,
  DOCUMENT_ID_TAKEN: 409,
  STILL_USED: 409,
  CONTRACT_MISSING: 409,
};

interface Address {
  readonly Params: { readonly partnerId: string; readonly documentId: string };
  readonly Querystring: { readonly force?: string };
}

/**
 * Serves the registry over HTTP: POST publishes the manifest in the body, GET lists, DELETE takes one operation back.
 * For the partner itself, by a token for it with partner:manage (to list, partner:read), and for operators with partner:review.
 */
export function serveRegistry(fastify: FastifyInstance, { registry, verifier }: RegistryRoutes): void {
  const callers = new WeakMap<FastifyRequest, string>();

  /** Found out before the body is read. */
  const admit = (ownScopes: readonly string[]) => async (request: FastifyRequest<Address>) => {
    const token = readBearerToken(request.headers.authorization);
    if (token === null) throw refuseAnonymous();
    const caller = await verifier.verify(token);
    if (caller.subject === null) throw refuseAnonymous();
    if (!mayEnter(caller, request.params.partnerId, ownScopes)) throw refuseStranger(ownScopes);
    callers.set(request, caller.subject);
  };
  const callerOf = (request: FastifyRequest<Address>) => callers.get(request) ?? '';

  fastify.post<Address>(
    path,
    { bodyLimit: manifestBytesMax, onRequest: admit(['partner:manage']), errorHandler: explainSize },
    async (request, reply) =>
      answer(reply, await registry.publish(request.params.partnerId, request.body, callerOf(request))),
  );

  fastify.get<Address>(path, { onRequest: admit(['partner:read', 'partner:manage']) }, async (request, reply) =>
    answer(reply, { ok: true, value: { operations: registry.listOf(request.params.partnerId).map(describe) } }),
  );

  fastify.delete<Address>(`${path}/:documentId`, { onRequest: admit(['partner:manage']) }, async (request, reply) => {
    const { partnerId, documentId } = request.params;
    const force = request.query.force === 'true';
    return answer(reply, await registry.unpublish(partnerId, documentId, callerOf(request), { force }));
  });
}

function mayEnter(caller: Caller, partnerId: string, ownScopes: readonly string[]): boolean {
  if (isOperator(caller)) return true;
  const { subject, scopes } = caller;
  return subject === partnerId && partnerId.startsWith('par_') && ownScopes.some((scope) => scopes.has(scope));
}

function answer<Value>(reply: FastifyReply, outcome: Outcome<Value>): FastifyReply {
  // What may be asked changes with each release, and so does who uses it.
  reply.header('cache-control', 'no-store');
  if (outcome.ok) return reply.send(outcome.value);
  return reply.status(statusOf(outcome.problems)).send({ errors: outcome.problems.map(asError) });
}

/** That of the documents, if any of them is at fault: they are what must be changed. */
function statusOf(problems: readonly Problem[]): number {
  const found = problems.map(({ code }) => statuses[code] ?? 400);
  return found.includes(400) ? 400 : (found[0] ?? 400);
}

const asError = ({ code, message, documentId, details }: Problem) => ({
  message,
  extensions: { ...details, code, ...(documentId !== null && { documentId }) },
});

/** For lists: the text stays with the partner's own manifest. */
function describe({ partnerId: _, text: __, ...rest }: PartnerOperation) {
  return rest;
}

const headers = new Map([['www-authenticate', 'Bearer']]);

const refuseAnonymous = () =>
  new GraphQLError('The operations of a partner need an access token.', {
    extensions: { code: 'UNAUTHENTICATED', http: { status: 401, headers } },
  });

const refuseStranger = (ownScopes: readonly string[]) =>
  new GraphQLError(
    `The operations of a partner are for the partner itself with the scope ${ownScopes.join(' or ')}, and for operators with partner:review.`,
    { extensions: { code: 'FORBIDDEN', http: { status: 403 } } },
  );

/** The usual sentence about bodies that are too large names the limit of an operation. */
function explainSize(error: Error): never {
  if (!('code' in error) || error.code !== 'FST_ERR_CTP_BODY_TOO_LARGE') throw error;
  throw new GraphQLError(`A manifest has at most ${manifestBytesMax} bytes.`, {
    extensions: { code: 'MANIFEST_INVALID', http: { status: 413 } },
  });
}
