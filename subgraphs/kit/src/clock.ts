/** Where rules get the time from, so that tests can fix it. */
export interface Clock {
  now(): Date;
}

/** The time of this machine. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still. */
export function fixedClock(at: Date): Clock {
  return { now: () => at };
}
