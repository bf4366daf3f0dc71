import { expect, test } from 'vitest';
import { walletBandOf } from './wallet-band.ts';

test.each([
  [0n, 'UNDER_1K'],
  [999_99n, 'UNDER_1K'],
  [1_000_00n, '1K_TO_10K'],
  [9_999_99n, '1K_TO_10K'],
  [10_000_00n, '10K_TO_50K'],
  [49_999_99n, '10K_TO_50K'],
  [50_000_00n, 'OVER_50K'],
  [9_000_000_000_00n, 'OVER_50K'],
])('%s fen are %s', (balanceMinor, band) => {
  expect(walletBandOf(balanceMinor)).toBe(band);
});
