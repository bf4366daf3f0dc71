import { describe, expect, test } from 'vitest';
import { decideFiling, type FiledPolicy, type FilingInput } from './claim-filing.ts';

const at = new Date('2026-06-01T04:00:00Z');
const policy: FiledPolicy = {
  id: 'policy-1',
  kind: 'AUTO',
  status: 'IN_FORCE',
  effectiveOn: '2026-01-01',
  expiresOn: '2027-01-01',
  cancelledOn: null,
  lapses: [],
  coverages: [
    { code: 'VEHICLE_DAMAGE', remainingMinor: 5000_00n },
    { code: 'THIRD_PARTY', remainingMinor: 100_00n },
  ],
};
const line = { coverageCode: 'VEHICLE_DAMAGE', claimedMinor: 1200_00n, evidenceCount: 1 };
const other = { coverageCode: 'THIRD_PARTY', claimedMinor: 300_00n, evidenceCount: 1 };
const input: FilingInput = {
  lossAt: new Date('2026-05-31T04:00:00Z'),
  cause: 'COLLISION',
  description: 'A pillar of the car park.',
  lines: [line, other],
  accidentId: null,
  encounterId: null,
  orderId: null,
  accidentPhotoCount: 0,
};

describe('a claim', () => {
  test('is taken in with what is claimed, and a reserve up to the limits', () => {
    expect(decideFiling(policy, input, at)).toEqual({
      ok: true,
      value: {
        claimedMinor: 1500_00n,
        reserveMinor: 1300_00n,
        lossKey: expect.stringMatching(/^policy-1:COLLISION:\d+$/),
      },
    });
  });

  test.each([
    ['of a loss in the future', { lossAt: new Date(at.getTime() + 1) }, ['lossAt']],
    ['of a cause of another kind of policy', { cause: 'ILLNESS' }, ['cause']],
    ['with a blank description', { description: ' ' }, ['description']],
    ['with a description of 2001 characters', { description: 'x'.repeat(2_001) }, ['description']],
    ['without a line', { lines: [] }, ['lines']],
    ['of 21 lines', { lines: Array.from({ length: 21 }, () => line) }, ['lines']],
    ['of nothing', { lines: [line, { ...other, claimedMinor: 0n }] }, ['lines', '1', 'amount']],
    ['with 21 photos of one line', { lines: [{ ...line, evidenceCount: 21 }] }, ['lines', '0', 'evidenceIds']],
    ['of more than can be stored', { lines: [line, { ...other, claimedMinor: 2n ** 63n - 1n }] }, ['lines']],
    ['of a motor loss with an encounter', { encounterId: 'encounter-1' }, ['encounterId']],
    ['of a motor loss with an order of drugs', { orderId: 'order-1' }, ['orderId']],
    ['of one coverage twice', { lines: [line, line] }, ['lines', '1', 'coverageCode']],
  ] as const)('%s is refused', (_, change, path) => {
    expect(decideFiling(policy, { ...input, ...change }, at)).toMatchObject({ code: 'INVALID_INPUT', path });
  });

  test.each([
    ['letters', 'x'],
    ['pictures', '🚗'],
  ])('with a description of 2000 %s is taken in', (_, character) => {
    expect(decideFiling(policy, { ...input, description: character.repeat(2_000) }, at).ok).toBe(true);
  });

  test('of an illness after an accident is refused the accident', () => {
    const illness = { ...input, cause: 'ILLNESS', accidentId: 'accident-1' };
    expect(decideFiling({ ...policy, kind: 'HEALTH' }, illness, at)).toMatchObject({ path: ['accidentId'] });
  });

  test.each([
    ['of a loss before the term', {}, { lossAt: new Date('2025-12-31T15:59:00Z') }, 'LOSS_OUTSIDE_TERM'],
    ['of a loss after the term', { expiresOn: '2026-05-31' }, {}, 'LOSS_OUTSIDE_TERM'],
    ['of a loss in lapsed time', { lapses: [{ from: '2026-05-01', to: null }] }, {}, 'POLICY_NOT_IN_FORCE'],
    ['of a loss after the cancellation', { status: 'CANCELLED', cancelledOn: '2026-05-31' }, {}, 'POLICY_NOT_IN_FORCE'],
    [
      'under a coverage that the policy has not',
      {},
      { lines: [{ ...line, coverageCode: 'GLASS' }] },
      'COVERAGE_UNKNOWN',
    ],
    ['without a photo', {}, { lines: [{ ...line, evidenceCount: 0 }] }, 'EVIDENCE_REQUIRED'],
  ] as const)('%s is refused', (_, policyChange, inputChange, code) => {
    expect(decideFiling({ ...policy, ...policyChange }, { ...input, ...inputChange }, at)).toMatchObject({ code });
  });

  test.each([
    ['a motor line, unless the accident has three photos', 'AUTO', 'COLLISION', 3, true],
    ['a motor line whose accident has two photos', 'AUTO', 'COLLISION', 2, false],
    ['a health line, whatever photos there are', 'HEALTH', 'ILLNESS', 3, false],
    ['the line of a death', 'LIFE', 'DEATH', 0, false],
    ['the line of a return, which needs none', 'RETURN_FREIGHT', 'RETURN', 0, true],
  ] as const)('needs evidence of %s', (_, kind, cause, accidentPhotoCount, isEnough) => {
    const bare = { ...input, cause, accidentPhotoCount, lines: [{ ...line, evidenceCount: 0 }] };
    const filing = decideFiling({ ...policy, kind }, bare, at);

    expect(filing.ok ? null : filing.code).toBe(isEnough ? null : 'EVIDENCE_REQUIRED');
  });

  test('under a policy that has expired since is taken in if the loss lies in its term', () => {
    expect(decideFiling({ ...policy, status: 'EXPIRED' }, input, new Date('2027-02-01T00:00:00Z')).ok).toBe(true);
  });
});
