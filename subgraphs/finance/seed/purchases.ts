import { type DemoFine, type DemoRide, finesOf, finingCity, ridesOf } from '@ecosystem/kit/demo-auto';
import { cast, hasPayment, orderTotalOf, paymentStatusOf, paymentTime, paymentUuid } from '@ecosystem/kit/demo-facts';
import { type DemoVisit, visitsOf } from '@ecosystem/kit/demo-health';
import { clinicMerchant, rideMerchant } from '@ecosystem/kit/demo-merchants';
import { countOrders, type DemoTeam, orderStepsOf, orderUuid, shopOf } from '@ecosystem/kit/demo-orders';
import { type Draw, draw, minutesBefore, minutesPerDay, seedNow, seedUuid } from '@ecosystem/kit/world';
import type { FundingSource } from '../src/domain/payment-kinds.ts';
import type { PaymentStory } from './payments.ts';
import { isActive } from './people.ts';
import type { Spending } from './spending.ts';

/** The team of an order, or null. */
export type TeamOf = (customer: number, order: number) => DemoTeam | null;

/** What most is paid from; a wallet that has spent its day's limit leaves it to the card. */
const sources = ['WALLET', 'WALLET', 'WALLET', 'BANK_CARD', 'BANK_CARD', 'CREDIT_LINE'] as const;

/** Where the money of a payment comes from. */
export function chooseSource(drawn: Draw, spending: Spending, at: Date, amountMinor: bigint): FundingSource {
  const wanted = drawn.pick('source', sources);
  return wanted !== 'WALLET' || spending.take(at, amountMinor) ? wanted : 'BANK_CARD';
}

/** What a customer has paid, or means to pay, for things of the other flats, and by code. */
export function purchasesOf(customer: number, teamOf: TeamOf, spending: Spending): PaymentStory[] {
  if (!isActive(customer)) return [];
  return [
    ...ordersOf(customer, teamOf, spending),
    ...ridesOf(customer).map((ride, index) => payRide(customer, ride, index, spending)),
    ...finesOf(customer).flatMap((fine, index) => payFine(customer, fine, index, spending)),
    ...visitsOf(customer).flatMap((visit, index) => payVisit(customer, visit, index, spending)),
    ...holdsOf(customer, spending),
  ];
}

/** A payment's confirmation comes 30 hours after an order that arrived at the earliest. */
const leastMinutesToConfirm = 1_800;

function ordersOf(customer: number, teamOf: TeamOf, spending: Spending): PaymentStory[] {
  return Array.from({ length: countOrders(customer) }, (_, order) => order)
    .filter((order) => hasPayment(customer, order))
    .map((order): PaymentStory => {
      const team = teamOf(customer, order);
      const steps = orderStepsOf(customer, order, team);
      const status = paymentStatusOf(customer, order);
      const amountMinor = orderTotalOf(customer, order);
      const createdAt = paymentTime(order);
      const drawn = draw('payment', customer, order);
      const story = {
        customer,
        id: paymentUuid(customer, order),
        key: `order:${order}`,
        amountMinor,
        createdAt,
        captureMode: 'ESCROW',
        payable: { type: 'ORDER', id: orderUuid(customer, order) },
        payee: shopOf(customer, order, team),
        funding: null,
      } as const satisfies PaymentStory;
      if (!steps.includes('pay')) return story;
      const capturedAt = minutesBefore(createdAt, -0.5);
      const confirmedAt = minutesBefore(
        capturedAt,
        -drawn.integer('confirmed', leastMinutesToConfirm, 3 * minutesPerDay),
      );
      const backAt = minutesBefore(confirmedAt, -minutesPerDay / 2);
      const backMinor = status === 'REFUNDED' ? amountMinor : amountMinor / 3n;
      return {
        ...story,
        funding: chooseSource(drawn, spending, capturedAt, amountMinor),
        capture: { at: capturedAt, amountMinor },
        ...(steps.includes('confirm') && { releasedAt: confirmedAt }),
        ...(status !== 'CAPTURED' && {
          refunds: [{ at: backAt, amountMinor: backMinor, reason: 'It was not as described' }],
        }),
      };
    });
}

/** A ride is held at a fifth above its estimate and captured at its fare. */
export function computeRideHold({ estimateMinor }: DemoRide): bigint {
  return (estimateMinor * 12n) / 10n;
}

