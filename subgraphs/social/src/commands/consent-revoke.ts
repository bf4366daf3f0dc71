import { readOptionalText } from '@ecosystem/kit/input';
import { done } from '@ecosystem/kit/result';
import { saveConsent } from '../db/consents.ts';
import { checkMove } from '../domain/consent-answer.ts';
import type { RevokeConsentInput } from '../generated/resolvers.ts';
import { type Context, command } from './command.ts';
import { lockOwnConsent } from './consent-lock.ts';

const reasonCharactersMax = 200;

/** The customer takes a consent back; from the next request on the partner reads nothing by it (C4). */
export const revokeConsent = command('revokeConsent', {}, async (input: RevokeConsentInput, context: Context) => {
  const { pool, at, publish } = context;
  const reason = readOptionalText(input.reason, reasonCharactersMax, ['reason']);
  if (!reason.ok) return reason;
  const consent = await lockOwnConsent(context, input.consentId);
  if (!consent.ok) return consent;
  const move = checkMove(consent.value, 'revoke', at);
  if (!move.ok) return move;
  const { customerId, id, partnerId } = consent.value;
  await saveConsent(pool, consent.value, { status: 'REVOKED', revokedAt: at, revokeReason: reason.value }, at);
  publish({ topic: 'consent.revoked', customerId, payload: { consentId: id, partnerId } });
  return done({ consentId: id });
});
