import type { GatewayContext } from '../context.ts';
import type { Engine } from '../execute/engine.ts';
import type { Reads } from './access-recorder.ts';
import { recordAccess, type Standing } from './standing.ts';
import { type Asked, isIdOf } from './understand.ts';

/**
 * Writes into the customer's log what a partner reads under a consent.
 * @returns whether it may have it; null if its name for the customer means nobody, so that there is no log.
 * @throws GraphQLError ACCESS_LOG_UNAVAILABLE.
 */
export function logRead(
  engine: Engine,
  asked: Asked,
  { consentId, scopes }: NonNullable<Standing['consent']>,
  context: GatewayContext,
): Promise<boolean | null> {
  return log(engine, asked, { reads: asked.ready.readsOf(asked.coerced, scopes), consentId, isGranted: true }, context);
}

/**
 * Writes into the customer's log what a partner was refused.
 * @returns false if its name for the customer means nobody, so that there is no log.
 * @throws GraphQLError ACCESS_LOG_UNAVAILABLE.
 */
export async function logDenied(engine: Engine, asked: Asked, context: GatewayContext): Promise<boolean> {
  const { ready, coerced, customer } = asked;
  if (!customer || !isIdOf('sub', customer.subjectId)) return false;
  const consentId = isIdOf('cns', customer.consentId) ? customer.consentId : null;
  const reads = ready.readsOf(coerced, null);
  return (await log(engine, asked, { reads, consentId, isGranted: false }, context)) !== null;
}

function log(
  engine: Engine,
  { partnerId, registered, customer }: Asked,
  access: { readonly reads: Reads; readonly consentId: string | null; readonly isGranted: boolean },
  { requestId }: GatewayContext,
): Promise<boolean | null> {
  const operationName = registered.name;
  return recordAccess(engine, {
    partnerId,
    subjectId: customer?.subjectId ?? '',
    operationName,
    requestId,
    ...access,
  });
}
