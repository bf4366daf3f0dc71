/** Work that is done again and again until it is stopped, never twice at once. */
export interface Loop {
  /** Ends the pause; if the work is under way, it is done once more without one. */
  wake(): void;
  /** Ends when the work that is under way has ended. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  /** Does the work once, the first time at once. @returns the pause until the next time, in milliseconds. */
  readonly work: () => Promise<number>;
  /** Told when the work throws; the loop goes on after a pause. */
  readonly onError: (error: unknown) => void;
}

/** What fails now, mostly a database that is away, fails again in a moment. */
const pauseAfterErrorMs = 5_000;

/** Starts a loop. */
export function startLoop({ work, onError }: LoopOptions): Loop {
  let isStopping = false;
  let isWoken = false;
  let endPause = () => {};

  async function pause(ms: number): Promise<void> {
    if (isWoken || isStopping) return;
    const over = Promise.withResolvers<void>();
    const timer = setTimeout(over.resolve, ms);
    endPause = over.resolve;
    await over.promise;
    clearTimeout(timer);
  }

  async function repeat(): Promise<void> {
    while (!isStopping) {
      isWoken = false;
      const pauseMs = await work().catch((error: unknown) => {
        onError(error);
        return pauseAfterErrorMs;
      });
      await pause(pauseMs);
    }
  }

  const ended = repeat();
  return {
    wake() {
      isWoken = true;
      endPause();
    },
    stop() {
      isStopping = true;
      endPause();
      return ended;
    },
  };
}
