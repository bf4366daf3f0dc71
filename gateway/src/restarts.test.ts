import { expect, test } from 'vitest';
import { createRestarts, failedStartsMax } from './restarts.ts';

const soon = { wasReady: true, servedMs: 5 };
const late = { wasReady: true, servedMs: 60_000 };
const never = { wasReady: false, servedMs: 0 };

test('the first replacement starts at once, the next ones ever later, up to a bound', () => {
  const restarts = createRestarts();
  const delays = Array.from({ length: 10 }, () => restarts.delayAfterMs(soon));
  expect(delays).toEqual([0, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000]);
});

test('a worker that served long is replaced at once, whatever was before', () => {
  const restarts = createRestarts();
  for (let times = 0; times < 5; times += 1) restarts.delayAfterMs(soon);
  expect([restarts.delayAfterMs(late), restarts.delayAfterMs(soon), restarts.delayAfterMs(soon)]).toEqual([0, 0, 100]);
});

test('when several in a row cannot start, it is given up', () => {
  const restarts = createRestarts();
  const delays = Array.from({ length: failedStartsMax }, () => restarts.delayAfterMs(never));
  expect(delays.slice(0, -1)).not.toContain(null);
  expect(delays.at(-1)).toBeNull();
});

test('one that can start shows that the others may', () => {
  const restarts = createRestarts();
  for (let times = 0; times < 20; times += 1) {
    expect(restarts.delayAfterMs(never)).not.toBeNull();
    restarts.noteReady();
  }
});
