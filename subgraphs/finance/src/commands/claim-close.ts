import type { Change } from '@ecosystem/kit/command';
import type { JobKey } from '@ecosystem/kit/jobs';
import { lockClaim, saveClaim } from '../db/claims.ts';
import { decideClosing } from '../domain/claim-ending.ts';
import { tellClaim } from './claim-news.ts';

/** Closes a claim that was paid and to which nobody has objected in time; nothing changes for any other. */
export async function closeClaim({ pool, at, publish }: Change, { id }: JobKey): Promise<void> {
  const claim = await lockClaim(pool, id);
  const status = claim && decideClosing(claim, at);
  if (!claim || !status) return;
  publish(tellClaim('claim.closed', claim));
  await saveClaim(pool, claim, { status }, at);
}
