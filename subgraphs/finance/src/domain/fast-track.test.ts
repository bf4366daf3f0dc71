import { describe, expect, test } from 'vitest';
import { decideFastTrack } from './fast-track.ts';

const scratch = {
  cause: 'SCRATCH',
  severity: null,
  currency: 'CNY',
  estimateMinor: 1200_00n,
  photoCount: 3,
  claimsIn90Days: 0,
};

describe('rule FT1', () => {
  test.each([
    ['a scratch with three photos (AT-11-2)', {}],
    ['a minor damage', { cause: 'MINOR' }],
    ['a collision that auto calls minor', { cause: 'COLLISION', severity: 'MINOR' }],
    ['an estimate of exactly 2000.00', { estimateMinor: 2000_00n }],
  ])('approves %s', (_, change) => {
    expect(decideFastTrack({ ...scratch, ...change })).toEqual({ rule: 'FT1', isApproved: true, misses: [] });
  });

  test.each([
    ['a collision of unknown severity', { cause: 'COLLISION' }, 'neither a scratch nor minor'],
    ['a scratch that auto calls major', { severity: 'MAJOR' }, 'neither a scratch nor minor'],
    ['an estimate of 2000.01', { estimateMinor: 2000_01n }, 'above 2000.00'],
    ['no estimate', { estimateMinor: 0n }, 'missing'],
    ['an estimate in another currency', { currency: 'JPY' }, 'above 2000.00'],
    ['two photos', { photoCount: 2 }, 'fewer than 3 photos'],
    ['a second claim in 90 days', { claimsIn90Days: 1 }, 'another claim'],
  ])('leaves %s to a person and says why', (_, change, miss) => {
    const decision = decideFastTrack({ ...scratch, ...change });

    expect(decision).toMatchObject({ isApproved: false, misses: [expect.stringContaining(miss)] });
  });
});
