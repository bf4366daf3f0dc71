import type { Change } from '@ecosystem/kit/command';
import type { JobKey } from '@ecosystem/kit/jobs';
import { lockClaim, saveClaim } from '../db/claims.ts';
import { post } from '../db/ledger.ts';
import { findMerchant } from '../db/neighbours.ts';
import { findPayout, type PayoutRow, savePayout } from '../db/payouts.ts';
import { lockWallets } from '../db/wallets.ts';
import { endPayout, payoutKey, payoutPostings } from '../domain/payout.ts';
import { tellClaim } from './claim-news.ts';

/**
 * Brings a payout to its payee: the ledger, the payout and the claim change in one transaction. A payee who cannot take the money, such
 * as the holder of a closed wallet, lets the payout fail, and the claim is approved again. Nothing changes where it has ended already.
 */
export async function settlePayout({ pool, at, publish }: Change, key: JobKey): Promise<void> {
  const claimId = (await findPayout(pool, key))?.claimId;
  const claim = claimId === undefined ? null : await lockClaim(pool, claimId);
  // Read again: until the claim was locked, somebody else could end the payout.
  const payout = claim && (await findPayout(pool, key));
  if (!claim || !payout) return;
  const before = { ...claim, approvedMinor: claim.approvedMinor ?? 0n, paidMinor: claim.paidMinor ?? 0n };
  const outcome = endPayout(before, payout, await canTake({ pool }, payout));
  if (outcome === null) return;

  const { payoutStatus, claimStatus, paidMinor, reserveMinor } = outcome;
  const { amountMinor, customerId } = payout;
  const isSettled = payoutStatus === 'SETTLED';
  publish(
    tellClaim(isSettled ? 'claim.paid' : 'claim.payout-failed', claim, {
      payoutId: payout.id,
      amountMinor: String(amountMinor),
      paidMinor: String(paidMinor),
    }),
  );
  await Promise.all([
    savePayout(pool, payout, { status: payoutStatus, settledAt: isSettled ? at : null }, at),
    saveClaim(pool, claim, { status: claimStatus, reserveMinor, ...(isSettled && { paidMinor, paidAt: at }) }, at),
    // Last, because it locks what others wait for.
    isSettled
      ? post(pool, {
          ownerId: customerId,
          kind: 'CLAIM_PAYOUT',
          reference: payoutKey(claim.id, payout.attempt),
          bookedAt: at,
          postings: payoutPostings(payout, payout),
        })
      : null,
  ]);
}

/** Whether the payee can take money in: a wallet that is frozen can, one that is closed cannot. */
async function canTake({ pool }: Pick<Change, 'pool'>, { payeeKind, payeeId, currency }: PayoutRow): Promise<boolean> {
  if (payeeKind === 'MERCHANT') return (await findMerchant(pool, payeeId))?.isLive ?? false;
  const [wallet] = await lockWallets(pool, [payeeId], currency);
  return wallet !== null && wallet !== undefined && wallet.status !== 'CLOSED';
}
