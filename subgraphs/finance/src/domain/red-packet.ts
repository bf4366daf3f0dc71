import { largest, type Money, smallest } from '@ecosystem/kit/money';
import { done, type Result, refused } from '@ecosystem/kit/result';
import { defineMachine } from '@ecosystem/kit/transitions';
import { createSplitMix64 } from './splitmix64.ts';
import { homeCurrency } from './wallet.ts';

/** The life of a red packet. To open it is `openLast` if that takes the last share, and `open` otherwise. */
export const redPacketMachine = defineMachine({
  entity: 'red packet',
  initial: 'SENT',
  transitions: [
    ['SENT', 'open', 'PARTIALLY_CLAIMED'],
    ['SENT', 'openLast', 'EMPTY'],
    ['PARTIALLY_CLAIMED', 'open', 'PARTIALLY_CLAIMED'],
    ['PARTIALLY_CLAIMED', 'openLast', 'EMPTY'],
    ['SENT', 'expire', 'REFUNDED'],
    ['PARTIALLY_CLAIMED', 'expire', 'REFUNDED'],
  ],
});

export type RedPacketStatus = (typeof redPacketMachine.states)[number];

/** How a red packet is split: FIXED into equal shares, LUCKY into shares by chance. */
export const redPacketKinds = ['FIXED', 'LUCKY'] as const;

export type RedPacketKind = (typeof redPacketKinds)[number];

// The limits below are the published rules of the large wallets.

/** The most shares of one red packet. */
export const redPacketSharesMax = 100;
/** The least that a share holds, in fen. */
export const redPacketShareMinMinor = 1n;
/** The most that a share holds, in fen: 200.00 CNY. */
export const redPacketShareMaxMinor = 200_00n;
/** How long a red packet can be opened; then the rest goes back to the sender. */
export const redPacketLifetimeMs = 24 * 60 * 60 * 1000;

/** A gift to split; the seed decides the shares of a LUCKY packet, so it must come from a secure source. */
export interface RedPacketDraft {
  readonly kind: RedPacketKind;
  readonly total: Money;
  readonly shares: number;
  readonly seed: bigint | number;
}

/** The shares of a new red packet in the order of opening, in fen, or why it may not be sent. */
export function decideRedPacket(
  draft: RedPacketDraft,
): Result<{ shares: bigint[] }, 'SHARE_TOO_SMALL' | 'SHARE_TOO_LARGE' | 'NOT_DIVISIBLE' | 'INVALID_INPUT'> {
  const { kind, total, shares, seed } = draft;
  const totalMinor = total.amountMinor;
  if (total.currency !== homeCurrency) {
    return refused('INVALID_INPUT', ['total', 'currency'], `A red packet holds ${homeCurrency}.`);
  }
  if (!isShareCount(shares)) {
    return refused('INVALID_INPUT', ['shares'], `A red packet has 1 to ${redPacketSharesMax} shares.`);
  }
  if (totalMinor < 1n) return refused('INVALID_INPUT', ['total', 'amount'], 'A red packet holds more than nothing.');
  if (totalMinor < redPacketShareMinMinor * BigInt(shares)) {
    return refused('SHARE_TOO_SMALL', ['total', 'amount'], 'Every share of a red packet is at least 0.01.');
  }
  if (totalMinor > redPacketShareMaxMinor * BigInt(shares)) {
    return refused('SHARE_TOO_LARGE', ['total', 'amount'], 'No share of a red packet is above 200.00.');
  }
  if (kind === 'FIXED' && totalMinor % BigInt(shares) !== 0n) {
    return refused('NOT_DIVISIBLE', ['total', 'amount'], 'The total does not divide into equal shares.');
  }
  return done({ shares: drawShares({ kind, totalMinor, shares, seed }) });
}

