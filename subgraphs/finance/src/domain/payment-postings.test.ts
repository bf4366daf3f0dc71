import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { computeFee, computeFeeReversal } from './fees.ts';
import { accountRuleOf, type Posting, pointsAccount, settleAccount, sumByAsset, walletAccount } from './ledger.ts';
import type { Payment } from './payment-decisions.ts';
import type { CaptureMode, FundingSource } from './payment-kinds.ts';
import {
  capturePostings,
  computeEarnedPoints,
  heldAccountOf,
  refundPostings,
  releasePostings,
} from './payment-postings.ts';
import { aPayment, noon } from './testing-payment.ts';

/** The balances after these postings, by owner, code and asset; each grows on the side of its account. */
function balancesAfter(postings: readonly Posting[]): Map<string, bigint> {
  const balances = new Map<string, bigint>();
  for (const { account, direction, amountMinor } of postings) {
    const key = `${account.ownerId} ${account.code} ${account.asset}`;
    const change = direction === accountRuleOf(account).normal ? amountMinor : -amountMinor;
    balances.set(key, (balances.get(key) ?? 0n) + change);
  }
  return balances;
}

function expectBalanced(postings: readonly Posting[]): void {
  for (const [asset, sum] of sumByAsset(postings)) expect([asset, sum]).toEqual([asset, 0n]);
  for (const { amountMinor } of postings) expect(amountMinor).toBeGreaterThan(0n);
}

const shop = aPayment().payeeMerchantId ?? '';
const fundings = ['WALLET', 'BANK_CARD', 'POINTS'] as const satisfies readonly FundingSource[];
const payees = [
  { payeeMerchantId: shop, payeeCode: null },
  { payeeMerchantId: null, payeeCode: 'premium' },
  { payeeMerchantId: null, payeeCode: 'city:440300' },
] as const;

/** A whole life: what was agreed to, what of it is captured, and parts by which it goes back. */
const life = fc
  .record({
    amountMinor: fc.bigInt(1n, 10n ** 12n),
    takenPart: fc.bigInt(1n, 100n),
    funding: fc.constantFrom(...fundings),
    captureMode: fc.constantFrom<CaptureMode>('AUTOMATIC', 'MANUAL', 'ESCROW'),
    payee: fc.constantFrom(...payees),
    ratePercent: fc.constantFrom('0', '0.38', '0.60', '2.50', '100'),
    minMinor: fc.bigInt(0n, 50n),
    parts: fc.array(fc.bigInt(1n, 100n), { maxLength: 8 }),
    releasedAfter: fc.nat(8),
  })
  .map((facts) => ({ ...facts, payee: facts.captureMode === 'ESCROW' ? payees[0] : facts.payee }));

/** Books a life as the commands do, and gives all postings in their order with the payment at its end. */
function live({
  amountMinor,
  takenPart,
  funding,
  captureMode,
  payee,
  ratePercent,
  minMinor,
  parts,
  releasedAfter,
}: LifeFacts) {
  const isHeld = captureMode === 'MANUAL' && funding !== 'BANK_CARD';
  const taken = captureMode === 'MANUAL' ? (amountMinor * takenPart + 99n) / 100n : amountMinor;
  const feeOf = (minor: bigint) => (payee.payeeMerchantId === null ? 0n : computeFee(minor, { ratePercent, minMinor }));
  const created = aPayment({ ...payee, amountMinor, captureMode, funding, heldMinor: isHeld ? amountMinor : 0n });
  const booked: Posting[][] = [];
  const inEscrow = captureMode === 'ESCROW';
  const fee = inEscrow ? 0n : feeOf(taken);
  booked.push(capturePostings(created, funding, taken, fee));
  let payment: Payment = {
    ...created,
    heldMinor: 0n,
    capturedMinor: taken,
    capturedAt: noon,
    feeMinor: fee,
    isInEscrow: inEscrow,
  };
  const release = () => {
    const feeMinor = feeOf(payment.capturedMinor - payment.refundedMinor);
    booked.push(releasePostings(payment, funding, feeMinor));
    payment = { ...payment, feeMinor, isInEscrow: false };
  };
  for (const [index, part] of [...parts, 100n].entries()) {
    const left = payment.capturedMinor - payment.refundedMinor;
    if (left === 0n) break;
    if (payment.isInEscrow && index === releasedAfter) release();
    const amount = (left * part + 99n) / 100n;
    const feeBack = payment.isInEscrow
      ? 0n
      : computeFeeReversal({ feeMinor: payment.feeMinor, capturedMinor: left, refundedMinor: 0n, amountMinor: amount });
    const points =
      payment.isInEscrow || payment.payeeMerchantId === null
        ? 0n
        : computeEarnedPoints(funding, left) - computeEarnedPoints(funding, left - amount);
    booked.push(refundPostings(payment, funding, amount, feeBack, points));
    payment = { ...payment, refundedMinor: payment.refundedMinor + amount, feeMinor: payment.feeMinor - feeBack };
  }
  return { booked, created };
}
type LifeFacts = typeof life extends fc.Arbitrary<infer Facts> ? Facts : never;

