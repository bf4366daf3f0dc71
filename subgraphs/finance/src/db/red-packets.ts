import { oneOf, type RowOf, rowOf } from '@ecosystem/kit/columns';
import { anyOf, type Database, type Pool, statement } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import type { JobKey } from '@ecosystem/kit/jobs';
import { manyBy, oneBy } from '@ecosystem/kit/loaders';
import { and, asc, eq, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import { redPacketShares, redPackets } from './tables.ts';

export type RedPacketRow = RowOf<typeof redPackets>;
type ShareRow = RowOf<typeof redPacketShares>;
/** A share that was taken. */
export type ClaimRow = ShareRow & { readonly claimantId: Uuid; readonly claimedAt: Date };

/** Red packets by id. */
export const redPacketsById = oneBy(
  statement('finance.red_packets_by_id', (pool) =>
    pool.select(rowOf(redPackets)).from(redPackets).where(anyOf(redPackets.id, 'keys')),
  ),
  (row) => row.id,
);

/** The taken shares of red packets in the order of opening; at most 100 of each. */
export const claimsByPacket = manyBy(
  statement<{ keys: readonly string[] }, ClaimRow>('finance.claims_by_packet', (pool) =>
    pool
      .select({
        ...rowOf(redPacketShares),
        claimantId: sql<Uuid>`${redPacketShares.claimantId}`,
        claimedAt: sql<Date>`${redPacketShares.claimedAt}`.mapWith(redPacketShares.claimedAt),
      })
      .from(redPacketShares)
      .where(and(anyOf(redPacketShares.packetId, 'keys'), isNotNull(redPacketShares.claimantId)))
      .orderBy(asc(redPacketShares.packetId), asc(redPacketShares.slot)),
  ),
  (row) => row.packetId,
);

/** Adds a red packet with its shares in the order of opening, in minor units. */
export async function insertRedPacket(
  pool: Pool,
  row: typeof redPackets.$inferInsert,
  shares: readonly bigint[],
  at: Date,
): Promise<void> {
  // Both travel at once, and in this order: shares point at their packet.
  await Promise.all([
    pool.insert(redPackets).values(row),
    pool.insert(redPacketShares).values(
      shares.map((amountMinor, index) => ({
        customerId: row.customerId,
        packetId: row.id,
        slot: index + 1,
        amountMinor,
        createdAt: at,
        updatedAt: at,
      })),
    ),
  ]);
}

/** The red packet as it stands; null if there is none. */
export async function findRedPacket(pool: Pool, id: Uuid): Promise<RedPacketRow | null> {
  const [row] = await pool.select(rowOf(redPackets)).from(redPackets).where(eq(redPackets.id, id));
  return row ?? null;
}

/** The red packet, locked until the transaction ends; null if there is none. */
export async function lockRedPacket(pool: Pool, id: Uuid): Promise<RedPacketRow | null> {
  const [row] = await pool.select(rowOf(redPackets)).from(redPackets).where(eq(redPackets.id, id)).for('update');
  return row ?? null;
}

/** Whether a customer has taken a share of a red packet. */
export async function hasClaimed(
  pool: Pool,
  { customerId, id }: Pick<RedPacketRow, 'customerId' | 'id'>,
  claimantId: Uuid,
): Promise<boolean> {
  const found = await pool
    .select({ slot: redPacketShares.slot })
    .from(redPacketShares)
    .where(
      and(
        eq(redPacketShares.customerId, customerId),
        eq(redPacketShares.packetId, id),
        eq(redPacketShares.claimantId, claimantId),
      ),
    );
  return found.length > 0;
}

/**
 * Gives the next share of a locked red packet to a customer.
 * @returns its amount in minor units.
 * @throws Error if no share is left, which the packet's own count says before.
 */
export async function takeShare(
  pool: Pool,
  { customerId, id }: Pick<RedPacketRow, 'customerId' | 'id'>,
  claimantId: Uuid,
  at: Date,
): Promise<bigint> {
  const ofPacket = and(eq(redPacketShares.customerId, customerId), eq(redPacketShares.packetId, id));
  const next = pool
    .select({ slot: redPacketShares.slot })
    .from(redPacketShares)
    .where(and(ofPacket, isNull(redPacketShares.claimantId)))
    .orderBy(asc(redPacketShares.slot))
    .limit(1)
    .for('update', { skipLocked: true });
  const [taken] = await pool
    .update(redPacketShares)
    .set({ claimantId, claimedAt: at, updatedAt: at, version: sql`${redPacketShares.version} + 1` })
    .where(and(ofPacket, eq(redPacketShares.slot, sql`(${next})`)))
    .returning({ amountMinor: redPacketShares.amountMinor });
  if (!taken) throw new Error(`The red packet ${id} says that a share is left, and has none.`);
  return taken.amountMinor;
}

/** Writes what changed of a red packet. */
export async function saveRedPacket(
  pool: Pool,
  { customerId, id }: Pick<RedPacketRow, 'customerId' | 'id'>,
  changes: Partial<typeof redPackets.$inferInsert>,
  at: Date,
): Promise<void> {
  await pool
    .update(redPackets)
    .set({ ...changes, updatedAt: at, version: sql`${redPackets.version} + 1` })
    .where(and(eq(redPackets.customerId, customerId), eq(redPackets.id, id)));
}

/**
 * Red packets that have expired with something in them, longest due first.
 * The condition stands here in the words of the partial index: a parameter would not do.
 */
export function findExpiredPackets({ read }: Database, at: Date, limit: number): Promise<JobKey[]> {
  return read
    .select({ customerId: redPackets.customerId, id: redPackets.id })
    .from(redPackets)
    .where(and(oneOf(redPackets.status, ['SENT', 'PARTIALLY_CLAIMED']), lte(redPackets.expiresAt, at)))
    .orderBy(asc(redPackets.expiresAt))
    .limit(limit);
}
