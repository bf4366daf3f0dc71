import { expect, test } from 'vitest';
import { openCart } from './cart.ts';

const now = new Date('2026-11-01T00:00:00Z');
const empty = { subtotalMinor: 0n, expiresAt: new Date('2027-01-30T00:00:00Z') };

test('a customer without a cart sees an empty one that lives for 90 days', () => {
  expect(openCart(null, now)).toEqual(empty);
});

test('a cart is shown as it is until it expires', () => {
  const stored = { subtotalMinor: 38_50n, expiresAt: new Date('2026-11-01T00:00:00.001Z') };

  expect(openCart(stored, now)).toEqual(stored);
});

test('a cart is empty from the moment it expires', () => {
  expect(openCart({ subtotalMinor: 38_50n, expiresAt: now }, now)).toEqual(empty);
});