/**
 * The shares of a red packet in the order of opening, in fen; they sum to the total and follow from the seed alone.
 * Of a LUCKY packet a share is drawn evenly between 1 and twice the mean of what is left, less one, so that the mean
 * stays the same for whoever comes later; the last takes the rest. The two further bounds leave what the later shares
 * need at least, and no more than they can hold.
 * @throws RangeError if no such shares exist; {@link decideRedPacket} refuses those totals.
 */
export function drawShares(packet: {
  readonly kind: RedPacketKind;
  readonly totalMinor: bigint;
  readonly shares: number;
  readonly seed: bigint | number;
}): bigint[] {
  const { kind, totalMinor, shares, seed } = packet;
  const count = isShareCount(shares) ? BigInt(shares) : 0n;
  if (totalMinor < redPacketShareMinMinor * count || totalMinor > redPacketShareMaxMinor * count || count === 0n) {
    throw new RangeError(`${totalMinor} fen do not split into ${shares} shares.`);
  }
  if (kind === 'FIXED') {
    if (totalMinor % count !== 0n) throw new RangeError(`${totalMinor} fen do not split into ${shares} equal shares.`);
    return new Array<bigint>(shares).fill(totalMinor / count);
  }

  const random = createSplitMix64(seed);
  const drawn: bigint[] = [];
  let restMinor = totalMinor;
  for (let left = count; left > 1n; left--) {
    const later = left - 1n;
    const leastMinor = largest(redPacketShareMinMinor, restMinor - redPacketShareMaxMinor * later);
    const mostMinor = smallest(
      2n * (restMinor / left) - 1n,
      restMinor - redPacketShareMinMinor * later,
      redPacketShareMaxMinor,
    );
    const shareMinor = random.nextBetween(leastMinor, mostMinor);
    drawn.push(shareMinor);
    restMinor -= shareMinor;
  }
  return [...drawn, restMinor];
}

/** What decides whether a red packet may be opened by one customer. */
export interface RedPacketToOpen {
  readonly status: RedPacketStatus;
  readonly expiresAt: Date;
  readonly shares: number;
  readonly takenShares: number;
  /** Whether this customer has taken a share of it before. */
  readonly alreadyClaimed: boolean;
}

/**
 * The state that a red packet has once one more share is taken, or why none may be.
 * Whoever has a share hears that first; a packet that was emptied in time stays empty and does not expire.
 */
export function decideOpening(
  packet: RedPacketToOpen,
  at: Date,
): Result<{ status: RedPacketStatus }, 'RED_PACKET_EMPTY' | 'RED_PACKET_EXPIRED' | 'ALREADY_CLAIMED'> {
  const path = ['redPacketId'];
  if (packet.alreadyClaimed) return refused('ALREADY_CLAIMED', path, 'You have taken a share of this red packet.');
  if (packet.status === 'EMPTY' || packet.takenShares >= packet.shares) {
    return refused('RED_PACKET_EMPTY', path, 'All shares of this red packet are taken.');
  }
  const status = redPacketMachine.next(packet.status, packet.takenShares + 1 === packet.shares ? 'openLast' : 'open');
  if (status === null || at >= packet.expiresAt) {
    return refused('RED_PACKET_EXPIRED', path, 'This red packet has expired.');
  }
  return done({ status });
}

/**
 * The claim with the largest share, the earlier of equal ones; the claims stand in order of opening.
 * Null as long as shares are left, since one of them may be larger, and for FIXED packets, whose shares are all equal.
 */
export function findLuckiest<Claim extends { readonly amountMinor: bigint }>(
  packet: { readonly kind: RedPacketKind; readonly status: RedPacketStatus },
  claims: readonly Claim[],
): Claim | null {
  if (packet.kind !== 'LUCKY' || packet.status !== 'EMPTY') return null;
  return claims.reduce<Claim | null>(
    (luckiest, claim) => (luckiest === null || claim.amountMinor > luckiest.amountMinor ? claim : luckiest),
    null,
  );
}

function isShareCount(shares: number): boolean {
  return Number.isInteger(shares) && shares >= 1 && shares <= redPacketSharesMax;
}
