import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { computeSpentToday, computeSpentWithout, decideSpending, type SpendingWallet } from './spending.ts';

/** 2026-11-01 in Shanghai begins at 16:00 UTC of the day before. */
const noon = new Date('2026-11-01T04:00:00Z');
const lastMoment = new Date('2026-11-01T15:59:59.999Z');
const midnight = new Date('2026-11-01T16:00:00Z');

const aWallet = (facts: Partial<SpendingWallet> = {}): SpendingWallet => ({
  status: 'ACTIVE',
  balanceMinor: 100_00n,
  heldMinor: 20_00n,
  dailyLimitMinor: 90_00n,
  spentMinor: 30_00n,
  spentOn: '2026-11-01',
  ...facts,
});
const decide = (wallet: SpendingWallet | null, amountMinor: bigint, at = noon) =>
  decideSpending(wallet, amountMinor, at, ['funding']);

describe('what was spent today', () => {
  test('is forgotten at midnight in Shanghai', () => {
    expect(computeSpentToday(aWallet(), lastMoment)).toBe(30_00n);
    expect(computeSpentToday(aWallet(), midnight)).toBe(0n);
    expect(computeSpentToday(aWallet({ spentOn: null }), noon)).toBe(0n);
  });

  test('is less by what was only held, and never below zero', () => {
    expect(computeSpentWithout(aWallet(), 10_00n, noon)).toBe(20_00n);
    expect(computeSpentWithout(aWallet(), 30_01n, noon)).toBe(0n);
    expect(computeSpentWithout(aWallet(), 10_00n, midnight)).toBe(0n);
  });
});

describe('a wallet', () => {
  test.each([
    ['that is frozen, even for nothing', aWallet({ status: 'FROZEN' }), 0n, 'WALLET_FROZEN', null],
    ['that is closed', aWallet({ status: 'CLOSED' }), 1n, 'WALLET_FROZEN', null],
    ['that is not there', null, 1n, 'INSUFFICIENT_FUNDS', ['funding']],
    ['of which the rest is held', aWallet({ dailyLimitMinor: 1_000_00n }), 80_01n, 'INSUFFICIENT_FUNDS', ['funding']],
    ['that spent its limit', aWallet(), 60_01n, 'LIMIT_EXCEEDED', ['funding']],
    ['that may spend nothing', aWallet({ dailyLimitMinor: 0n, spentMinor: 0n }), 1n, 'LIMIT_EXCEEDED', ['funding']],
  ])('%s is refused', (_, wallet, amountMinor, code, path) => {
    expect(decide(wallet, amountMinor)).toMatchObject({ ok: false, code, path });
  });

  test('may spend up to its limit, and to all that is free', () => {
    expect(decide(aWallet(), 60_00n)).toEqual({ ok: true, value: 90_00n });
    expect(decide(aWallet({ dailyLimitMinor: 1_000_00n }), 80_00n)).toEqual({ ok: true, value: 110_00n });
  });

  test('begins a new day with nothing spent', () => {
    expect(decide(aWallet(), 60_01n, midnight)).toEqual({ ok: true, value: 60_01n });
  });

  test('never spends above its limit or what is free, whatever is asked one after another', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt(0n, 60_00n), { maxLength: 12 }), (amounts) => {
        let wallet = aWallet({ spentMinor: 0n });
        for (const amountMinor of amounts) {
          const decision = decide(wallet, amountMinor);
          if (!decision.ok) continue;
          wallet = { ...wallet, balanceMinor: wallet.balanceMinor - amountMinor, spentMinor: decision.value };
        }
        expect(wallet.spentMinor).toBeLessThanOrEqual(wallet.dailyLimitMinor);
        expect(wallet.balanceMinor).toBeGreaterThanOrEqual(wallet.heldMinor);
        expect(wallet.spentMinor).toBe(100_00n - wallet.balanceMinor);
      }),
    );
  });
});