describe('whatever is captured, released and refunded', () => {
  test('balances in each asset, and books nothing of zero', () => {
    fc.assert(
      fc.property(life, (facts) => {
        for (const postings of live(facts).booked) expectBalanced(postings);
      }),
      { numRuns: 500 },
    );
  });

  test('and refunded to the last fen leaves no account changed', () => {
    fc.assert(
      fc.property(life, (facts) => {
        for (const [account, balance] of balancesAfter(live(facts).booked.flat())) {
          expect([account, balance]).toEqual([account, 0n]);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('never leaves a shop or an escrow below zero on the way', () => {
    fc.assert(
      fc.property(life, (facts) => {
        const { booked } = live(facts);
        for (let step = 1; step <= booked.length; step += 1) {
          for (const [account, balance] of balancesAfter(booked.slice(0, step).flat())) {
            if (account.startsWith(shop)) expect(balance).toBeGreaterThanOrEqual(0n);
          }
        }
      }),
    );
  });

  test('sets free exactly what was held', () => {
    fc.assert(
      fc.property(life, (facts) => {
        const { booked, created } = live(facts);
        const changes = booked.flat().filter(({ heldChangeMinor }) => heldChangeMinor !== undefined);
        const held = changes.reduce((sum, { heldChangeMinor = 0n }) => sum + heldChangeMinor, 0n);
        expect(held).toBe(-created.heldMinor);
        for (const { account } of changes) expect(account).toEqual(heldAccountOf(created, facts.funding));
      }),
    );
  });
});

describe('a capture of 38.50', () => {
  const payment = aPayment();
  const wallet = walletAccount(payment.customerId, 'CNY');

  test('from the wallet pays the shop less its fee and gives 38 points', () => {
    const postings = capturePostings(payment, 'WALLET', 38_50n, 23n);
    const balances = balancesAfter(postings);
    const of = ({ ownerId, code, asset }: { ownerId: string; code: string; asset: string }) =>
      balances.get(`${ownerId} ${code} ${asset}`);
    expect(of(wallet)).toBe(-38_50n);
    expect(of(settleAccount(shop, 'CNY'))).toBe(38_27n);
    expect(of(pointsAccount(payment.customerId))).toBe(38n);
  });

  test('with points takes 3850 of them and earns none', () => {
    const balances = balancesAfter(capturePostings(payment, 'POINTS', 38_50n, 23n));
    expect(balances.get(`${payment.customerId} points PTS`)).toBe(-3_850n);
    expect(balances.get(`${shop} settle CNY`)).toBe(38_27n);
  });

  test('of nothing books nothing', () => {
    expect(capturePostings(aPayment({ amountMinor: 0n }), 'WALLET', 0n, 0n)).toEqual([]);
  });

  test('without a payee, or into escrow for no order, is a fault', () => {
    const nobody = aPayment({ payeeMerchantId: null });
    expect(() => capturePostings(nobody, 'WALLET', 1n, 0n)).toThrow('A payment has a payee.');
    const noOrder = aPayment({ captureMode: 'ESCROW', payableId: null });
    expect(() => capturePostings(noOrder, 'WALLET', 1n, 0n)).toThrow('Only orders of shops are paid into escrow.');
  });
});
