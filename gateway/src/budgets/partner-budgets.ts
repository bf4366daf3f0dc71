import { type Clock, systemClock } from '@ecosystem/kit/clock';
import type { Database } from '@ecosystem/kit/database';
import { eq } from 'drizzle-orm';
import { LRUCache } from 'lru-cache';
import { partnerBudgets } from '../database/tables-budgets.ts';
import type { BudgetSettings } from './budget.ts';

/** How old settings may be in a process that was not told of their change. */
const settingsMaxMs = 5_000;
/** Partners whose settings are kept. */
const partnersMax = 10_000;
const keyPrefix = 'partner:';

/** The key of a partner's budget. */
export const keyOfPartner = (partnerId: string): string => `${keyPrefix}${partnerId}`;

/** What partners may use. */
export interface PartnerBudgets {
  /**
   * @param key as `keyOfPartner` makes it.
   * @throws what the database throws.
   */
  settingsOf(key: string): BudgetSettings | Promise<BudgetSettings>;
  /** Reads the partner's row again before its next operation. */
  forget(partnerId: string): void;
}

interface Entry {
  readonly readAt: number;
  settings: BudgetSettings | Promise<BudgetSettings>;
}

/** Settings from `partner_budgets`, or the defaults for a partner without a row; kept for at most 5 s. */
export function readPartnerBudgets(
  database: Pick<Database, 'read'>,
  defaults: BudgetSettings,
  clock: Clock = systemClock,
): PartnerBudgets {
  const entries = new LRUCache<string, Entry>({ max: partnersMax });

  async function read(key: string): Promise<BudgetSettings> {
    const [row] = await database.read
      .select()
      .from(partnerBudgets)
      .where(eq(partnerBudgets.partnerId, key.slice(keyPrefix.length)));
    if (!row) return defaults;
    const { partnerId: _, ...settings } = row;
    return settings;
  }

  function load(key: string, readAt: number): Promise<BudgetSettings> {
    const settings = read(key);
    const entry: Entry = { readAt, settings };
    entries.set(key, entry);
    settings.then(
      (found) => {
        entry.settings = found;
      },
      () => {
        if (entries.peek(key) === entry) entries.delete(key);
      },
    );
    return settings;
  }

  return {
    settingsOf(key) {
      const now = clock.now().getTime();
      const entry = entries.get(key);
      return entry && now - entry.readAt < settingsMaxMs ? entry.settings : load(key, now);
    },
    forget: (partnerId) => void entries.delete(keyOfPartner(partnerId)),
  };
}
