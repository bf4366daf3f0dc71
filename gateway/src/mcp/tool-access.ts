import { GraphQLError } from 'graphql';
import type { AuthenticatedCaller } from '../authenticate.ts';
import type { Engine } from '../execute/engine.ts';
import { refuse } from '../partners/refusal.ts';
import { type AskingRequest, askPartnerScopes, askStanding } from '../partners/standing.ts';
import type { PartnerOperation } from '../registry/partner-operation.ts';

/** What a token may use at this moment. */
export interface ToolAccess {
  readonly oauthScopes: ReadonlySet<string>;
  /** The state of the partner, or null if it does not exist. */
  readonly status: string | null;
  /** The scopes of the consents in force: of the token's own one, or of all that the partner was given. */
  readonly consents: readonly (readonly string[])[];
}

/** Finds out what a token may use now; nothing of it is kept. @throws GraphQLError CONSENT_UNAVAILABLE (503). */
export async function readToolAccess(
  engine: Engine,
  { subject, scopes: oauthScopes, boundTo }: AuthenticatedCaller,
  request: AskingRequest,
): Promise<ToolAccess> {
  const partnerId = subject ?? '';
  if (boundTo) {
    const standing = await askStanding(engine, partnerId, boundTo);
    const { status = null, consent = null } = standing ?? {};
    return { oauthScopes, status, consents: consent ? [consent.scopes] : [] };
  }
  const standing = await askPartnerScopes(engine, partnerId, request);
  return { oauthScopes, status: standing?.status ?? null, consents: standing?.grantedScopeSets ?? [] };
}

/** Why an operation is no tool of this token at the moment; null if it is one. */
export function findObstacle(operation: PartnerOperation, access: ToolAccess): GraphQLError | null {
  const { name, oauthScopes, consentScopes, needsSubject } = operation;
  if (!oauthScopes.some((all) => all.every((scope) => access.oauthScopes.has(scope)))) {
    const wanted = oauthScopes.map((all) => all.join(' and ')).join(', or ');
    return refuseAs('FORBIDDEN', `${name} needs an access token with ${wanted}.`);
  }
  const isLive = access.status === 'LIVE';
  // Who tests may look at everything but customers.
  const isTesting = access.status === 'SANDBOX' && !needsSubject;
  if (!isLive && !isTesting)
    return refuse('PARTNER_NOT_LIVE', 'The partner is not live, so it cannot send this operation.', {
      status: access.status,
    });
  if (!needsSubject || access.consents.some((granted) => consentScopes.every((scope) => granted.includes(scope))))
    return null;
  const what = consentScopes.length > 0 ? ` to ${consentScopes.join(', ')}` : '';
  return refuseAs('CONSENT_REQUIRED', `${name} reads under a consent${what}, and no consent in force covers that.`);
}

const refuseAs = (code: 'FORBIDDEN' | 'CONSENT_REQUIRED', message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code, http: { status: 403 } } });
