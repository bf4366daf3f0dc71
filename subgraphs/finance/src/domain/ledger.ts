import { currencyExponent, formatMoney } from '@ecosystem/kit/money';

/** The side of the ledger on which an account grows. */
export const ledgerNormals = ['DEBIT', 'CREDIT'] as const;
export type EntryDirection = (typeof ledgerNormals)[number];

/** Who may own an account. Accounts are locked in the order of these words and then of their ids. */
export const ownerKinds = ['CUSTOMER', 'HOUSE', 'MERCHANT'] as const;
export type OwnerKind = (typeof ownerKinds)[number];

/** The asset in which points are booked; it has no fractions. */
export const pointsAsset = 'PTS';

/** How many decimal digits an asset has: a currency by ISO 4217, points none. */
export const assetExponent = (asset: string): number => (asset === pointsAsset ? 0 : currencyExponent(asset));

/** An amount of an asset as text with exactly its digits: "38.50" of CNY, "320" of points. */
export const formatAssetAmount = (amountMinor: bigint, asset: string): string =>
  asset === pointsAsset ? amountMinor.toString() : formatMoney(amountMinor, asset).amount;

interface AccountRule {
  readonly ownerKind: OwnerKind;
  readonly normal: EntryDirection;
  /** Whether the balance may fall below 0: only what the house owns or has earned. */
  readonly allowNegative: boolean;
}

const owed = <Owner extends OwnerKind>(ownerKind: Owner) =>
  ({ ownerKind, normal: 'CREDIT', allowNegative: false }) as const;

/** The chart of accounts. Codes with a colon name one account for each thing after it. */
const chart = {
  wallet: owed('CUSTOMER'),
  points: owed('CUSTOMER'),
  settle: owed('MERCHANT'),
  ads: owed('MERCHANT'),
  'escrow:': owed('MERCHANT'),
  premium: { ownerKind: 'HOUSE', normal: 'CREDIT', allowNegative: true },
  claims: { ownerKind: 'HOUSE', normal: 'DEBIT', allowNegative: true },
  fees: { ownerKind: 'HOUSE', normal: 'CREDIT', allowNegative: true },
  'ad-income': { ownerKind: 'HOUSE', normal: 'CREDIT', allowNegative: true },
  // Points are a debt to customers, so issuing them is a cost; the same account takes the money that buys them back.
  'points-issued': { ownerKind: 'HOUSE', normal: 'DEBIT', allowNegative: true },
  'red-packet': owed('HOUSE'),
  'city:': owed('HOUSE'),
  // The outside world: banks, cards, lenders.
  clearing: { ownerKind: 'HOUSE', normal: 'DEBIT', allowNegative: true },
} as const satisfies Record<string, AccountRule>;

type ChartCode = keyof typeof chart;
/** The code of an account of the chart. */
export type LedgerCode = Exclude<ChartCode, 'escrow:' | 'city:'> | `escrow:${string}` | `city:${string}`;
/** An account of the house. */
export type HouseCode =
  | Exclude<
      { [Code in ChartCode]: (typeof chart)[Code]['ownerKind'] extends 'HOUSE' ? Code : never }[ChartCode],
      'city:'
    >
  | `city:${string}`;

/** Codes that stand for one account of an owner, and beginnings of codes that stand for many. */
export const ledgerCodes: readonly string[] = Object.keys(chart).filter((code) => !code.endsWith(':'));
export const ledgerCodePrefixes: readonly string[] = Object.keys(chart).filter((code) => code.endsWith(':'));

/** An account by what it is for; it is opened when money first comes. */
export interface LedgerAccountName {
  readonly ownerId: string;
  readonly code: LedgerCode;
  /** An ISO 4217 code, or PTS. */
  readonly asset: string;
}

/** What the chart says of an account. */
export function accountRuleOf({ code }: Pick<LedgerAccountName, 'code'>): AccountRule {
  const colon = code.indexOf(':');
  return chart[(colon < 0 ? code : code.slice(0, colon + 1)) as ChartCode];
}

/** The house keeps its accounts in lanes, so that two customers who pay at once seldom wait for the same row. */
export const houseLanes = 16;
const laneDigits = 12;

/** The owner of a lane of the house, 0 to 15; a UUID that no customer and no merchant has. */
export const houseLane = (lane: number): string =>
  `00000000-0000-7000-8000-${lane.toString(16).padStart(laneDigits, '0')}`;

