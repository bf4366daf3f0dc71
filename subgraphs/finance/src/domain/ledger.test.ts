import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  accountRuleOf,
  assetExponent,
  credit,
  debit,
  escrowAccount,
  houseAccount,
  houseLane,
  houseLanes,
  type LedgerAccountName,
  type Posting,
  pointsAccount,
  reversePostings,
  settleAccount,
  sumByAsset,
  walletAccount,
  withoutZeros,
} from './ledger.ts';

const liwei = '019b76da-a800-7000-8000-00000000000a';
const noodle = '019b76da-a800-7000-8000-00000000000b';

describe('an account', () => {
  test.each<[string, LedgerAccountName, string, string, boolean]>([
    ['a wallet', walletAccount(liwei, 'CNY'), 'CUSTOMER', 'CREDIT', false],
    ['points', pointsAccount(liwei), 'CUSTOMER', 'CREDIT', false],
    ['what a shop has earned', settleAccount(noodle, 'CNY'), 'MERCHANT', 'CREDIT', false],
    ['escrow', escrowAccount(noodle, liwei, 'CNY'), 'MERCHANT', 'CREDIT', false],
    ['premiums', houseAccount('premium', liwei, 'CNY'), 'HOUSE', 'CREDIT', true],
    ['claims', houseAccount('claims', liwei, 'CNY'), 'HOUSE', 'DEBIT', true],
    ['fees', houseAccount('fees', liwei, 'CNY'), 'HOUSE', 'CREDIT', true],
    ['red packets', houseAccount('red-packet', liwei, 'CNY'), 'HOUSE', 'CREDIT', false],
    ['a city', houseAccount('city:440300', liwei, 'CNY'), 'HOUSE', 'CREDIT', false],
    ['the outside world', houseAccount('clearing', liwei, 'CNY'), 'HOUSE', 'DEBIT', true],
  ])('of %s has the rule of the chart', (_, account, ownerKind, normal, allowNegative) => {
    expect(accountRuleOf(account)).toEqual({ ownerKind, normal, allowNegative });
  });

  test.each([
    ['CNY', 2],
    ['JPY', 0],
    ['KWD', 3],
    ['PTS', 0],
  ])('in %s counts %i digits', (asset, digits) => {
    expect(assetExponent(asset)).toBe(digits);
  });
});

describe('the house', () => {
  test('has as many lanes as digits, each with an owner of its own', () => {
    const lanes = Array.from({ length: houseLanes }, (_, lane) => houseLane(lane));
    expect(new Set(lanes).size).toBe(houseLanes);
    for (const lane of lanes) expect(lane).toMatch(/^0{8}-0000-7000-8000-0{11}[0-9a-f]$/);
  });

  test('uses the same lane for a user each time, and reaches all lanes', () => {
    expect(houseAccount('fees', liwei, 'CNY').ownerId).toBe(houseLane(10));
    expect(houseAccount('clearing', liwei, 'CNY').ownerId).toBe(houseLane(10));
    const reached = [...'0123456789abcdef'].map(
      (digit) => houseAccount('fees', liwei.slice(0, -1) + digit, 'CNY').ownerId,
    );
    expect(new Set(reached).size).toBe(houseLanes);
  });
});

const accounts = [
  walletAccount(liwei, 'CNY'),
  pointsAccount(liwei),
  settleAccount(noodle, 'CNY'),
  walletAccount(liwei, 'USD'),
];
const posting = fc
  .tuple(fc.constantFrom(...accounts), fc.boolean(), fc.bigInt(0n, 10n ** 15n))
  .map(([account, isDebit, amountMinor]): Posting => (isDebit ? debit : credit)(account, amountMinor));

describe('postings', () => {
  test('are summed for each asset alone', () => {
    const sums = sumByAsset([
      debit(walletAccount(liwei, 'CNY'), 5_00n),
      credit(settleAccount(noodle, 'CNY'), 4_00n),
      debit(pointsAccount(liwei), 3n),
      credit(walletAccount(liwei, 'USD'), 2_00n),
    ]);
    expect(Object.fromEntries(sums)).toEqual({ CNY: 1_00n, PTS: 3n, USD: -2_00n });
  });

  test('of nothing have no sums', () => {
    expect(sumByAsset([]).size).toBe(0);
  });

  test('and those that take them back sum to zero, and do not hold anything', () => {
    fc.assert(
      fc.property(fc.array(posting), (postings) => {
        const back = reversePostings(postings.map((one) => ({ ...one, heldChangeMinor: -1n, narrative: 'Payment' })));
        for (const sum of sumByAsset([...postings, ...back]).values()) expect(sum).toBe(0n);
        for (const one of back) expect(one).toEqual(expect.not.objectContaining({ heldChangeMinor: -1n }));
        expect(reversePostings(reversePostings(postings))).toEqual(postings);
      }),
    );
  });

  test('of zero are left out, which changes no sum', () => {
    fc.assert(
      fc.property(fc.array(posting), (postings) => {
        const kept = withoutZeros(postings);
        expect(kept.every(({ amountMinor }) => amountMinor > 0n)).toBe(true);
        for (const [asset, sum] of sumByAsset(postings)) expect(sumByAsset(kept).get(asset) ?? 0n).toBe(sum);
      }),
    );
  });
});
