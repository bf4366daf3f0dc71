import { expect, test } from 'vitest';
import { sumByAsset } from './ledger.ts';
import { collectionPostings } from './loan-postings.ts';

const borrower = { customerId: '00000000-0000-7000-8000-00000000000a', currency: 'CNY' };
const instalment = (number: number, principalMinor: bigint, interestMinor: bigint) => ({
  number,
  dueOn: '2026-11-01',
  amountMinor: principalMinor + interestMinor,
  principalMinor,
  interestMinor,
});

test('a collection of two instalments books principal and interest apart, and balances', () => {
  const postings = collectionPostings(borrower, [instalment(1, 90_00n, 10_00n), instalment(2, 91_00n, 9_00n)]);

  expect(postings.map(({ account, direction, amountMinor }) => [account.code, direction, amountMinor])).toEqual([
    ['wallet', 'DEBIT', 200_00n],
    ['clearing', 'CREDIT', 181_00n],
    ['clearing', 'CREDIT', 19_00n],
  ]);
  expect(sumByAsset(postings)).toEqual(new Map([['CNY', 0n]]));
});

test('a collection without interest books none', () => {
  expect(collectionPostings(borrower, [instalment(1, 90_00n, 0n)])).toHaveLength(2);
  expect(collectionPostings(borrower, [])).toEqual([]);
});
