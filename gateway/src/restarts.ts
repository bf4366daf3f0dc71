/** How one worker ended. */
export interface WorkerEnd {
  /** It had begun to serve. */
  readonly wasReady: boolean;
  /** How long it had served. */
  readonly servedMs: number;
}

/** Decides whether and when another worker takes the place of one that ended. */
export interface Restarts {
  /** The delay in milliseconds, or null to give up: none could start, several times in a row. */
  delayAfterMs(end: WorkerEnd): number | null;
  /** A worker has begun to serve. */
  noteReady(): void;
}

/** So many in a row that could not start, and it is no accident. */
export const failedStartsMax = 5;
/** Who served so long did not end because of how it began. */
const longServiceMs = 10_000;
const firstDelayMs = 100;
const longestDelayMs = 5_000;

/** The first replacement starts at once; the more workers end soon after their start, the longer the next one waits. */
export function createRestarts(): Restarts {
  let failedStarts = 0;
  let soonEnded = 0;
  return {
    delayAfterMs({ wasReady, servedMs }) {
      if (!wasReady) failedStarts += 1;
      if (failedStarts >= failedStartsMax) return null;
      soonEnded = servedMs >= longServiceMs ? 0 : soonEnded + 1;
      return soonEnded <= 1 ? 0 : Math.min(firstDelayMs * 2 ** (soonEnded - 2), longestDelayMs);
    },
    noteReady() {
      failedStarts = 0;
    },
  };
}
