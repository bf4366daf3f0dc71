import { expect, test } from 'vitest';
import { withTimeLimit } from './time-limit.ts';

const hourMs = 3_600_000;
const countTimers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

test('work that ends leaves no timer behind', async () => {
  const before = countTimers();
  expect(await withTimeLimit(hourMs, null, async () => 'done')).toBe('done');
  await expect(withTimeLimit(hourMs, null, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(countTimers()).toBe(before);
});

test('work is told when nobody waits for it any more, and is not waited for', async () => {
  const client = new AbortController();
  const told = Promise.withResolvers<unknown>();
  const result = withTimeLimit(hourMs, client.signal, (signal) => {
    signal.addEventListener('abort', () => told.resolve(signal.reason));
    return new Promise<never>(() => undefined);
  });
  const reason = new Error('The client has gone.');
  client.abort(reason);
  await expect(result).rejects.toBe(reason);
  expect(await told.promise).toBe(reason);
});

test('work that takes too long is ended with the limit in the sentence', async () => {
  await expect(withTimeLimit(1, null, () => new Promise<never>(() => undefined))).rejects.toThrow('within 1 ms');
});
