import { customerOf } from '@ecosystem/kit/caller';
import { expectRow } from '@ecosystem/kit/doors';
import { formatId, parseId } from '@ecosystem/kit/ids';
import { formatMoney } from '@ecosystem/kit/money';
import type { Context } from '../context.ts';
import { findLuckiest } from '../domain/red-packet.ts';
import { decideAccess } from '../domain/red-packet-receiver.ts';
import type { RedPacketClaimResolvers, RedPacketResolvers } from '../generated/resolvers.ts';
import type * as models from '../models.ts';

export const RedPacket: RedPacketResolvers = {
  __resolveReference: ({ id }, context) => findRedPacket(id, context),
  id: ({ id }) => formatId('pkt', id),
  sender: ({ customerId }) => ({ id: customerId }),
  total: ({ totalMinor, currency }) => formatMoney(totalMinor, currency),
  claimedAmount: ({ claimedMinor, currency }) => formatMoney(claimedMinor, currency),
  claims: ({ id }, _, { loaders }) => loaders.redPacketClaims.load(id),
};

export const RedPacketClaim: RedPacketClaimResolvers = {
  claimant: ({ claimantId }) => ({ id: claimantId }),
  amount: async ({ amountMinor, packetId }, _, { loaders }) =>
    formatMoney(amountMinor, expectRow(await loaders.redPacket.load(packetId)).currency),
  isLuckiest: async ({ packetId, slot }, _, { loaders }) => {
    const [packet, claims] = await Promise.all([
      loaders.redPacket.load(packetId),
      loaders.redPacketClaims.load(packetId),
    ]);
    return findLuckiest(expectRow(packet), claims)?.slot === slot;
  },
};

/**
 * The red packet if the caller sent it or may open it, else null: one of others answers as a missing one.
 * @throws PublicError BAD_USER_INPUT for text that is not the id of a red packet.
 */
export async function findRedPacket(id: string, { caller, loaders }: Context): Promise<models.RedPacket | null> {
  const customerId = customerOf(caller);
  const packet = await loaders.redPacket.load(parseId('pkt', id));
  if (packet === null || customerId === null) return null;
  if (packet.customerId === customerId) return packet;
  const { threadId } = packet;
  const isInThread = threadId !== null && (await loaders.isInThread.load({ threadId, customerId }));
  return decideAccess(packet, customerId, isInThread).ok ? packet : null;
}
