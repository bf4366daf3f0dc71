import type { BudgetStore } from './budget.ts';

/**
 * How long a count that was seen full is not asked for more than was left: a caller that is over its budget costs next to nothing,
 * and what other processes give back is found soon enough.
 */
const fullForMs = 20;

/** One count of one key as this process sees it. Only one call is under way at a time; the account sees to it. */
export interface Meter {
  /** Units that may be free; infinity where that is not known. */
  roomAt(now: number): number;
  /** Takes up to `want` units and sends what is to be corrected; what did not fit is to be given back with the next call. */
  take(want: number): Promise<number>;
  /** Units that were taken and not used, in the window that ended or ends at `endsAt`; more than were taken: negative. */
  giveBack(units: number, endsAt: number): void;
  /** Whether something is to be corrected. */
  isDue(): boolean;
  /** Units that are left. */
  remainingAt(now: number): number;
  /** When the window ends, in the time of the clock; in the past if none is known. */
  endsAt(): number;
}

/** What a meter counts in: the same for all its calls. */
export interface MeterPlace {
  readonly store: BudgetStore;
  readonly key: string;
  readonly now: () => number;
  /** What may be used in one window, and how long it is; both may change. */
  readonly limits: () => { readonly capacity: number; readonly windowS: number };
}

const msPerSecond = 1_000;

/** Counts in a store, with what is known of it. */
export function createMeter({ store, key, now, limits }: MeterPlace): Meter {
  /** Units to add with the next call. */
  let correction = 0;
  let windowEndsAt = 0;
  let used = 0;
  let room = 0;
  let fullUntil = 0;

  /** Windows begin when the store says so, and answers take time; a shift of half a window is another one. */
  const isLater = (endsAt: number, than: number) => endsAt > than + (limits().windowS * msPerSecond) / 2;

  function collectCorrection(): number {
    const sent = correction;
    correction = 0;
    // What was not used of a window that is over is gone with it.
    return sent < 0 && now() >= windowEndsAt ? 0 : sent;
  }

  async function send(units: number, sent: number) {
    const { windowS } = limits();
    // From when it was sent, so that a slow answer makes a window end too early rather than too late.
    const sentAt = now();
    const answer = await store.add(key, units + sent, windowS).catch((error: unknown) => {
      // It may have been done or not. What it charged is charged again, what it gave back is not: never too much for the caller.
      if (sent > 0) correction += sent;
      throw error;
    });
    const endsAt = sentAt + answer.endsInMs;
    const isStray = sent < 0 && isLater(endsAt, windowEndsAt);
    // The window ended on the way: what was given back was of the one before.
    if (isStray) correction -= sent;
    windowEndsAt = endsAt;
    used = isStray ? answer.used - sent : answer.used;
  }

  return {
    roomAt: (at) => (limits().capacity === 0 ? 0 : at < fullUntil ? Math.max(room, 0) : Number.POSITIVE_INFINITY),
    async take(want) {
      const { capacity } = limits();
      const ask = capacity === 0 ? 0 : now() < fullUntil ? Math.min(want, Math.max(room, 0)) : want;
      const sent = collectCorrection();
      if (ask === 0 && sent === 0) return 0;
      await send(ask, sent);
      const free = Math.max(capacity - (used - ask), 0);
      const granted = Math.min(free, ask);
      if (granted < ask) fullUntil = now() + fullForMs;
      correction -= ask - granted;
      used -= ask - granted;
      room = free - granted;
      return granted;
    },
    giveBack(units, endsAt) {
      if (units > 0 && (now() >= endsAt || isLater(windowEndsAt, endsAt))) return;
      correction -= units;
      used -= units;
      room += units;
    },
    isDue: () => correction !== 0,
    remainingAt: (at) => (at >= windowEndsAt ? limits().capacity : Math.max(limits().capacity - used, 0)),
    endsAt: () => windowEndsAt,
  };
}
