import { expect, test } from 'vitest';
import { decideTriage } from './claim-triage.ts';

const cover = {
  lines: [
    { coverageCode: 'OWN', claimedMinor: 800_00n, approvedMinor: 0n, deductibleAppliedMinor: 0n },
    { coverageCode: 'GLASS', claimedMinor: 300_00n, approvedMinor: 0n, deductibleAppliedMinor: 0n },
  ],
  coverages: [
    { code: 'OWN', remainingMinor: 5_000_00n, deductibleMinor: 500_00n, coinsurancePercent: '10' },
    { code: 'GLASS', remainingMinor: 250_00n, deductibleMinor: 0n, coinsurancePercent: '0' },
  ],
  deductibleLeftMinor: null,
};
const scratch = {
  cause: 'SCRATCH',
  severity: null,
  currency: 'CNY',
  estimateMinor: 1_100_00n,
  photoCount: 3,
  claimsIn90Days: 0,
};

test('what rule FT1 approves gets what the formula yields, up to the limits', () => {
  expect(decideTriage(cover, scratch)).toEqual({
    status: 'APPROVED',
    misses: [],
    assessment: {
      status: 'APPROVED',
      approvedMinor: 520_00n,
      lines: [
        {
          coverageCode: 'OWN',
          approvedMinor: 270_00n,
          deductibleAppliedMinor: 500_00n,
          coinsuranceAppliedMinor: 30_00n,
          reason: null,
        },
        {
          coverageCode: 'GLASS',
          approvedMinor: 250_00n,
          deductibleAppliedMinor: 0n,
          coinsuranceAppliedMinor: 0n,
          reason: null,
        },
      ],
      coverages: [
        { code: 'OWN', remainingMinor: 4_730_00n },
        { code: 'GLASS', remainingMinor: 0n },
      ],
      deductibleLeftMinor: null,
    },
  });
});

test('everything else waits for a handler, who is told why', () => {
  expect(decideTriage(cover, { ...scratch, photoCount: 2, claimsIn90Days: 1 })).toEqual({
    status: 'TRIAGED',
    assessment: null,
    misses: ['There are fewer than 3 photos.', 'There was another claim in the last 90 days.'],
  });
});
