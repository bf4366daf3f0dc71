import { cast, orderTotalOf, paidOrders, paymentStatusOf, paymentTime, paymentUuid } from '@ecosystem/kit/demo-facts';
import type { EventOf } from '@ecosystem/kit/transitions';
import { castUuid, draw, minutesBefore, minutesPerDay, type SeedWorld, seedUuid } from '@ecosystem/kit/world';
import type { ledgerAccounts, loyalty, payments, wallets } from '../src/db/tables.ts';
import { paymentMachine } from '../src/domain/payment.ts';
import { tierOf } from '../src/domain/points.ts';
import { homeCurrency, walletMachine } from '../src/domain/wallet.ts';
import { isActive, type KycLevel, kycLevelOf, odd, openedAt } from './people.ts';

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

export function ledgerAccountsOf(world: SeedWorld, customer: number): (typeof ledgerAccounts.$inferInsert)[] {
  const createdAt = openedAt(world, customer);
  const account = (code: 'wallet' | 'points', asset: string, exponent: number) => ({
    ownerId: castUuid(customer),
    id: accountUuid(world, customer, code),
    code,
    asset,
    exponent,
    normal: 'CREDIT' as const,
    createdAt,
  });
  return [
    { ...account('wallet', homeCurrency, 2), balanceMinor: balanceOf(customer), heldMinor: heldOf(customer) },
    { ...account('points', 'PTS', 0), balanceMinor: BigInt(pointsOf(customer)), heldMinor: 0n },
  ];
}

function accountUuid(world: SeedWorld, customer: number, code: 'wallet' | 'points') {
  return seedUuid(openedAt(world, customer), `account-${code}`, customer);
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
      accountId: accountUuid(world, customer, 'wallet'),
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
    accountId: accountUuid(world, customer, 'points'),
    expiring30d: customer === cast.liwei ? 320 : Math.floor(points / 20),
    createdAt: openedAt(world, customer),
  };
}

type PaymentEvent = EventOf<typeof paymentMachine>;

/** The payments of a customer's orders, and one that holds money in the wallet. */
export function paymentsOf({ now }: SeedWorld, customer: number): (typeof payments.$inferInsert)[] {
  if (!isActive(customer)) return [];
  const customerId = castUuid(customer);
  const ofOrders = Array.from({ length: paidOrders }, (_, order) => {
    const events: PaymentEvent[] = paymentStatusOf(customer, order) === 'CAPTURED' ? ['pay'] : [];
    return {
      customerId,
      id: paymentUuid(customer, order),
      status: paymentMachine.follow(events),
      amountMinor: orderTotalOf(customer, order),
      currency: homeCurrency,
      createdAt: paymentTime(order),
    };
  });
  const heldMinor = heldOf(customer);
  if (heldMinor === 0n) return ofOrders;
  // Holds live at most 7 days; this one is younger.
  const heldAt = minutesBefore(now, draw('hold', customer).integer('minute', 30, 2 * minutesPerDay));
  const hold = {
    customerId,
    id: seedUuid(heldAt, 'hold', customer),
    status: paymentMachine.follow(['authorise']),
    amountMinor: heldMinor,
    currency: homeCurrency,
    createdAt: heldAt,
  };
  return [...ofOrders, hold];
}
