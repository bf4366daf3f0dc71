import { credit, debit, houseAccount, type Posting, pointsAccount, pointsAsset } from './ledger.ts';

/** What is booked when points have outlived their term: the house owes them no more. */
export const expiryPostings = (customerId: string, points: bigint): Posting[] => [
  debit(pointsAccount(customerId), points, { narrative: 'Points expired' }),
  credit(houseAccount('points-issued', customerId, pointsAsset), points),
];
