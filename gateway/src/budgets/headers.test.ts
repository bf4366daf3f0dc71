import { expect, test } from 'vitest';
import { writeRateLimitHeaders } from './headers.ts';

test.each([
  [{ quota: 60_000, windowS: 60, remaining: 59_974, resetS: 12 }, '"quota";q=60000;w=60', '"quota";r=59974;t=12'],
  [{ quota: 10, windowS: 1, remaining: -3, resetS: 0 }, '"quota";q=10;w=1', '"quota";r=0;t=0'],
  [
    { quota: Number.POSITIVE_INFINITY, windowS: 60, remaining: 1e20, resetS: 0.5 },
    '"quota";q=999999999999999;w=60',
    '"quota";r=999999999999999;t=0',
  ],
])('the headers of a budget are structured fields: %o', (state, policy, limit) => {
  expect(writeRateLimitHeaders(state)).toEqual([
    ['ratelimit-policy', policy],
    ['ratelimit', limit],
  ]);
});
