import { describe, expect, test, vi } from 'vitest';
import { payload } from './command.ts';
import { done, refused } from './result.ts';

describe('a payload', () => {
  test('shows the subjects of an answer and no refusals', async () => {
    expect(await payload(done({ saleId: '7' }), async ({ saleId }) => ({ sale: { id: saleId } }))).toEqual({
      sale: { id: '7' },
      userErrors: [],
    });
  });

  test('shows the refusal alone, and reads nothing', async () => {
    const read = vi.fn();
    expect(await payload(refused('SOLD_OUT', ['title'], 'It is sold out.'), read)).toEqual({
      userErrors: [{ code: 'SOLD_OUT', message: 'It is sold out.', path: ['title'] }],
    });
    expect(read).not.toHaveBeenCalled();
  });
});
