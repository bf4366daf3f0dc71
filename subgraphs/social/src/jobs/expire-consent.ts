import { makeChange } from '@ecosystem/kit/command';
import type { DueWork } from '@ecosystem/kit/jobs';
import { expireConsent } from '../commands/consent-expire.ts';
import { findOverdueConsents } from '../db/consents.ts';

/** Ends requests that nobody answered for a day, and consents whose days are over. Until then the time alone keeps them from being used. */
export const expireConsentJob: DueWork = {
  name: 'expire-consent',
  everyMs: 10_000,
  findDue: findOverdueConsents,
  run: ({ id }, context) => makeChange(context, (change) => expireConsent(change, id)),
};
