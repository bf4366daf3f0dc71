/**
 * Waits for work until time is up or the signal is aborted. The promise settles at that moment, whatever the work does then.
 * @throws Error that says how long was waited; the signal's reason; whatever the work throws.
 */
export function waitAtMost<Value>(
  timeoutMs: number,
  signal: AbortSignal | null,
  work: () => Promise<Value>,
): Promise<Value> {
  // What nobody waits for any more is not begun.
  if (signal?.aborted) return Promise.reject(signal.reason);
  if (timeoutMs <= 0) return Promise.reject(timeIsUp(timeoutMs));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail(timeIsUp(timeoutMs)), timeoutMs);
    const abandon = () => fail(signal?.reason);
    signal?.addEventListener('abort', abandon, { once: true });
    function end() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abandon);
    }
    function fail(reason: unknown) {
      end();
      reject(reason);
    }
    try {
      work().then((value) => {
        end();
        resolve(value);
      }, fail);
    } catch (error) {
      fail(error);
    }
  });
}

/** As `waitAtMost`, and tells the work by a signal of its own that nobody waits any more. */
export function withTimeLimit<Value>(
  timeoutMs: number,
  outer: AbortSignal | null,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const controller = new AbortController();
  const result = waitAtMost(timeoutMs, outer, () => work(controller.signal));
  // After the work has ended this changes nothing.
  result.catch((reason: unknown) => controller.abort(reason));
  return result;
}

/** The time that a fetch may take: the transport's limit, or what is left of its request. */
export function shorterLimit(limitMs: number, leftMs: number | undefined): number {
  return leftMs === undefined ? limitMs : Math.min(limitMs, Math.floor(leftMs));
}

/** Why an answer is not waited for any longer. */
export function timeIsUp(timeoutMs: number): Error {
  return new Error(`There was no answer within ${Math.max(0, timeoutMs)} ms.`);
}
