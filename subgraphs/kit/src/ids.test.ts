import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deriveId, formatId, newId, parseId, splitId } from './ids.ts';

test('the id of @liwei is the text of the domain page', () => {
  expect(formatId('cus', '019b76da-a800-7000-8000-000000000001')).toBe('cus_01kdvdna00e008000000000001');
});

test('every UUID survives the way to text and back', () => {
  fc.assert(
    fc.property(fc.uuid(), (uuid) => {
      expect(splitId(formatId('ord', uuid))).toEqual({ prefix: 'ord', uuid });
    }),
  );
});

test('ids of later things sort after ids of earlier things, as UUID and as text', () => {
  const earlier = '019b76da-a800-7000-8000-000000000001';
  const later = '019b76da-a801-7000-8000-000000000000';

  expect(formatId('ord', earlier) < formatId('ord', later)).toBe(true);

  const [first, second] = [newId(), newId()];
  expect(first < second).toBe(true);
});

test.each([
  ['nothing', ''],
  ['another alphabet', 'cus_01kdvdna00e00800000000000u'],
  ['upper case', 'cus_01KDVDNA00E008000000000001'],
  ['too few characters', 'cus_01kdvdna00e00800000000001'],
  ['more than 128 bits', 'cus_81kdvdna00e008000000000001'],
  ['a UUID', '019b76da-a800-7000-8000-000000000001'],
  ['white space behind', 'cus_01kdvdna00e008000000000001\n'],
])('%s is not an id', (_, text) => {
  expect(splitId(text)).toBeNull();
  expect(() => parseId('cus', text)).toThrow('is not an id; expected cus_ and 26 characters.');
});

test('the id of another type is refused by name', () => {
  expect(() => parseId(['pau', 'phe'], formatId('ord', newId()))).toThrow(
    'names another type; expected pau_ or phe_ and 26 characters.',
  );
});

test('new ids of one time sort in the order in which they were made, and before those of a later time', () => {
  const at = new Date('2026-11-01T00:00:00Z');
  const ids = [...Array.from({ length: 100 }, () => newId(at)), newId(new Date(at.getTime() + 1))];

  expect([...ids].sort()).toEqual(ids);
});

test('an id that is derived from texts is a UUIDv8, the same each time, and another one for other texts', () => {
  const id = deriveId('quote', 'a', 'b');

  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(deriveId('quote', 'a', 'b')).toBe(id);
  expect(deriveId('quote', 'ab', '')).not.toBe(id);
  expect(parseId('quo', formatId('quo', id))).toBe(id);
});
