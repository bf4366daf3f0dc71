import { describe, expect, test } from 'vitest';
import { coversAt } from './policy-cover.ts';

const term = {
  status: 'IN_FORCE',
  effectiveOn: '2026-01-01',
  expiresOn: '2027-01-01',
  cancelledOn: null,
} as const;
const inMay = new Date('2026-05-10T04:00:00Z');

describe('a loss (F9)', () => {
  test.each([
    ['in the first minute of the term in Shanghai', '2025-12-31T16:00:00Z', true],
    ['a millisecond before it', '2025-12-31T15:59:59.999Z', false],
    ['in the last minute of the term in Shanghai', '2026-12-31T15:59:59Z', true],
    ['at the first instant after it', '2026-12-31T16:00:00Z', false],
  ])('%s', (_, lossAt, isCovered) => {
    expect(coversAt(term, [], new Date(lossAt))).toBe(isCovered);
  });

  test.each([
    ['during a lapse that lasts', [{ from: '2026-05-01', to: null }], false],
    ['during a lapse that is over', [{ from: '2026-05-01', to: '2026-05-11' }], false],
    ['on the day on which a lapse begins', [{ from: '2026-05-10', to: null }], false],
    ['on the day on which a lapse ends', [{ from: '2026-05-01', to: '2026-05-10' }], true],
    ['before a lapse', [{ from: '2026-05-11', to: null }], true],
    ['a second before a lapse', [{ from: new Date('2026-05-10T04:00:01Z'), to: null }], true],
    ['at the instant at which a lapse begins', [{ from: new Date('2026-05-10T04:00:00Z'), to: null }], false],
    ['at the instant at which a lapse ends', [{ from: new Date('2026-05-01T00:00:00Z'), to: inMay }], true],
    [
      'in the second of two lapses',
      [
        { from: '2026-02-01', to: '2026-03-01' },
        { from: '2026-05-01', to: '2026-06-01' },
      ],
      false,
    ],
  ])('%s', (_, lapses, isCovered) => {
    expect(coversAt(term, lapses, inMay)).toBe(isCovered);
  });

  test.each([
    ['under a policy that has expired since', { status: 'EXPIRED' }, true],
    ['on the last day before a cancellation', { status: 'CANCELLED', cancelledOn: '2026-05-11' }, true],
    ['on the first day without cover', { status: 'CANCELLED', cancelledOn: '2026-05-10' }, false],
    ['under a policy that was cancelled nobody knows when', { status: 'CANCELLED' }, false],
    ['under a policy that has lapsed nobody knows when', { status: 'LAPSED' }, false],
  ] as const)('%s', (_, change, isCovered) => {
    expect(coversAt({ ...term, ...change }, [], inMay)).toBe(isCovered);
  });
});
