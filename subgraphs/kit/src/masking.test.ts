import { expect, test } from 'vitest';
import { maskIdNumber, maskName, maskPhone, maskVin } from './masking.ts';

test.each([
  ['张伟', '张*'],
  ['欧阳娜娜', '欧阳**'],
  ['李', '李*'],
  ['𠮷田', '𠮷*'],
])('the name %s becomes %s', (name, masked) => {
  expect(maskName(name)).toBe(masked);
});

test('the phone number keeps its first three and last four digits', () => {
  expect(maskPhone('13812345678')).toBe('138****5678');
  expect(maskPhone('+86 100 0000 0001')).toBe('100****0001');
});

test('the document number keeps its ends', () => {
  expect(maskIdNumber('440300199001011234')).toBe('4****************4');
});

test('the VIN keeps its first three and last four characters', () => {
  expect(maskVin('LZZ4AAB15RZZ00001')).toBe('LZZ**********0001');
});
