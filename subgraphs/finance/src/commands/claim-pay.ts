import { newId } from '@ecosystem/kit/ids';
import { readId } from '@ecosystem/kit/input';
import { done } from '@ecosystem/kit/result';
import { saveClaim } from '../db/claims.ts';
import { findPayouts, insertPayout } from '../db/payouts.ts';
import { claimMachine } from '../domain/claim.ts';
import { choosePayee, decidePayout, payoutMachine } from '../domain/payout.ts';
import type { PayClaimInput } from '../generated/resolvers.ts';
import { lockAssignedClaim } from './claim-lock.ts';
import { tellClaim } from './claim-news.ts';
import { type Context, command } from './command.ts';

/**
 * The assigned handler orders the payout of what is approved and not paid yet; the job that settles payouts books it. Where there is
 * nothing to pay, because a deductible took all, the claim is paid at once and no money moves.
 */
export const payClaim = command('payClaim', { movesMoney: true }, async (input: PayClaimInput, context: Context) => {
  const { pool, at, publish } = context;
  const id = readId('clm', input.claimId, ['claimId']);
  if (!id.ok) return id;
  const claim = await lockAssignedClaim(context, id.value);
  if (!claim.ok) return claim;
  const { customerId, currency } = claim.value;
  const approvedMinor = claim.value.approvedMinor ?? 0n;
  const paidMinor = claim.value.paidMinor ?? 0n;
  const payouts = await findPayouts(pool, claim.value);
  const attempt = decidePayout({ ...claim.value, approvedMinor, paidMinor, payouts });
  if (!attempt.ok) return attempt;
  const { status, amountMinor } = attempt.value;

  if (amountMinor === 0n) {
    const paid = claimMachine.next(status, 'settle');
    if (paid === null) throw new Error(`A claim that is ${status} cannot be settled.`);
    publish(tellClaim('claim.paid', claim.value, { amountMinor: '0', paidMinor: String(paidMinor) }));
    await saveClaim(pool, claim.value, { status: paid, paidMinor, paidAt: at, reserveMinor: 0n }, at);
    return done({ claimId: id.value });
  }
  const payoutId = newId(at);
  publish(tellClaim('claim.payout-ordered', claim.value, { payoutId, amountMinor: String(amountMinor) }));
  await Promise.all([
    saveClaim(pool, claim.value, { status }, at),
    insertPayout(pool, {
      customerId,
      claimId: id.value,
      id: payoutId,
      attempt: attempt.value.attempt,
      amountMinor,
      currency,
      status: payoutMachine.follow([]),
      ...choosePayee(claim.value),
      createdAt: at,
      updatedAt: at,
    }),
  ]);
  return done({ claimId: id.value });
});
