import { done } from '@ecosystem/kit/result';
import { saveConsent } from '../db/consents.ts';
import { checkMove } from '../domain/consent-answer.ts';
import type { RejectConsentInput } from '../generated/resolvers.ts';
import { type Context, command } from './command.ts';
import { lockOwnConsent } from './consent-lock.ts';

/** The customer refuses what a partner asked for. */
export const rejectConsent = command('rejectConsent', {}, async (input: RejectConsentInput, context: Context) => {
  const { pool, at, publish } = context;
  const consent = await lockOwnConsent(context, input.consentId);
  if (!consent.ok) return consent;
  const move = checkMove(consent.value, 'reject', at);
  if (!move.ok) return move;
  const { customerId, id, partnerId } = consent.value;
  await saveConsent(pool, consent.value, { status: 'REJECTED' }, at);
  publish({ topic: 'consent.rejected', customerId, payload: { consentId: id, partnerId } });
  return done({ consentId: id });
});
