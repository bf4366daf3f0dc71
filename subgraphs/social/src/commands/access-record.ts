import { uuidOf } from '@ecosystem/kit/consent';
import { forbidden } from '@ecosystem/kit/errors';
import { isGateway } from '@ecosystem/kit/gateway-caller';
import { newId } from '@ecosystem/kit/ids';
import { done, type Result, refused } from '@ecosystem/kit/result';
import type { Context } from '../context.ts';
import { accessesMax, canHoldFacts, canHoldRequest } from '../domain/access.ts';
import type { AccessFactsInput, AccessInput, RecordAccessesInput } from '../generated/resolvers.ts';

/** Whether the consent was in force when the reading was written down; null if the partner's name for the customer means nobody. */
type RecordedAccess = { readonly isGranted: boolean } | null;

/** What cannot be written is not granted. */
const notGranted = { isGranted: false } as const;

/**
 * Writes down that partners read, or were refused, and decides which answers may leave. Readings of the same moment share one
 * statement; the rows are committed before anybody is answered. It has no key: what is sent twice was tried twice, and is written twice.
 * A reading that the log cannot hold, such as one with a name that is too long, is not written and not granted; the others are.
 * @throws PublicError FORBIDDEN for everybody but the gateway.
 */
export async function recordAccesses(
  { facts, accesses }: RecordAccessesInput,
  context: Context,
): Promise<Result<readonly RecordedAccess[], 'INVALID_INPUT'>> {
  if (!isGateway(context.caller)) throw forbidden();
  if (accesses.length > accessesMax || facts.length > accessesMax) {
    return refused('INVALID_INPUT', ['accesses'], `At most ${accessesMax} readings are written at once.`);
  }
  const holdable = facts.map(canHoldFacts);
  return done(
    await Promise.all(
      accesses.map((access) => {
        const shared = facts[access.fact];
        const isHoldable = holdable[access.fact] === true && canHoldRequest(access.requestId);
        return shared && isHoldable ? record(access, shared, context) : notGranted;
      }),
    ),
  );
}

async function record(
  { partnerId, subjectId, consentId, isGranted, requestId }: AccessInput,
  { operationName, scopes, fields }: AccessFactsInput,
  { clock, loaders }: Context,
): Promise<RecordedAccess> {
  const [partner, subject] = [uuidOf('par', partnerId), uuidOf('sub', subjectId)];
  if (partner === null || subject === null) return null;
  const at = clock.now();
  const answer = await loaders.recordedAccess.load({
    id: newId(at),
    partnerId: partner,
    subjectId: subject,
    // A malformed consent is none, and under none nothing is granted.
    consentId: uuidOf('cns', consentId),
    actor: `partner ${partnerId}`,
    isGranted,
    at,
    operationName,
    scopes,
    fields,
    requestId,
  });
  return answer === null ? null : { isGranted: answer };
}
