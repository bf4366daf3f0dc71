import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AssessableClaim, type AssessmentInput, decideAssessment } from './claim-assessment.ts';
import { settleInFull } from './claim-settlement.ts';

const line = (coverageCode: string, claimedMinor: bigint) => ({
  coverageCode,
  claimedMinor,
  approvedMinor: 0n,
  deductibleAppliedMinor: 0n,
});
const coverage = (code: string, remainingMinor: bigint, deductibleMinor = 0n, coinsurancePercent = '0') => ({
  code,
  remainingMinor,
  deductibleMinor,
  coinsurancePercent,
});
const give = (coverageCode: string, approvedMinor: bigint, reason: string | null = null) => ({
  coverageCode,
  approvedMinor,
  reason,
});

/** The car: 8600.00 of damage give 7290.00, and 200.00 of glass give 200.00. */
const claim: AssessableClaim = {
  status: 'INVESTIGATING',
  customerId: 'holder',
  paidMinor: 0n,
  lines: [line('DAMAGE', 8600_00n), line('GLASS', 200_00n)],
  coverages: [coverage('DAMAGE', 100_000_00n, 500_00n, '10'), coverage('GLASS', 1000_00n)],
  deductibleLeftMinor: null,
};
const approve: AssessmentInput = {
  decision: 'APPROVE',
  lines: [give('DAMAGE', 7290_00n), give('GLASS', 200_00n)],
  handlerCustomerId: null,
};

describe('an approval', () => {
  test('gives each line what the formula yields and takes it from the limits', () => {
    expect(decideAssessment(claim, approve)).toEqual({
      ok: true,
      value: {
        status: 'APPROVED',
        approvedMinor: 7490_00n,
        lines: [
          { ...give('DAMAGE', 7290_00n), deductibleAppliedMinor: 500_00n, coinsuranceAppliedMinor: 810_00n },
          { ...give('GLASS', 200_00n), deductibleAppliedMinor: 0n, coinsuranceAppliedMinor: 0n },
        ],
        coverages: [
          { code: 'DAMAGE', remainingMinor: 92_710_00n },
          { code: 'GLASS', remainingMinor: 800_00n },
        ],
        deductibleLeftMinor: null,
      },
    });
  });

  test.each(['TRIAGED', 'REOPENED'] as const)('of a claim that is %s investigates it first', (status) => {
    expect(decideAssessment({ ...claim, status }, approve)).toMatchObject({ value: { status: 'APPROVED' } });
  });
});

describe('an approval in part', () => {
  const part = { ...approve, decision: 'PARTIALLY_APPROVE' } as const;

  test('gives a line less, with the share that belongs to it and the reason', () => {
    const lines = [give('DAMAGE', 4500_00n, 'The door was dented before.'), give('GLASS', 200_00n)];

    expect(decideAssessment(claim, { ...part, lines })).toMatchObject({
      value: {
        status: 'PARTIALLY_APPROVED',
        approvedMinor: 4700_00n,
        lines: [
          { approvedMinor: 4500_00n, coinsuranceAppliedMinor: 500_00n, reason: 'The door was dented before.' },
          { approvedMinor: 200_00n, reason: null },
        ],
      },
    });
  });

  test.each([
    ['is not named', [give('GLASS', 200_00n)]],
    ['gets nothing', [give('DAMAGE', 0n, 'Worn out.'), give('GLASS', 200_00n)]],
  ])('refuses a line that %s, without a deductible', (_, lines) => {
    expect(decideAssessment(claim, { ...part, lines })).toMatchObject({
      value: {
        approvedMinor: 200_00n,
        lines: [{ approvedMinor: 0n, deductibleAppliedMinor: 0n, coinsuranceAppliedMinor: 0n }, {}],
        coverages: [{ remainingMinor: 100_000_00n }, { remainingMinor: 800_00n }],
      },
    });
  });
});

