import { uuidOf } from '@ecosystem/kit/consent';
import { forbidden } from '@ecosystem/kit/errors';
import { isGateway } from '@ecosystem/kit/gateway-caller';
import { newId } from '@ecosystem/kit/ids';
import { done, type Result } from '@ecosystem/kit/result';
import type { Context } from '../context.ts';
import { checkAccess } from '../domain/access.ts';
import type { RecordAccessInput } from '../generated/resolvers.ts';

/** Whether the consent was in force when the reading was written down; null if the partner's name for the customer means nobody. */
type RecordedAccess = { readonly isGranted: boolean } | null;

/**
 * Writes down that a partner read, or was refused, and decides whether the answer may leave. Requests of the same moment share one
 * statement; the row is committed before anybody is answered. It has no key: what is sent twice was tried twice, and is written twice.
 * @throws PublicError FORBIDDEN for everybody but the gateway.
 */
export async function recordAccess(
  input: RecordAccessInput,
  { caller, clock, loaders }: Context,
): Promise<Result<RecordedAccess, 'INVALID_INPUT'>> {
  if (!isGateway(caller)) throw forbidden();
  const facts = checkAccess(input);
  if (!facts.ok) return facts;
  const partnerId = uuidOf('par', input.partnerId);
  const subjectId = uuidOf('sub', input.subjectId);
  if (partnerId === null || subjectId === null) return done(null);

  const { operationName, scopes, fields, requestId, isGranted } = input;
  const at = clock.now();
  const answer = await loaders.recordedAccess.load({
    id: newId(at),
    eventId: newId(at),
    partnerId,
    subjectId,
    // A malformed consent is none, and under none nothing is granted.
    consentId: uuidOf('cns', input.consentId),
    actor: `partner ${input.partnerId}`,
    isGranted,
    at,
    operationName,
    scopes,
    fields,
    requestId,
  });
  return done(answer === null ? null : { isGranted: answer });
}
