import type { Pool } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import { eq } from 'drizzle-orm';
import type { ClaimHandler } from '../domain/claim-assignment.ts';
import { claimHandlers } from './tables.ts';

const columns = { id: claimHandlers.id, customerId: claimHandlers.customerId };

/** Everybody who decides on claims. */
export function findClaimHandlers(pool: Pool): Promise<ClaimHandler[]> {
  return pool.select(columns).from(claimHandlers);
}

export async function findClaimHandler(pool: Pool, id: Uuid): Promise<ClaimHandler | null> {
  const [found] = await pool.select(columns).from(claimHandlers).where(eq(claimHandlers.id, id));
  return found ?? null;
}
