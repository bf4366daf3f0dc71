import type { Change } from '@ecosystem/kit/command';
import type { Uuid } from '@ecosystem/kit/ids';
import { lockConsent, saveConsent } from '../db/consents.ts';
import { isOverdue } from '../domain/consent.ts';

/** Ends a request or a consent whose time is over; nothing if it ended already. */
export async function expireConsent({ pool, at, publish }: Change, consentId: Uuid): Promise<void> {
  const consent = await lockConsent(pool, consentId);
  if (!consent || !isOverdue(consent, at)) return;
  const { customerId, id, partnerId } = consent;
  await saveConsent(pool, consent, { status: 'EXPIRED' }, at);
  publish({ topic: 'consent.expired', customerId, payload: { consentId: id, partnerId } });
}