/** The account of the house in the lane of the customer or merchant for whom it is used; the same one each time. */
export const houseAccount = (code: HouseCode, userId: string, asset: string): LedgerAccountName => ({
  ownerId: houseLane(Number.parseInt(userId.slice(-1), houseLanes)),
  code,
  asset,
});

/** The wallet of a customer. */
export const walletAccount = (customerId: string, currency: string): LedgerAccountName => ({
  ownerId: customerId,
  code: 'wallet',
  asset: currency,
});

/** The points of a customer. */
export const pointsAccount = (customerId: string): LedgerAccountName => ({
  ownerId: customerId,
  code: 'points',
  asset: pointsAsset,
});

/** What a merchant has earned and may be paid. */
export const settleAccount = (merchantId: string, currency: string): LedgerAccountName => ({
  ownerId: merchantId,
  code: 'settle',
  asset: currency,
});

/** What a buyer has paid for one order and the merchant does not have yet. */
export const escrowAccount = (merchantId: string, orderId: string, currency: string): LedgerAccountName => ({
  ownerId: merchantId,
  code: `escrow:${orderId}`,
  asset: currency,
});

/** One side of a transaction, before it is booked. */
export interface Posting {
  readonly account: LedgerAccountName;
  readonly direction: EntryDirection;
  /** Above zero, in the smallest unit of the account's asset. */
  readonly amountMinor: bigint;
  /** How what is held changes at the same time: below zero when held money is taken. */
  readonly heldChangeMinor?: bigint;
  /** A short text for people. */
  readonly narrative?: string;
}

/** What is booked at once: debits and credits of each asset are equal. */
export interface LedgerTransaction {
  /** Who began it. */
  readonly ownerId: string;
  /** The id if something else has it too; a new one if left out. */
  readonly id?: string;
  readonly kind: TransactionKind;
  /** What it was booked for; a second transaction of the owner with the same reference is refused by the database. */
  readonly reference: string;
  readonly bookedAt: Date;
  readonly postings: readonly Posting[];
  /** The transaction that this one takes back. */
  readonly reversesId?: string;
}

/** Why money moved. */
export const transactionKinds = [
  'OPENING',
  'TOP_UP',
  'PAYMENT_CAPTURE',
  'ESCROW_RELEASE',
  'REFUND',
  'TRANSFER',
  'RED_PACKET',
  'RED_PACKET_SHARE',
  'RED_PACKET_RETURN',
  'PREMIUM',
  'PREMIUM_RETURN',
  'CLAIM_PAYOUT',
  'LOAN_DISBURSEMENT',
  'LOAN_INSTALMENT',
  'POINTS_EARNED',
  'POINTS_REVERSED',
  'POINTS_EXPIRED',
  'REVERSAL',
] as const;
export type TransactionKind = (typeof transactionKinds)[number];

export const debit = (account: LedgerAccountName, amountMinor: bigint, more: PostingDetails = {}): Posting => ({
  account,
  direction: 'DEBIT',
  amountMinor,
  ...more,
});

export const credit = (account: LedgerAccountName, amountMinor: bigint, more: PostingDetails = {}): Posting => ({
  account,
  direction: 'CREDIT',
  amountMinor,
  ...more,
});

type PostingDetails = Pick<Posting, 'heldChangeMinor' | 'narrative'>;

/** Postings without those of 0, which the ledger does not book. */
export const withoutZeros = (postings: readonly Posting[]): Posting[] =>
  postings.filter(({ amountMinor }) => amountMinor !== 0n);

/** Debits less credits, by asset; F1 says that each is 0. */
export function sumByAsset(postings: readonly Posting[]): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { account, direction, amountMinor } of postings) {
    const signed = direction === 'DEBIT' ? amountMinor : -amountMinor;
    sums.set(account.asset, (sums.get(account.asset) ?? 0n) + signed);
  }
  return sums;
}

/** The postings that take others back: the same amounts on the other sides. */
export const reversePostings = (postings: readonly Posting[]): Posting[] =>
  postings.map(({ account, direction, amountMinor, narrative }) => ({
    account,
    direction: direction === 'DEBIT' ? 'CREDIT' : 'DEBIT',
    amountMinor,
    ...(narrative !== undefined && { narrative }),
  }));
