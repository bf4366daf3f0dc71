import type { Pool } from '@ecosystem/kit/database';
import { eq, inArray } from 'drizzle-orm';
import type { BudgetSettings } from '../budgets/budget.ts';
import { partnerBudgets } from '../database/tables.ts';

/** What a partner may use, and whether it is the default. */
export interface PartnerBudget extends BudgetSettings {
  readonly isDefault: boolean;
}

/** The budgets of partners that have settings of their own, by partner id. */
export async function readBudgets(
  pool: Pool,
  partnerIds: readonly string[],
): Promise<ReadonlyMap<string, PartnerBudget>> {
  if (partnerIds.length === 0) return new Map();
  const rows = await pool
    .select()
    .from(partnerBudgets)
    .where(inArray(partnerBudgets.partnerId, [...partnerIds]));
  return new Map(rows.map(({ partnerId, ...settings }) => [partnerId, { ...settings, isDefault: false }]));
}

/** Sets what a partner may use; null: the default again. */
export async function saveBudget(pool: Pool, partnerId: string, settings: BudgetSettings | null): Promise<void> {
  if (settings === null) {
    await pool.delete(partnerBudgets).where(eq(partnerBudgets.partnerId, partnerId));
    return;
  }
  await pool
    .insert(partnerBudgets)
    .values({ partnerId, ...settings })
    .onConflictDoUpdate({ target: partnerBudgets.partnerId, set: settings });
}
