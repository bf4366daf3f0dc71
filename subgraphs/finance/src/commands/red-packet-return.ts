import type { Change } from '@ecosystem/kit/command';
import { post } from '../db/ledger.ts';
import { type RedPacketRow, saveRedPacket } from '../db/red-packets.ts';
import { lockWallets } from '../db/wallets.ts';
import { packetSharePostings } from '../domain/gift-postings.ts';
import { redPacketMachine } from '../domain/red-packet.ts';

/**
 * Sends what is left in an expired red packet back to its sender. The packet is locked; nothing happens if it is not due.
 * @throws Error if the sender has no wallet to which the money could go; somebody has to look.
 */
export async function returnRedPacket({ pool, at, publish }: Change, packet: RedPacketRow): Promise<void> {
  const status = redPacketMachine.next(packet.status, 'expire');
  if (status === null || packet.expiresAt > at) return;
  const { customerId, id, currency } = packet;
  const amountMinor = packet.totalMinor - packet.claimedMinor;
  const [wallet = null] = await lockWallets(pool, [customerId], currency);
  if (wallet === null || wallet.status === 'CLOSED') {
    throw new Error(`The sender of the red packet ${id} has no open wallet for the rest of it.`);
  }
  publish({
    topic: 'red-packet.returned',
    customerId,
    payload: { redPacketId: id, amountMinor: String(amountMinor), currency },
  });
  await Promise.all([
    saveRedPacket(pool, packet, { status, returnedMinor: amountMinor }, at),
    post(pool, {
      ownerId: customerId,
      kind: 'RED_PACKET_RETURN',
      reference: `red-packet:${id}:return`,
      bookedAt: at,
      postings: packetSharePostings({ fromId: customerId, toId: customerId, amountMinor, currency }),
    }),
  ]);
}
