import { makeChange } from '@ecosystem/kit/command';
import type { DueWork } from '@ecosystem/kit/jobs';
import { returnRedPacket } from '../commands/red-packet-return.ts';
import { findExpiredPackets, lockRedPacket } from '../db/red-packets.ts';

/** Sends the rest of red packets back after 24 hours. */
export const returnRedPacketJob: DueWork = {
  name: 'return-red-packet',
  everyMs: 10_000,
  findDue: findExpiredPackets,
  run: ({ id }, context) =>
    makeChange(context, async (change) => {
      const packet = await lockRedPacket(change.pool, id);
      if (packet) await returnRedPacket(change, packet);
    }),
};
