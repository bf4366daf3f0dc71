import { expect, test } from 'vitest';
import { textKey } from './text-key.ts';

test('a text of usual length is its own key', () => {
  expect(textKey('{ me { id } }')).toBe('{ me { id } }');
});

test('long texts have short keys, one for each text', () => {
  const [one, other] = ['1', '2'].map((end) => textKey('x'.repeat(100_000) + end));

  expect(one).not.toBe(other);
  expect(one?.length).toBeLessThan(100);
});
