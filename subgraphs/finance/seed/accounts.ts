import type { RowOf } from '@ecosystem/kit/columns';
import { cast, orderTotalOf, paidOrders, paymentStatusOf, paymentTime, paymentUuid } from '@ecosystem/kit/demo-facts';
import type { EventOf } from '@ecosystem/kit/transitions';
import { castUuid, draw, minutesBefore, minutesPerDay, type SeedWorld, seedUuid } from '@ecosystem/kit/world';
import type { ledgerAccounts, loyalty, merchantPayments, payments, wallets } from '../src/db/tables.ts';
import {
  credit,
  debit,
  houseAccount,
  houseLane,
  houseLanes,
  type LedgerTransaction,
  pointsAccount,
  pointsAsset,
  settleAccount,
  walletAccount,
  withoutZeros,
} from '../src/domain/ledger.ts';
import { paymentMachine } from '../src/domain/payment.ts';
import { daysAfter, holdDays } from '../src/domain/payment-decisions.ts';
import { capturePostings } from '../src/domain/payment-postings.ts';
import { tierOf } from '../src/domain/points.ts';
import { homeCurrency, walletMachine } from '../src/domain/wallet.ts';
import { accountRowOf, accountUuid } from './ledger.ts';
import { merchantRows } from './neighbours.ts';
import { isActive, type KycLevel, kycLevelOf, odd, openedAt } from './people.ts';
import { policiesOf } from './policies.ts';

/** What is held in a wallet for one payment that is authorised and not yet captured; 0 for most customers. */
function heldOf(customer: number): bigint {
  const drawn = draw('hold', customer);
  if (customer === cast.liwei) return 120_00n;
  return isActive(customer) && drawn.chance('holds', 0.1) ? BigInt(drawn.integer('amount', 10_00, 200_00)) : 0n;
}

function balanceOf(customer: number): bigint {
  if (!isActive(customer)) return 0n;
  if (customer === cast.liwei) return 12_846_20n;
  return heldOf(customer) + BigInt(Math.round(draw('wallet', customer).unit('balance') ** 3 * 40_000_00));
}

function pointsOf(customer: number): number {
  if (!isActive(customer)) return 0;
  return customer === cast.liwei ? 6_420 : Math.round(draw('points', customer).unit('balance') ** 3 * 25_000);
}

/** The ledger accounts of a customer. */
export function customerAccountsOf(world: SeedWorld, customer: number): (typeof ledgerAccounts.$inferInsert)[] {
  const customerId = castUuid(customer);
  return [walletAccount(customerId, homeCurrency), pointsAccount(customerId)].map((account) =>
    accountRowOf(account, openedAt(world, customer)),
  );
}

/** The accounts of the house, and those of the shops. */
export function sharedAccounts(world: SeedWorld): (typeof ledgerAccounts.$inferInsert)[] {
  const openedFirst = minutesBefore(world.now, 1_500 * minutesPerDay);
  const lanes = Array.from({ length: houseLanes }, (_, lane) => houseLane(lane));
  const ofHouse = lanes.flatMap((ownerId) => [
    ...(['premium', 'claims', 'fees', 'clearing', 'red-packet', 'points-issued'] as const).map((code) => ({
      ownerId,
      code,
      asset: homeCurrency,
    })),
    { ownerId, code: 'points-issued' as const, asset: pointsAsset },
  ]);
  const ofShops = merchantRows.map(({ id }) => settleAccount(id, homeCurrency));
  return [...ofHouse, ...ofShops].map((account) => accountRowOf(account, openedFirst));
}

/** What came into a customer's wallet and points before the demo world begins. */
function openingOf(world: SeedWorld, customer: number): LedgerTransaction[] {
  const customerId = castUuid(customer);
  const bookedAt = openedAt(world, customer);
  const balanceMinor = balanceOf(customer);
  const points = BigInt(pointsOf(customer));
  const postings = withoutZeros([
    debit(houseAccount('clearing', customerId, homeCurrency), balanceMinor),
    credit(walletAccount(customerId, homeCurrency), balanceMinor, { narrative: 'Top-up' }),
    debit(houseAccount('points-issued', customerId, pointsAsset), points),
    credit(pointsAccount(customerId), points, { narrative: 'Points earned' }),
  ]);
  if (postings.length === 0) return [];
  return [{ ownerId: customerId, kind: 'OPENING', reference: 'opening', bookedAt, postings }];
}

/** Everything that was booked for a customer. */
export function transactionsOf(world: SeedWorld, customer: number): LedgerTransaction[] {
  const captures = paymentsOf(world, customer).flatMap((payment): LedgerTransaction[] => {
    const { capturedAt, capturedMinor, funding, feeMinor } = payment;
    if (capturedAt === null || capturedMinor === 0n || funding === null) return [];
    const postings = capturePostings(payment, funding, capturedMinor, feeMinor)
      // The points of the demo world's payments stand in the opening.
      .filter(({ account }) => account.asset !== pointsAsset);
    const reference = `payment:${payment.id}:capture`;
    return [{ ownerId: payment.customerId, kind: 'PAYMENT_CAPTURE', reference, bookedAt: capturedAt, postings }];
  });
  return [...openingOf(world, customer), ...captures];
}

const dailyLimits: Readonly<Record<KycLevel, bigint>> = {
  NONE: 0n,
  BASIC: 1_000_00n,
  STANDARD: 10_000_00n,
  ENHANCED: 50_000_00n,
};

