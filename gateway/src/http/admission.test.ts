import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Admission, createAdmission } from './admission.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const limits = { concurrent: 2, queued: 2, waitMs: 1_000 };
const stays = new AbortController().signal;

/** A door whose two places are taken. */
function createFull(): Admission {
  const admission = createAdmission(limits);
  for (let taken = 0; taken < limits.concurrent; taken += 1) admission.tryEnter();
  return admission;
}

test('so many enter at once, and a place that was given back is free again', () => {
  const admission = createAdmission(limits);
  expect([admission.tryEnter(), admission.tryEnter(), admission.tryEnter()]).toEqual([true, true, false]);
  admission.leave();
  expect([admission.tryEnter(), admission.tryEnter()]).toEqual([true, false]);
});

test('the others wait, and enter in the order of their coming', async () => {
  const admission = createFull();
  const order: string[] = [];
  const waiting = ['first', 'second'].map(async (name) => order.push(`${name} ${await admission.wait(stays)}`));
  admission.leave();
  admission.leave();
  await Promise.all(waiting);
  expect(order).toEqual(['first admitted', 'second admitted']);
  expect(admission.count()).toEqual({ inside: 2, waiting: 0 });
});

test('nobody passes those who wait', () => {
  const admission = createFull();
  void admission.wait(stays);
  admission.leave();
  expect(admission.tryEnter()).toBe(false);
});

test('beyond the line everyone is refused at once', async () => {
  const admission = createFull();
  void admission.wait(stays);
  void admission.wait(stays);
  expect(await admission.wait(stays)).toBe('refused');
});

test('who waits too long is refused, and its place in the line is free', async () => {
  const admission = createFull();
  const late = admission.wait(stays);
  vi.advanceTimersByTime(limits.waitMs);
  expect(await late).toBe('refused');
  expect(admission.count()).toEqual({ inside: 2, waiting: 0 });
});

test('a client that goes leaves the line, and no place is lost', async () => {
  const admission = createFull();
  const client = new AbortController();
  const gone = admission.wait(client.signal);
  client.abort();
  expect(await gone).toBe('gone');
  admission.leave();
  expect(admission.count()).toEqual({ inside: 1, waiting: 0 });
});

test('a client that had gone before does not even begin to wait', async () => {
  expect(await createFull().wait(AbortSignal.abort())).toBe('gone');
});

test('once all have left the door is as new: no timers, no places taken', async () => {
  const admission = createFull();
  const waiting = admission.wait(stays);
  admission.leave();
  await waiting;
  admission.leave();
  admission.leave();
  expect(admission.count()).toEqual({ inside: 0, waiting: 0 });
  expect(vi.getTimerCount()).toBe(0);
});
