import type { GatewayContext } from '../context.ts';
import type { Engine } from '../execute/engine.ts';
import type { CustomerRead } from './operation-facts.ts';
import { type AskingRequest, recordAccess, type Standing } from './standing.ts';
import { type Asked, isIdOf } from './understand.ts';

/** What is left of a request's time for one question of the gateway's own. */
export const askingOf = ({ requestId, signal, deadlineAt }: GatewayContext): AskingRequest => ({
  requestId,
  signal,
  timeoutMs: deadlineAt === undefined ? undefined : Math.max(1, deadlineAt - performance.now()),
});

/**
 * Writes into the customer's log what a partner reads under a consent.
 * @returns whether it may have it; null if its name for the customer means nobody, so that there is no log.
 * @throws GraphQLError ACCESS_LOG_UNAVAILABLE.
 */
export async function logRead(
  engine: Engine,
  asked: Asked,
  { consentId, scopes }: NonNullable<Standing['consent']>,
  context: GatewayContext,
): Promise<boolean | null> {
  const granted = new Set(scopes);
  const reads = asked.ready.readsOf(asked.coerced).filter(({ scope }) => scope === null || granted.has(scope));
  return log(engine, asked, { reads, consentId, isGranted: true }, context);
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
  const written = await log(engine, asked, { reads: ready.readsOf(coerced), consentId, isGranted: false }, context);
  return written !== null;
}

async function log(
  engine: Engine,
  { partnerId, registered, customer }: Asked,
  access: {
    readonly reads: readonly CustomerRead[];
    readonly consentId: string | null;
    readonly isGranted: boolean;
  },
  context: GatewayContext,
): Promise<boolean | null> {
  const { reads, consentId, isGranted } = access;
  return recordAccess(
    engine,
    {
      partnerId,
      subjectId: customer?.subjectId ?? '',
      consentId,
      operationName: registered.name,
      scopes: [...new Set(reads.flatMap(({ scope }) => scope ?? []))],
      fields: [...new Set(reads.map(({ coordinate }) => coordinate))],
      isGranted,
    },
    askingOf(context),
  );
}
