import { expect, test } from 'vitest';
import { addDays, addMonths, businessDayOf, countDays, daysAfter, isDay } from './days.ts';

test.each([
  ['2026-11-01T15:59:59.999Z', '2026-11-01'],
  ['2026-11-01T16:00:00.000Z', '2026-11-02'],
])('the business day of %s is that of Shanghai, %s', (at, day) => {
  expect(businessDayOf(new Date(at))).toBe(day);
});

test.each([
  ['2024-02-29', true],
  ['2025-02-29', false],
  ['2026-13-01', false],
  ['2026-1-1', false],
  ['2026-01-01T00:00:00Z', false],
  ['', false],
])('%s is a day: %s', (text, expected) => {
  expect(isDay(text)).toBe(expected);
});

test.each([
  ['2024-02-28', 2, '2024-03-01'],
  ['2026-01-01', -1, '2025-12-31'],
])('from %s it is %d days to %s', (from, days, to) => {
  expect(addDays(from, days)).toBe(to);
  expect(countDays(from, to)).toBe(days);
});

test.each([
  ['2026-02-28T23:30:00.000Z', 1, '2026-03-01T23:30:00.000Z'],
  ['2026-03-01T00:00:00.000Z', -1, '2026-02-28T00:00:00.000Z'],
])('after %s come %d times 24 hours: %s', (at, days, later) => {
  expect(daysAfter(new Date(at), days)).toEqual(new Date(later));
});

test.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2026-01-31', 2, '2026-03-31'],
  ['2026-11-15', 3, '2027-02-15'],
  ['2026-12-31', 0, '2026-12-31'],
])('%s and %d months is %s', (day, months, expected) => {
  expect(addMonths(day, months)).toBe(expected);
});