describe('the deductible of a family', () => {
  const family: AssessableClaim = {
    ...claim,
    lines: [line('OUTPATIENT', 506_40n), line('DRUGS', 100_00n)],
    coverages: [coverage('OUTPATIENT', 5000_00n, 0n, '20'), coverage('DRUGS', 5000_00n)],
    deductibleLeftMinor: 200_00n,
  };

  test('is used up by the first lines', () => {
    const lines = [give('OUTPATIENT', 245_12n), give('DRUGS', 100_00n)];

    expect(decideAssessment(family, { ...approve, lines })).toMatchObject({
      value: { approvedMinor: 345_12n, deductibleLeftMinor: 0n },
    });
  });

  test('is used up by a claim that stays below it and pays nothing', () => {
    const small = { ...family, lines: [line('DRUGS', 150_00n)] };

    expect(decideAssessment(small, { ...approve, lines: [give('DRUGS', 0n)] })).toMatchObject({
      value: { status: 'APPROVED', approvedMinor: 0n, deductibleLeftMinor: 50_00n },
    });
  });

  test('stays whole when the claim is rejected', () => {
    expect(decideAssessment(family, { ...approve, decision: 'REJECT', lines: [] })).toMatchObject({
      value: { status: 'REJECTED', approvedMinor: 0n, deductibleLeftMinor: 200_00n },
    });
  });

  test('is not taken twice when the claim is opened again', () => {
    const reopened: AssessableClaim = {
      ...family,
      status: 'REOPENED',
      paidMinor: 345_12n,
      lines: [
        { ...line('OUTPATIENT', 606_40n), approvedMinor: 245_12n, deductibleAppliedMinor: 200_00n },
        { ...line('DRUGS', 100_00n), approvedMinor: 100_00n },
      ],
      coverages: [coverage('OUTPATIENT', 4754_88n, 0n, '20'), coverage('DRUGS', 4900_00n)],
      deductibleLeftMinor: 0n,
    };
    const lines = [give('OUTPATIENT', 325_12n), give('DRUGS', 100_00n)];

    expect(decideAssessment(reopened, { ...approve, lines })).toMatchObject({
      value: {
        approvedMinor: 425_12n,
        coverages: [{ remainingMinor: 4674_88n }, { remainingMinor: 4900_00n }],
        deductibleLeftMinor: 0n,
      },
    });
    expect(decideAssessment(reopened, { ...approve, decision: 'REJECT', lines: [] })).toMatchObject({
      code: 'INVALID_INPUT',
      path: ['lines'],
    });
  });
});

describe('refused is', () => {
  const exhausted = { ...claim, coverages: [coverage('DAMAGE', 1000_00n, 500_00n, '10'), coverage('GLASS', 0n)] };
  const part = { decision: 'PARTIALLY_APPROVE' } as const;

  test.each([
    ['the decision on an own claim', claim, { handlerCustomerId: 'holder' }, 'SELF_ASSESSMENT'],
    ['a decision on a claim that is paid', { ...claim, status: 'PAID' }, {}, 'ILLEGAL_TRANSITION'],
    ['a decision on a claim that is not triaged', { ...claim, status: 'NOTIFIED' }, {}, 'ILLEGAL_TRANSITION'],
    ['a line of another coverage', claim, { lines: [give('THEFT', 1n)] }, 'INVALID_INPUT'],
    ['one line twice', claim, { ...part, lines: [give('GLASS', 1n), give('GLASS', 1n)] }, 'INVALID_INPUT'],
    ['an amount below zero', claim, { ...part, lines: [give('GLASS', -1n)] }, 'INVALID_INPUT'],
    [
      'an approval of less than the formula',
      claim,
      { lines: [give('DAMAGE', 7289_99n), give('GLASS', 200_00n)] },
      'INVALID_INPUT',
    ],
    ['an approval without a line', claim, { lines: [give('DAMAGE', 7290_00n)] }, 'INVALID_INPUT'],
    ['an approval in part that gives all', claim, part, 'INVALID_INPUT'],
    ['an approval in part that gives nothing', claim, { ...part, lines: [] }, 'INVALID_INPUT'],
    ['a rejection with an amount', claim, { decision: 'REJECT', lines: [give('GLASS', 1n)] }, 'INVALID_INPUT'],
    ['more than is claimed', claim, { ...part, lines: [give('GLASS', 200_01n)] }, 'APPROVED_EXCEEDS_CLAIMED'],
    ['more than the formula yields', claim, { ...part, lines: [give('DAMAGE', 7290_01n)] }, 'APPROVED_EXCEEDS_CLAIMED'],
    ['more than is left', exhausted, { ...part, lines: [give('DAMAGE', 1000_01n)] }, 'COVER_EXHAUSTED'],
    ['anything when nothing is left', exhausted, { ...part, lines: [give('GLASS', 1n)] }, 'COVER_EXHAUSTED'],
  ] as const)('%s', (_, refusedClaim, change, code) => {
    expect(decideAssessment(refusedClaim, { ...approve, ...change })).toMatchObject({ ok: false, code });
  });
});

test('what the formula yields can always be approved, and leaves no limit below zero (F8)', () => {
  const amount = fc.bigInt(0n, 10n ** 8n);
  const row = fc.tuple(amount, amount, amount, fc.integer({ min: 0, max: 100 }));
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), fc.option(amount), (rows, deductibleLeftMinor) => {
      const cover = {
        lines: rows.map(([claimed], index) => line(`C${index}`, claimed)),
        coverages: rows.map(([, left, own, share], index) => coverage(`C${index}`, left, own, String(share))),
        deductibleLeftMinor,
      };
      const lines = settleInFull(cover).lines.map((settled) => give(settled.coverageCode, settled.payableMinor));
      const assessment = decideAssessment({ ...claim, ...cover }, { ...approve, lines });

      expect(assessment.ok && assessment.value.coverages.every(({ remainingMinor }) => remainingMinor >= 0n)).toBe(
        true,
      );
      expect(assessment.ok && (assessment.value.deductibleLeftMinor ?? 0n) >= 0n).toBe(true);
    }),
  );
});
