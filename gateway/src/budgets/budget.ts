import type { GraphQLError } from 'graphql';

/** What a caller may use, in units of cost. */
export interface BudgetSettings {
  /** Units for each window. */
  readonly quota: number;
  readonly windowS: number;
  /** Units on top of the quota, once in `burstWindows` windows. */
  readonly burst: number;
  /** Units that one operation may be estimated at. */
  readonly ceiling: number;
}

/** How many windows of the quota one window of the burst has: who uses its burst each time soon has none. */
export const burstWindows = 10;

/** Where a caller stands, as far as this process knows. */
export interface BudgetState {
  readonly quota: number;
  readonly windowS: number;
  /** Units of the quota that are left in this window; the burst is not in it. */
  readonly remaining: number;
  /** Seconds until the window ends. */
  readonly resetS: number;
}

/** Whether an operation may be executed. */
export type Reservation =
  | {
      readonly isAllowed: true;
      readonly state: BudgetState;
      /** Says what the operation cost in the end; what was reserved and not used comes back. Only the first call counts. */
      settle(actual: number): void;
    }
  | {
      readonly isAllowed: false;
      /** COST_LIMIT, RATE_LIMITED or BUDGET_UNAVAILABLE, with the HTTP status and headers to answer with. */
      readonly error: GraphQLError;
      /** Null if it is not a matter of time. */
      readonly retryAfterS: number | null;
      /** Null if it is not known. */
      readonly state: BudgetState | null;
    };

/** A count in some store that all processes share. */
export interface BudgetStore {
  /**
   * Adds units, which may be negative, to the count of a key, in one step; the first to count begins a window, and with its end the count.
   * @returns the count afterwards, and how long its window goes on.
   * @throws whatever the store throws when it does not answer.
   */
  add(key: string, units: number, windowS: number): Promise<{ readonly used: number; readonly endsInMs: number }>;
  close(): Promise<void>;
}

/** The least that an operation counts: also one that finds nothing is work. */
const leastUnits = 1;

/** A cost as units of a budget: whole, and at least 1. */
export const unitsOf = (cost: number): number =>
  Number.isFinite(cost) ? Math.max(leastUnits, Math.ceil(cost)) : Number.MAX_SAFE_INTEGER;
