import { expect, test } from 'vitest';
import { formatOrderNumber } from './order.ts';

test.each([
  ['the day in Shanghai', '2026-10-31T16:00:00Z', '01a0e2b4-1c00-7000-8000-000000000001', '261101-000000-000001'],
  ['all twelve digits', '2026-10-31T15:59:59Z', '01a0e2b4-1c00-7000-8000-00e8d4a50fff', '261031-999999-999999'],
  ['no thirteenth digit', '2026-10-31T15:59:59Z', '01a0e2b4-1c00-7000-8000-00e8d4a51001', '261031-000000-000001'],
])('an order number has %s', (_, placedAt, id, orderNumber) => {
  expect(formatOrderNumber({ id, placedAt: new Date(placedAt) })).toBe(orderNumber);
});
