import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideRelease } from './version-release.ts';

const facts = {
  partner: { status: 'LIVE' },
  program: { status: 'LIVE' },
  version: { number: '2.0.0', status: 'APPROVED', rolloutPercent: 0 },
  others: [
    { number: '1.0.0', status: 'LIVE' },
    { number: '1.1.0', status: 'RELEASING' },
  ],
} as const;

test.each([
  [99, 'RELEASING', ['1.1.0']],
  [100, 'LIVE', ['1.0.0', '1.1.0']],
] as const)('a release to %i percent is %s and takes the place of %j', (percent, status, superseded) => {
  expect(decideRelease(facts, percent)).toEqual({
    ok: true,
    value: { status, rolloutPercent: percent, programStatus: 'LIVE', superseded },
  });
});

test.each([
  [99, 'REGISTERED'],
  [100, 'LIVE'],
] as const)('at %i percent, a mini program that nobody could open is %s', (percent, programStatus) => {
  const registered = { ...facts, program: { status: 'REGISTERED' }, others: [] } as const;
  expect(decideRelease(registered, percent)).toMatchObject({ ok: true, value: { programStatus } });
});

test('whatever shares are asked for, the share never falls, and a version is live exactly at 100 percent', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -5, max: 105 })), (shares) => {
      let version: Parameters<typeof decideRelease>[0]['version'] = facts.version;
      for (const percent of shares) {
        const release = decideRelease({ ...facts, version }, percent);
        const isGrowth = percent > version.rolloutPercent && percent <= 100;
        expect(release.ok).toBe(isGrowth);
        if (!release.ok) continue;
        const { status, rolloutPercent } = release.value;
        expect(status === 'LIVE').toBe(rolloutPercent === 100);
        version = { ...version, status, rolloutPercent };
      }
    }),
  );
});
