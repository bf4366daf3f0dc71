import { z } from 'zod';
import type { BudgetSettings } from './budgets/budget.ts';
import type { LocalBudgetSettings } from './budgets/local.ts';

/** Budgets as they are configured. */
export interface BudgetsConfig {
  /** Where partners are counted, or null for the gateway's own database. */
  readonly redisUrl: string | null;
  /** Of partners without settings of their own. */
  readonly partner: BudgetSettings;
  /** Of all workers together; each of them counts for itself. */
  readonly firstParty: Pick<LocalBudgetSettings, 'quota' | 'windowS' | 'ceiling'>;
}

const unitsMax = 1_000_000_000;
const units = z.coerce.number().int().min(1).max(unitsMax);
/** Longer windows would make a refusal last longer than a day. */
const windowMaxS = 86_400;
/** FIRST_PARTY_QUOTA counts by the minute. */
const firstPartyWindowS = 60;

/** What the settings of one partner may be. */
export const budgetBounds = {
  quota: z.int().min(1).max(unitsMax),
  windowS: z.int().min(1).max(windowMaxS),
  burst: z.int().min(0).max(unitsMax),
  ceiling: z.int().min(1).max(unitsMax),
};

/** The variables of budgets. */
export const budgetVariables = {
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'must be an address that begins with redis:// or rediss://' })
    .optional(),
  PARTNER_QUOTA: units.default(60_000),
  PARTNER_WINDOW_S: z.coerce.number().int().min(1).max(windowMaxS).default(60),
  PARTNER_BURST: z.coerce.number().int().min(0).max(unitsMax).default(20_000),
  PARTNER_CEILING: units.default(1_000),
  FIRST_PARTY_QUOTA: z
    .union([z.literal('off'), units], 'must be "off" or a number of cost units from 1 to 1000000000')
    .default(10_000_000),
  FIRST_PARTY_CEILING: units.default(10_000),
};

/** Budgets from checked variables. */
export function readBudgets(variables: z.output<z.ZodObject<typeof budgetVariables>>): BudgetsConfig {
  const { FIRST_PARTY_QUOTA: quota } = variables;
  return {
    redisUrl: variables.REDIS_URL ?? null,
    partner: {
      quota: variables.PARTNER_QUOTA,
      windowS: variables.PARTNER_WINDOW_S,
      burst: variables.PARTNER_BURST,
      ceiling: variables.PARTNER_CEILING,
    },
    firstParty: {
      quota: quota === 'off' ? Number.POSITIVE_INFINITY : quota,
      windowS: firstPartyWindowS,
      ceiling: variables.FIRST_PARTY_CEILING,
    },
  };
}