export function walletsOf(world: SeedWorld, customer: number): (typeof wallets.$inferInsert)[] {
  const events: EventOf<typeof walletMachine>[] =
    customer === cast.erased ? ['close'] : customer === odd.frozen ? ['freeze'] : [];
  return [
    {
      customerId: castUuid(customer),
      id: castUuid(customer),
      status: walletMachine.follow(events),
      accountId: accountUuid(walletAccount(castUuid(customer), homeCurrency)),
      dailyLimitMinor: dailyLimits[kycLevelOf(customer)],
      currency: homeCurrency,
      createdAt: openedAt(world, customer),
    },
  ];
}

export function loyaltyOf(world: SeedWorld, customer: number): typeof loyalty.$inferInsert {
  const points = pointsOf(customer);
  return {
    customerId: castUuid(customer),
    tier: tierOf(BigInt(points)),
    accountId: accountUuid(pointsAccount(castUuid(customer))),
    expiring30d: customer === cast.liwei ? 320 : Math.floor(points / 20),
    createdAt: openedAt(world, customer),
  };
}

type PaymentEvent = EventOf<typeof paymentMachine>;
type PaymentRow = RowOf<typeof payments>;

/** What a payment that says nothing else is. */
const paymentDefaults = {
  heldMinor: 0n,
  capturedMinor: 0n,
  refundedMinor: 0n,
  feeMinor: 0n,
  funding: null,
  payableType: null,
  payableId: null,
  payeeMerchantId: null,
  payeeCode: null,
  miniProgramId: null,
  authorisedAt: null,
  capturedAt: null,
  escrowReleaseAt: null,
  isInEscrow: false,
} as const;

/** The payments of a customer's orders, one that holds money in the wallet, and those of policies. */
export function paymentsOf(world: SeedWorld, customer: number): PaymentRow[] {
  if (!isActive(customer)) return [];
  const customerId = castUuid(customer);
  const ofOrders = Array.from({ length: paidOrders }, (_, order): PaymentRow => {
    const events: PaymentEvent[] = paymentStatusOf(customer, order) === 'CAPTURED' ? ['pay'] : [];
    const amountMinor = orderTotalOf(customer, order);
    const createdAt = paymentTime(order);
    const isCaptured = events.length > 0;
    return {
      ...paymentDefaults,
      customerId,
      id: paymentUuid(customer, order),
      status: paymentMachine.follow(events),
      amountMinor,
      currency: homeCurrency,
      captureMode: 'AUTOMATIC',
      payeeMerchantId: castUuid(draw('payment', customer, order).integer('merchant', 1, merchantRows.length)),
      expiresAt: minutesBefore(createdAt, -payMinutes),
      idempotencyKey: `seed:order:${order}`,
      createdAt,
      ...(isCaptured && { funding: 'BANK_CARD', capturedMinor: amountMinor, capturedAt: createdAt }),
    };
  });
  return [...ofOrders, ...holdsOf(world, customer), ...premiumsOf(world, customer)];
}

/** What the shops see of the payments that a customer made to them. */
export function merchantPaymentsOf(world: SeedWorld, customer: number): (typeof merchantPayments.$inferInsert)[] {
  return paymentsOf(world, customer).flatMap((payment) => {
    const { payeeMerchantId: merchantId, capturedAt, capturedMinor, id, ...seen } = payment;
    const { customerId, status, refundedMinor, feeMinor, currency, isInEscrow } = seen;
    if (merchantId === null || capturedAt === null) return [];
    return [
      {
        merchantId,
        capturedAt,
        paymentId: id,
        customerId,
        status,
        amountMinor: capturedMinor,
        refundedMinor,
        feeMinor,
        currency,
        isInEscrow,
        createdAt: capturedAt,
      },
    ];
  });
}

const payMinutes = 15;

function holdsOf({ now }: SeedWorld, customer: number): PaymentRow[] {
  const heldMinor = heldOf(customer);
  if (heldMinor === 0n) return [];
  // Holds live at most 7 days; this one is younger.
  const heldAt = minutesBefore(now, draw('hold', customer).integer('minute', 30, 2 * minutesPerDay));
  return [
    {
      ...paymentDefaults,
      customerId: castUuid(customer),
      id: seedUuid(heldAt, 'hold', customer),
      status: paymentMachine.follow(['authorise']),
      amountMinor: heldMinor,
      heldMinor,
      currency: homeCurrency,
      funding: 'WALLET',
      captureMode: 'MANUAL',
      payeeMerchantId: castUuid(1),
      expiresAt: daysAfter(heldAt, holdDays),
      authorisedAt: heldAt,
      idempotencyKey: 'seed:hold',
      createdAt: heldAt,
    },
  ];
}

/** The payment of each policy's premium. */
function premiumsOf(world: SeedWorld, customer: number): PaymentRow[] {
  return policiesOf(world, customer).map(({ paymentId, quoteId, premiumMinor, createdAt = world.now }, index) => ({
    ...paymentDefaults,
    customerId: castUuid(customer),
    id: paymentId,
    status: paymentMachine.follow(['pay']),
    amountMinor: premiumMinor,
    capturedMinor: premiumMinor,
    currency: homeCurrency,
    funding: 'BANK_CARD',
    captureMode: 'AUTOMATIC',
    payableType: 'QUOTE',
    payableId: quoteId,
    payeeCode: 'premium',
    expiresAt: minutesBefore(createdAt, -payMinutes),
    capturedAt: createdAt,
    idempotencyKey: `seed:premium:${index}`,
    createdAt,
  }));
}
