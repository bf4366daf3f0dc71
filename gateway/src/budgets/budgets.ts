import { type Clock, systemClock } from '@ecosystem/kit/clock';
import { type Account, createAccount } from './account.ts';
import { type BudgetSettings, type BudgetStore, type Reservation, unitsOf } from './budget.ts';
import { refuseUnavailable } from './errors.ts';

/** What budgets are counted with. */
export interface BudgetsOptions {
  readonly store: BudgetStore;
  /** What a key may use; asked for each reserve, so it must be cheap. */
  settingsOf(key: string): BudgetSettings | Promise<BudgetSettings>;
  readonly clock?: Clock;
  /** Told of what the store or the settings threw. */
  onFault?(error: unknown): void;
}

/** Budgets that all processes share. */
export interface Budgets {
  /**
   * Reserves what an operation is estimated to cost, before it is executed. An operation over the ceiling of its key is refused with
   * COST_LIMIT, one that finds no room with RATE_LIMITED. If the store does not answer it is refused with BUDGET_UNAVAILABLE: nobody is
   * ever without a limit. What is charged in the end is what `settle` says.
   * @param key of a partner: `keyOfPartner(id)`; keys must be those of known callers, as each stays in memory.
   */
  reserve(key: string, estimated: number): Promise<Reservation>;
  /** Sends what is to be corrected, then closes the store. */
  close(): Promise<void>;
}

/**
 * Counts exactly across processes and cheaply: a process has at most one call for a key under way, which carries all that was asked
 * for meanwhile. Windows are fixed: they begin with the first operation after the one before has ended.
 */
export function createBudgets({ store, settingsOf, clock = systemClock, onFault = () => {} }: BudgetsOptions): Budgets {
  const accounts = new Map<string, Account>();
  const now = () => clock.now().getTime();

  function accountOf(key: string): Account {
    const account = accounts.get(key) ?? createAccount(key, store, now, onFault);
    accounts.set(key, account);
    return account;
  }

  return {
    async reserve(key, estimated) {
      let settings: BudgetSettings;
      try {
        settings = await settingsOf(key);
      } catch (error) {
        onFault(error);
        return { isAllowed: false, error: refuseUnavailable(), retryAfterS: null, state: null };
      }
      const reservation = await accountOf(key).reserve(unitsOf(estimated), settings);
      if (!reservation.isAllowed) return reservation;
      return { ...reservation, settle: (actual) => reservation.settle(unitsOf(actual)) };
    },
    async close() {
      await Promise.all([...accounts.values()].map((account) => account.flush()));
      await store.close();
    },
  };
}
