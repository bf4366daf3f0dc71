import { customerOf } from '@ecosystem/kit/caller';
import type { Uuid } from '@ecosystem/kit/ids';
import { readId } from '@ecosystem/kit/input';
import { done, refused } from '@ecosystem/kit/result';
import { post } from '../db/ledger.ts';
import { openDirectory } from '../db/neighbours.ts';
import {
  findRedPacket,
  hasClaimed,
  lockRedPacket,
  type RedPacketRow,
  saveRedPacket,
  takeShare,
} from '../db/red-packets.ts';
import { lockWallets } from '../db/wallets.ts';
import { packetSharePostings } from '../domain/gift-postings.ts';
import { decideOpening } from '../domain/red-packet.ts';
import { decideAccess } from '../domain/red-packet-receiver.ts';
import type { OpenRedPacketInput } from '../generated/resolvers.ts';
import { type Context, command } from './command.ts';

/** Gives the next share of a red packet to the caller; the sender of one for a chat may take part. */
export const openRedPacket = command(
  'openRedPacket',
  {
    movesMoney: true,
    constraints: {
      red_packet_shares_claimant: refused(
        'ALREADY_CLAIMED',
        ['redPacketId'],
        'You have taken a share of this red packet.',
      ),
    },
  },
  async (input: OpenRedPacketInput, context: Context) => {
    const { pool, at, caller, publish } = context;
    const id = readId('pkt', input.redPacketId, ['redPacketId']);
    if (!id.ok) return id;
    const claimantId = customerOf(caller);
    const seen = await findRedPacket(pool, id.value);
    if (seen === null || claimantId === null) {
      return refused('NOT_FOUND', ['redPacketId'], 'There is no such red packet for you.');
    }
    const { customerId: senderId, currency } = seen;
    const [isInThread, alreadyClaimed] = await Promise.all([
      seen.threadId !== null && openDirectory(pool).isInThread(seen.threadId, claimantId),
      hasClaimed(pool, seen, claimantId),
    ]);
    const access = decideAccess(seen, claimantId, isInThread);
    if (!access.ok) return access;
    // What is empty or over stays so: those who come late need not wait for each other.
    const early = decideOpening(openingOf(seen, alreadyClaimed), at);
    if (!early.ok) return early;

    const packet = await lockRedPacket(pool, seen.id);
    if (packet === null) throw new Error('Red packets are never deleted.');
    const opening = decideOpening(openingOf(packet, false), at);
    if (!opening.ok) return opening;
    const [wallet = null] = await lockWallets(pool, [claimantId], currency);
    if (wallet === null || wallet.status === 'CLOSED') {
      return refused('NOT_FOUND', null, 'You have no open wallet.');
    }
    const amountMinor = await takeShare(pool, packet, claimantId, at);
    const { status } = opening.value;
    publish({
      topic: 'red-packet.opened',
      customerId: senderId,
      payload: { redPacketId: packet.id, claimantId, amountMinor: String(amountMinor), currency, status },
    });
    await Promise.all([
      saveRedPacket(
        pool,
        packet,
        { status, claimedMinor: packet.claimedMinor + amountMinor, claimedShares: packet.claimedShares + 1 },
        at,
      ),
      post(pool, {
        ownerId: claimantId,
        kind: 'RED_PACKET_SHARE',
        reference: shareReference(packet.id),
        bookedAt: at,
        postings: packetSharePostings({ fromId: senderId, toId: claimantId, amountMinor, currency }),
      }),
    ]);
    return done({ redPacketId: packet.id, claimantId });
  },
);

const openingOf = ({ status, expiresAt, shares, claimedShares }: RedPacketRow, alreadyClaimed: boolean) => ({
  status,
  expiresAt,
  shares,
  takenShares: claimedShares,
  alreadyClaimed,
});

/** One for each claimant, who is the owner of the transaction: nobody takes two shares, here too. */
const shareReference = (packetId: Uuid): string => `red-packet:${packetId}:share`;
