/**
 * Runs work that must stop when time is up or when the outer signal is aborted.
 * The promise settles at that moment, whether the work minds its signal or not.
 * @throws Error that says how long was waited; whatever the work throws.
 */
export async function withTimeLimit<Value>(
  timeoutMs: number,
  outer: AbortSignal | null,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  // What nobody waits for any more is not begun.
  outer?.throwIfAborted();
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error(`There was no answer within ${timeoutMs} ms.`)), timeoutMs);
  const abandon = () => controller.abort(outer?.reason);
  outer?.addEventListener('abort', abandon, { once: true });
  try {
    const stopped = new Promise<never>((_, reject) => {
      controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
    });
    return await Promise.race([work(controller.signal), stopped]);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', abandon);
  }
}
