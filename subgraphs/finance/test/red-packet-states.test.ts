import { parseId } from '@ecosystem/kit/ids';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redPackets } from '../src/db/tables.ts';
import { returnRedPacketJob } from '../src/jobs/return-red-packet.ts';
import { dayMs, type FinanceWorld, openFinance } from './finance-world.ts';
import {
  aPacket,
  aThread,
  balanceOf,
  openPacket,
  packetRows,
  readPacket,
  refusalOfOpening,
  type ShownPacket,
  walletOf,
} from './makers-gifts.ts';

let world: FinanceWorld;
let threadId = '';
beforeAll(async () => {
  world = await openFinance();
  threadId = await aThread(world, 700, [1, 10, 11, 12, 13]);
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const runReturns = () => world.runJobs([returnRedPacketJob]);

describe('a red packet that is', () => {
  const state = async (id: string) => {
    const packet = await readPacket(world, id, 1);
    return packet?.status;
  };
  /** A packet of two shares in each state. */
  const made: Record<string, () => Promise<ShownPacket>> = {
    SENT: () => aPacket(world, 1, '2.00', { kind: 'FIXED', shares: 2, threadId }),
    PARTIALLY_CLAIMED: async () => {
      const packet = await made['SENT']?.();
      if (!packet) throw new Error('There is a packet to begin with.');
      await openPacket(world, packet, 10);
      return packet;
    },
    EMPTY: async () => {
      const packet = await made['PARTIALLY_CLAIMED']?.();
      if (!packet) throw new Error('There is a packet to begin with.');
      await openPacket(world, packet, 11);
      return packet;
    },
    REFUNDED: async () => {
      const packet = await made['PARTIALLY_CLAIMED']?.();
      if (!packet) throw new Error('There is a packet to begin with.');
      world.clock.advance(dayMs);
      await runReturns();
      return packet;
    },
  };
  const make = async (status: string) => {
    const packet = await made[status]?.();
    if (!packet) throw new Error(`No packet is ${status}.`);
    expect(await state(packet.id)).toBe(status);
    return packet;
  };

  test.each([
    ['SENT', 'PARTIALLY_CLAIMED'],
    ['PARTIALLY_CLAIMED', 'EMPTY'],
  ])('%s is %s after one more of two shares', async (before, after) => {
    const packet = await make(before);
    expect((await openPacket(world, packet, 12)).userErrors).toEqual([]);
    expect(await state(packet.id)).toBe(after);
  });

  test('SENT is EMPTY after its only share, PARTIALLY_CLAIMED stays so after the second of three', async () => {
    const single = await aPacket(world, 1, '0.01', { threadId });
    await openPacket(world, single, 12);
    expect(await state(single.id)).toBe('EMPTY');
    const triple = await aPacket(world, 1, '0.03', { shares: 3, threadId });
    await openPacket(world, triple, 12);
    await openPacket(world, triple, 13);
    expect(await state(triple.id)).toBe('PARTIALLY_CLAIMED');
  });

  test.each([
    ['EMPTY', 'RED_PACKET_EMPTY'],
    ['REFUNDED', 'RED_PACKET_EXPIRED'],
  ])('%s is not opened, and nothing changes', async (status, code) => {
    const packet = await make(status);
    const before = await packetRows(world);
    expect(await refusalOfOpening(world, packet, 12)).toBe(code);
    expect(await packetRows(world)).toEqual(before);
  });

  test.each([
    ['SENT', 2_00n],
    ['PARTIALLY_CLAIMED', 1_00n],
  ])('%s goes back to the sender after 24 hours, and cannot be opened from then on', async (status, leftMinor) => {
    world.clock.advance(dayMs);
    await runReturns();
    const packet = await make(status);
    world.clock.advance(dayMs - 1);
    expect(await runReturns()).toEqual([]);
    expect(await state(packet.id)).toBe(status);

    world.clock.advance(1);
    // Over in time, though nothing has ended it yet.
    expect(await refusalOfOpening(world, packet, 13)).toBe('RED_PACKET_EXPIRED');
    const before = [await walletOf(world, 1), await balanceOf(world, 'red-packet', null)] as const;
    expect(await runReturns()).toEqual([]);

    expect(await state(packet.id)).toBe('REFUNDED');
    const [row] = await world.subgraph.database.read
      .select()
      .from(redPackets)
      .where(eq(redPackets.id, parseId('pkt', packet.id)));
    expect(row).toMatchObject({ returnedMinor: leftMinor, claimedMinor: 2_00n - leftMinor });
    expect(await walletOf(world, 1)).toBe(before[0] + leftMinor);
    expect(await balanceOf(world, 'red-packet', null)).toBe(before[1] - leftMinor);
  });

  test.each(['EMPTY', 'REFUNDED'])('%s does not expire, and nothing changes', async (status) => {
    await make(status);
    world.clock.advance(2 * dayMs);
    await runReturns();
    const before = await packetRows(world);
    world.clock.advance(2 * dayMs);
    await runReturns();
    expect(await packetRows(world)).toEqual(before);
  });
});