function payRide(customer: number, ride: DemoRide, index: number, spending: Spending): PaymentStory {
  const drawn = draw('ride-payment', customer, index);
  const { requestedAt, completedAt, fareMinor } = ride;
  const amountMinor = computeRideHold(ride);
  // @ride was paid by wallet.
  const isNamed = customer === cast.zhaolei && index === 0;
  const story = {
    customer,
    id: isNamed ? seedUuid(requestedAt, 'named-ride-payment') : seedUuid(requestedAt, 'ride-payment', customer, index),
    key: `ride:${index}`,
    amountMinor,
    createdAt: requestedAt,
    captureMode: 'MANUAL',
    payable: { type: 'RIDE', id: ride.id },
    payee: rideMerchant,
    miniProgram: 1,
    funding: null,
  } as const satisfies PaymentStory;
  if (completedAt === null || fareMinor === null) {
    // Nobody came, or the money was held and set free again.
    if (ride.steps.includes('findNoDriver')) return { ...story, end: drawn.pick('end', ['expire', 'fail']) };
    return { ...story, funding: 'BANK_CARD', authorisedAt: minutesBefore(requestedAt, -0.2), end: 'cancel' };
  }
  const isWallet = isNamed && spending.take(requestedAt, fareMinor);
  return {
    ...story,
    funding: isWallet ? 'WALLET' : chooseSource(drawn, spending, requestedAt, fareMinor),
    authorisedAt: minutesBefore(requestedAt, -0.2),
    capture: { at: minutesBefore(completedAt, -0.2), amountMinor: fareMinor },
  };
}

function payFine(customer: number, fine: DemoFine, index: number, spending: Spending): PaymentStory[] {
  if (!fine.steps.includes('pay')) return [];
  const drawn = draw('fine-payment', customer, index);
  const createdAt = minutesBefore(fine.occurredAt, -drawn.integer('minute', 600, 2 * minutesPerDay));
  const { amountMinor } = fine;
  return [
    {
      customer,
      id: seedUuid(createdAt, 'fine-payment', customer, index),
      key: `fine:${index}`,
      amountMinor,
      createdAt,
      captureMode: 'AUTOMATIC',
      payable: { type: 'TRAFFIC_FINE', id: fine.id },
      payee: `city:${finingCity}`,
      miniProgram: 9,
      funding: chooseSource(drawn, spending, createdAt, amountMinor),
      capture: { at: createdAt, amountMinor },
    },
  ];
}

/** Visits that took place are paid, some booked ones in advance; who cancels gets the money back. */
function payVisit(customer: number, visit: DemoVisit, index: number, spending: Spending): PaymentStory[] {
  const { feeMinor: amountMinor, steps } = visit;
  const drawn = draw('visit-payment', customer, index);
  const isOver = steps.includes('fulfil') || steps.includes('miss');
  const isCancelled = steps.includes('cancel');
  const isBooked = steps.includes('book') && !steps.includes('enterInError');
  if (!isOver && !(isBooked && drawn.chance('ahead', 0.5))) return [];
  const createdAt = minutesBefore(visit.createdAt, -2);
  const backAt = minutesBefore(createdAt, -drawn.integer('back', 20, 50));
  return [
    {
      customer,
      id: seedUuid(createdAt, 'visit-payment', customer, index),
      key: `visit:${index}`,
      amountMinor,
      createdAt,
      captureMode: 'AUTOMATIC',
      payable: { type: 'APPOINTMENT', id: visit.id },
      payee: clinicMerchant,
      miniProgram: 2,
      funding: chooseSource(drawn, spending, createdAt, amountMinor),
      capture: { at: createdAt, amountMinor },
      ...(isCancelled &&
        amountMinor > 0n && { refunds: [{ at: backAt, amountMinor, reason: 'The visit was cancelled' }] }),
    },
  ];
}

/** A payment at the noodle house that holds money in the wallet and is not captured yet; few customers have one. */
function holdsOf(customer: number, spending: Spending): PaymentStory[] {
  const drawn = draw('hold', customer);
  if (customer !== cast.liwei && !drawn.chance('holds', 0.1)) return [];
  const amountMinor = customer === cast.liwei ? 120_00n : BigInt(drawn.integer('amount', 10_00, 200_00));
  // Holds live at most 7 days; this one is younger.
  const heldAt = minutesBefore(seedNow, drawn.integer('minute', 30, 2 * minutesPerDay));
  if (!spending.take(heldAt, amountMinor)) return [];
  return [
    {
      customer,
      id: seedUuid(heldAt, 'hold', customer),
      key: 'hold',
      amountMinor,
      createdAt: heldAt,
      captureMode: 'MANUAL',
      payee: 1,
      funding: 'WALLET',
      authorisedAt: heldAt,
    },
  ];
}
