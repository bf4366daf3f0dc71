import { owns } from '@ecosystem/kit/caller';
import { readId } from '@ecosystem/kit/input';
import { done, type Result, refused } from '@ecosystem/kit/result';
import { type ConsentRow, lockConsent } from '../db/consents.ts';
import type { Context } from './command.ts';

/** The consent of the caller, locked until the transaction ends. One of somebody else answers as a missing one, so that ids cannot be probed. */
export async function lockOwnConsent(
  { pool, caller }: Pick<Context, 'pool' | 'caller'>,
  consentId: string,
): Promise<Result<ConsentRow, 'INVALID_INPUT' | 'NOT_FOUND'>> {
  const id = readId('cns', consentId, ['consentId']);
  if (!id.ok) return id;
  const consent = await lockConsent(pool, id.value);
  if (consent && owns(caller, consent)) return done(consent);
  return refused('NOT_FOUND', ['consentId'], 'There is no such consent of yours.');
}
