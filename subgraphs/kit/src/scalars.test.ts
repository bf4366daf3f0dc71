import { expect, test } from 'vitest';
import { CurrencyCode, DateTime, Decimal, LocalDate } from './scalars.ts';

test('an instant leaves as RFC 3339 in UTC, whatever zone it came in', () => {
  const at = DateTime.parseValue('2026-11-01T12:05:06+08:00');

  expect(DateTime.serialize(at)).toBe('2026-11-01T04:05:06Z');
  expect(DateTime.serialize(DateTime.parseValue('2026-11-01T04:05:06.120Z'))).toBe('2026-11-01T04:05:06.120Z');
});

test.each([
  ['DateTime', DateTime, '2026-11-01'],
  ['DateTime', DateTime, '2026-11-01T04:05:06'],
  ['DateTime', DateTime, '2026-02-30T04:05:06Z'],
  ['DateTime', DateTime, '2026-11-01T25:05:06Z'],
  ['DateTime', DateTime, 1_761_970_000],
  ['Date', LocalDate, '2026-02-30'],
  ['Date', LocalDate, '2026-11-01T00:00:00Z'],
  ['Decimal', Decimal, '1e3'],
  ['Decimal', Decimal, 38.5],
  ['Decimal', Decimal, '３８.５'],
  ['CurrencyCode', CurrencyCode, 'RMB'],
  ['CurrencyCode', CurrencyCode, 'cny'],
])('%s does not take %3$j', (name, scalar, value) => {
  expect(() => scalar.parseValue(value)).toThrow(`${name} must be text such as`);
});

test('a day, a decimal and a currency pass as they are', () => {
  expect(LocalDate.parseValue('2028-02-29')).toBe('2028-02-29');
  expect(Decimal.parseValue('-0.050')).toBe('-0.050');
  expect(CurrencyCode.parseValue('KWD')).toBe('KWD');
});
