import {
  credit,
  debit,
  escrowAccount,
  houseAccount,
  type LedgerAccountName,
  type Posting,
  pointsAccount,
  pointsAsset,
  settleAccount,
  walletAccount,
  withoutZeros,
} from './ledger.ts';
import type { Payment } from './payment-decisions.ts';
import type { FundingSource } from './payment-kinds.ts';
import { computeEarned } from './points.ts';
import { homeCurrency } from './wallet.ts';

/** Minor units of the home currency that one point is worth: 100 points for one whole unit. */
const minorPerPoint = 1n;

/** The account in which the money of this source lies and is held; null where it comes from outside at the moment of capture. */
export function heldAccountOf(payment: Pick<Payment, 'customerId' | 'currency'>, funding: FundingSource) {
  if (funding === 'WALLET') return walletAccount(payment.customerId, payment.currency);
  return funding === 'POINTS' ? pointsAccount(payment.customerId) : null;
}

/** How much of the source pays this amount: points for points, money for everything else. */
export const sourceAmountOf = (funding: FundingSource, amountMinor: bigint): bigint =>
  funding === 'POINTS' ? amountMinor / minorPerPoint : amountMinor;

/** The postings that take an amount from its source; `releasedMinor` of a hold ends with it. */
function takeFrom(payment: Payment, funding: FundingSource, amountMinor: bigint, releasedMinor: bigint): Posting[] {
  const source = heldAccountOf(payment, funding);
  const narrative = 'Payment';
  if (source === null) return [debit(clearing(payment), amountMinor, { narrative })];
  const held = releasedMinor === 0n ? {} : { heldChangeMinor: -sourceAmountOf(funding, releasedMinor) };
  const taken = debit(source, sourceAmountOf(funding, amountMinor), { narrative, ...held });
  if (funding !== 'POINTS') return [taken];
  // The house buys the points back, and pays the shop in money.
  return [
    taken,
    credit(houseAccount('points-issued', payment.customerId, pointsAsset), sourceAmountOf(funding, amountMinor)),
    debit(houseAccount('points-issued', payment.customerId, payment.currency), amountMinor),
  ];
}

/** The postings that give an amount back to where it came from. */
function giveBack(payment: Payment, funding: FundingSource, amountMinor: bigint): Posting[] {
  const source = heldAccountOf(payment, funding);
  const narrative = 'Refund';
  if (source === null) return [credit(clearing(payment), amountMinor, { narrative })];
  const given = credit(source, sourceAmountOf(funding, amountMinor), { narrative });
  if (funding !== 'POINTS') return [given];
  return [
    given,
    debit(houseAccount('points-issued', payment.customerId, pointsAsset), sourceAmountOf(funding, amountMinor)),
    credit(houseAccount('points-issued', payment.customerId, payment.currency), amountMinor),
  ];
}

const clearing = ({ customerId, currency }: Payment) => houseAccount('clearing', customerId, currency);

/** The account of the shop, the insurer or the city that is paid at last. */
function payeeAccount({ customerId, payeeMerchantId, payeeCode, currency }: Payment): LedgerAccountName {
  if (payeeMerchantId !== null) return settleAccount(payeeMerchantId, currency);
  if (payeeCode === null) throw new Error('A payment has a payee.');
  return houseAccount(payeeCode, customerId, currency);
}

/** The account in which the money of an order waits. */
function escrowOf({ payeeMerchantId, payableId, currency }: Payment): LedgerAccountName {
  if (payeeMerchantId === null || payableId === null) throw new Error('Only orders of shops are paid into escrow.');
  return escrowAccount(payeeMerchantId, payableId, currency);
}

/** Points that a payment of money earns; paying with points earns none. */
export const computeEarnedPoints = (funding: FundingSource, amountMinor: bigint): bigint =>
  funding === 'POINTS' ? 0n : computeEarned({ amountMinor, currency: homeCurrency });

function earn(customerId: string, points: bigint): Posting[] {
  return withoutZeros([
    debit(houseAccount('points-issued', customerId, pointsAsset), points),
    credit(pointsAccount(customerId), points, { narrative: 'Points earned' }),
  ]);
}

/** What a capture books: the money goes to the payee less the fee, and points to the payer; into escrow neither fee nor points. */
export function capturePostings(
  payment: Payment,
  funding: FundingSource,
  amountMinor: bigint,
  feeMinor: bigint,
): Posting[] {
  const taken = takeFrom(payment, funding, amountMinor, payment.heldMinor);
  if (payment.captureMode === 'ESCROW') return withoutZeros([...taken, credit(escrowOf(payment), amountMinor)]);
  return [
    ...withoutZeros([...taken, ...payOut(payment, amountMinor, feeMinor)]),
    ...pointsFor(payment, funding, amountMinor),
  ];
}

function payOut(payment: Payment, amountMinor: bigint, feeMinor: bigint): Posting[] {
  return [
    credit(payeeAccount(payment), amountMinor - feeMinor),
    credit(houseAccount('fees', payment.customerId, payment.currency), feeMinor),
  ];
}

/** Shops give points; fines and premiums do not. */
const pointsFor = (payment: Payment, funding: FundingSource, amountMinor: bigint): Posting[] =>
  payment.payeeMerchantId === null ? [] : earn(payment.customerId, computeEarnedPoints(funding, amountMinor));

/** What is booked when the buyer has confirmed: what is left in escrow goes to the shop less the fee, and points to the payer. */
export function releasePostings(payment: Payment, funding: FundingSource, feeMinor: bigint): Posting[] {
  const leftMinor = payment.capturedMinor - payment.refundedMinor;
  return [
    ...withoutZeros([debit(escrowOf(payment), leftMinor), ...payOut(payment, leftMinor, feeMinor)]),
    ...pointsFor(payment, funding, leftMinor),
  ];
}

/**
 * What a refund books. From escrow the money goes back whole; after that the payee gives back its part and the house its fee.
 * @param feeBackMinor the part of the fee that goes back with this refund.
 * @param pointsBack points that the payer gives back, never more than there are.
 */
export function refundPostings(
  payment: Payment,
  funding: FundingSource,
  amountMinor: bigint,
  feeBackMinor: bigint,
  pointsBack: bigint,
): Posting[] {
  const returned = giveBack(payment, funding, amountMinor);
  if (payment.isInEscrow) return withoutZeros([debit(escrowOf(payment), amountMinor), ...returned]);
  return withoutZeros([
    debit(payeeAccount(payment), amountMinor - feeBackMinor),
    debit(houseAccount('fees', payment.customerId, payment.currency), feeBackMinor),
    ...returned,
    debit(pointsAccount(payment.customerId), pointsBack, { narrative: 'Points of a refund' }),
    credit(houseAccount('points-issued', payment.customerId, pointsAsset), pointsBack),
  ]);
}

/** What is booked when a part of a premium is not earned: the insurer gives it back to where the premium came from. */
export function premiumReturnPostings(payment: Payment, funding: FundingSource, amountMinor: bigint): Posting[] {
  return [
    debit(houseAccount('premium', payment.customerId, payment.currency), amountMinor),
    ...giveBack(payment, funding, amountMinor),
  ];
}

/** What is booked when an instalment of a premium is taken from the wallet. */
export function premiumPostings(customerId: string, amountMinor: bigint, currency: string): Posting[] {
  return [
    debit(walletAccount(customerId, currency), amountMinor, { narrative: 'Premium' }),
    credit(houseAccount('premium', customerId, currency), amountMinor),
  ];
}
