import { expect, test } from 'vitest';
import { drawTable, widthOf } from './table.ts';

test('columns are aligned, those of numbers on the right, and wide characters take two columns', () => {
  const rows = [
    ['面馆', '5', 'a'],
    ['Shop', '1200', ''],
    ['', '-', 'b'],
  ];
  expect(drawTable(['name', 'calls', 'x'], rows).split('\n')).toEqual([
    'name  calls  x',
    '面馆      5  a',
    'Shop   1200',
    '          -  b',
  ]);
  expect(widthOf('面馆 a')).toBe(6);
});
