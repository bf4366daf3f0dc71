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

/** A clock that stands until it is moved, for tests of what comes due. */
export interface MovableClock extends Clock {
  moveTo(at: Date): void;
  advance(ms: number): void;
}

/** A clock that stands at `start` until it is moved. */
export function movableClock(start: Date): MovableClock {
  let at = start;
  return {
    now: () => at,
    moveTo(to) {
      at = to;
    },
    advance(ms) {
      at = new Date(at.getTime() + ms);
    },
  };
}
