import { businessDayOf } from '../src/domain/days.ts';

/** Keeps what a wallet spends on each day within its limit, as the API would. */
export interface Spending {
  /** Takes an amount out of the limit of that day; false if it does not fit, and then nothing is taken. */
  take(at: Date, amountMinor: bigint): boolean;
  /** What was spent on the latest day on which anything was; null if nothing ever was. */
  latest(): { readonly spentOn: string; readonly spentMinor: bigint } | null;
}

/** A wallet with this limit for one day, in minor units, of which nothing is spent yet. */
export function createSpending(dailyLimitMinor: bigint): Spending {
  const days = new Map<string, bigint>();
  return {
    take(at, amountMinor) {
      const day = businessDayOf(at);
      const spentMinor = (days.get(day) ?? 0n) + amountMinor;
      if (spentMinor > dailyLimitMinor) return false;
      if (amountMinor > 0n) days.set(day, spentMinor);
      return true;
    },
    latest() {
      const spentOn = [...days.keys()].toSorted().at(-1);
      return spentOn === undefined ? null : { spentOn, spentMinor: days.get(spentOn) ?? 0n };
    },
  };
}
