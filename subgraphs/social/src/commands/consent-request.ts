import { subjectOf } from '@ecosystem/kit/caller';
import { newId, type Uuid } from '@ecosystem/kit/ids';
import { readId, readText } from '@ecosystem/kit/input';
import { done, refused } from '@ecosystem/kit/result';
import { insertConsent } from '../db/consents.ts';
import { useCode } from '../db/customer-codes.ts';
import { findAccountStatus } from '../db/customers.ts';
import { findAskingPartner, findDeclaredScopes, isProgramOf } from '../db/declared-scopes.ts';
import { computeRequestEnd, currentPolicyVersion } from '../domain/consent.ts';
import { decideRequest } from '../domain/consent-request.ts';
import type { RequestConsentInput } from '../generated/resolvers.ts';
import { type Context, command } from './command.ts';

const purposeCharactersMax = 200;

/** A partner asks a customer, who has shown it a code, for consent. Nothing may be read yet. The request ends after a day. */
export const requestConsent = command('requestConsent', {}, async (input: RequestConsentInput, context: Context) => {
  const { pool, at, caller } = context;
  const partnerId = readId('par', input.partnerId, ['partnerId']);
  if (!partnerId.ok) return partnerId;
  const miniProgramId = input.miniProgramId ? readId('app', input.miniProgramId, ['miniProgramId']) : done(null);
  if (!miniProgramId.ok) return miniProgramId;
  if (input.purpose.trim() === '') {
    return refused('PURPOSE_REQUIRED', ['purpose'], 'Tell the customer what the data is for.');
  }
  const purpose = readText(input.purpose, purposeCharactersMax, ['purpose']);
  if (!purpose.ok) return purpose;

  // Another partner answers as a missing one, so that ids cannot be probed.
  const isSelf = subjectOf(caller, 'par') === partnerId.value;
  const partner = isSelf ? await findAskingPartner(pool, partnerId.value) : null;
  if (!partner) return refused('NOT_FOUND', ['partnerId'], 'There is no such partner for you.');
  if (!partner.isLive) return refused('PARTNER_NOT_LIVE', ['partnerId'], 'The partner is not live.');
  if (miniProgramId.value !== null && !(await isProgramOf(pool, partnerId.value, miniProgramId.value))) {
    return refused('NOT_FOUND', ['miniProgramId'], 'The partner has no such mini program.');
  }
  const declared = await findDeclaredScopes(pool, partnerId.value, miniProgramId.value);
  const { scopes, duration, ttlDays = null } = input;
  const decision = decideRequest({ scopes, duration, ttlDays }, { declared, allowed: partner.allowedScopes });
  if (!decision.ok) return decision;

  const customerId = await findHinted(context, input.customerHint);
  if (customerId === null) {
    return refused('NOT_FOUND', ['customerHint'], 'The code means nobody, is too old or was used.');
  }
  const consentId = newId(at);
  await insertConsent(pool, {
    customerId,
    id: consentId,
    partnerId: partnerId.value,
    miniProgramId: miniProgramId.value,
    status: 'AWAITING_AUTHORISATION',
    requested: [...decision.value.scopes],
    askable: declared.filter((scope) => partner.allowedScopes.includes(scope)),
    scopes: [],
    separateFor: [],
    purpose: purpose.value,
    duration,
    ttlDays,
    expiresAt: computeRequestEnd(at),
    policyVersion: currentPolicyVersion,
    createdAt: at,
    updatedAt: at,
  });
  context.publish({
    topic: 'consent.requested',
    customerId,
    payload: { consentId, partnerId: partnerId.value },
  });
  return done({ consentId });
});

/** Whom the code means, which is used up by it; null also for customers whose account is not in use. */
async function findHinted({ pool, at }: Context, code: string): Promise<Uuid | null> {
  const customerId = await useCode(pool, code, 'IDENTIFY', at);
  return customerId !== null && (await findAccountStatus(pool, customerId)) === 'ACTIVE' ? customerId : null;
}
