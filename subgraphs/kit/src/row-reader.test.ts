import { sql } from 'drizzle-orm';
import { bigint, boolean, pgTable, text } from 'drizzle-orm/pg-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instant } from './columns.ts';
import { compileRowReader, readInstant } from './row-reader.ts';

/** As PostgreSQL writes a timestamptz(3) in UTC: no fraction that is zero, no zeros at its end. */
const writeInstant = (at: Date): string => {
  const [day, time = ''] = at.toISOString().replace('Z', '').split('T');
  return `${day} ${time.replace(/\.?0+$/, (zeros) => (zeros.startsWith('.') ? '' : time.includes('.') ? '' : zeros))}+00`;
};

test('an instant is read as Date reads it', () => {
  const min = new Date('1000-01-01T00:00:00Z');
  const max = new Date('9999-12-31T23:59:59.999Z');
  fc.assert(
    fc.property(fc.date({ min, max, noInvalidDate: true }), (at) => {
      expect(readInstant(writeInstant(at))).toEqual(at);
    }),
  );
});

test.each([
  ['2026-11-01 04:05:06+00', '2026-11-01T04:05:06.000Z'],
  ['2026-11-01 04:05:06.7+00', '2026-11-01T04:05:06.700Z'],
  ['2026-11-01 04:05:06.07+00', '2026-11-01T04:05:06.070Z'],
  ['2026-11-01 12:05:06.123+08', '2026-11-01T04:05:06.123Z'],
  ['2026-11-01 04:05:06.123456+00', '2026-11-01T04:05:06.123Z'],
])('%s is %s', (written, at) => {
  expect((readInstant(written) as Date).toISOString()).toBe(at);
});

const things = pgTable('things', {
  name: text('name'),
  priceMinor: bigint('price_minor', { mode: 'bigint' }),
  isOpen: boolean('is_open'),
  createdAt: instant('created_at'),
});

test('a row is read as drizzle would, nested once, with the decoders of its columns', () => {
  const read = compileRowReader({
    count: sql<number>`count(*)`.mapWith(Number),
    row: { name: things.name, priceMinor: things.priceMinor },
    isOpen: things.isOpen,
    createdAt: things.createdAt,
  });
  expect(read(['7', 'tea', '3850', true, '2026-11-01 04:05:06+00'])).toEqual({
    count: 7,
    row: { name: 'tea', priceMinor: 3850n },
    isOpen: true,
    createdAt: new Date('2026-11-01T04:05:06Z'),
  });
  expect(read([null, null, null, null, null])).toEqual({
    count: null,
    row: { name: null, priceMinor: null },
    isOpen: null,
    createdAt: null,
  });
});

test('a whole table stands in a row under its name', () => {
  const read = compileRowReader({ thing: things });
  expect(read(['tea', '1', false, '2026-11-01 04:05:06+00'])).toMatchObject({ thing: { name: 'tea', priceMinor: 1n } });
});
