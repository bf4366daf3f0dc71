import { expect, test } from 'vitest';
import { computeClaimNumber, computeLossKey, isCauseOf } from './claim.ts';

const loss = {
  policyId: 'policy-1',
  cause: 'COLLISION',
  lossAt: new Date('2026-10-01T08:10:00Z'),
  encounterId: null,
};

test.each([
  ['a minute later is the same loss', { lossAt: new Date('2026-10-01T08:11:00Z') }, true],
  ['in the next half hour is another loss', { lossAt: new Date('2026-10-01T08:30:00Z') }, false],
  ['of another cause is another loss', { cause: 'HAIL' }, false],
  ['under another policy is another loss', { policyId: 'policy-2' }, false],
  ['of an encounter is another loss', { encounterId: 'encounter-1' }, false],
])('a report %s', (_, change, isSame) => {
  expect(computeLossKey({ ...loss, ...change }) === computeLossKey(loss)).toBe(isSame);
});

test('each kind of policy has its own causes', () => {
  expect(isCauseOf('AUTO', 'SCRATCH')).toBe(true);
  expect(isCauseOf('HEALTH', 'SCRATCH')).toBe(false);
});

test('a claim number tells the business day of the report', () => {
  const id = '01a192b0-7400-712a-b342-3e6a65fd520c';
  expect(computeClaimNumber(id, new Date('2026-10-31T16:00:00Z'))).toBe('CL202611016A65FD520C');
});
