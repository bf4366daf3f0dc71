import type { BudgetSettings } from '../budgets/budget.ts';
import type { GatewayDatabase } from '../database/database.ts';

/** What a gateway needs to serve partners. */
export interface PartnerSettings {
  readonly database: GatewayDatabase;
  /** Where budgets are counted, or null for the gateway's own database. */
  readonly redisUrl: string | null;
  /** What partners may use that have no settings of their own. */
  readonly budget: BudgetSettings;
  /** Longest wait for one answer of the store of budgets. */
  readonly storeTimeoutMs: number;
  /** The manifests of the demo's partners, published where nothing was published yet; null: none. */
  readonly demoFolder: string | null;
}
