import { orderTotalOf, paymentStatusOf, paymentUuid } from '@ecosystem/kit/demo-facts';
import type { EventOf } from '@ecosystem/kit/transitions';
import { castUuid, draw, minutesBefore, type SeedWorld } from '@ecosystem/kit/world';
import type { orders } from '../src/db/tables.ts';
import { formatOrderNumber, orderMachine, payWindowMinutes } from '../src/domain/order.ts';
import { yuanMerchants } from './catalogue.ts';
import { countOrders, hasPayment, orderUuid, placedAtOf } from './history.ts';
import { merchantOfTeam, type Team } from './teams.ts';

type OrderEvent = EventOf<typeof orderMachine>;

function eventsOf(customer: number, order: number, team: Team | null): readonly OrderEvent[] {
  const drawn = draw('order', customer, order);
  if (!hasPayment(customer, order)) return [drawn.chance('cancelled', 0.5) ? 'cancel' : 'expire'];
  if (paymentStatusOf(customer, order) === 'CREATED') return [];
  if (team && !team.isFormed) return ['pay', 'awaitTeam'];
  const ready: OrderEvent[] = team ? ['pay', 'awaitTeam', 'formTeam'] : ['pay', 'prepare'];
  return [...ready, ...deliveryOf(order, drawn.chance('parcels', 0.3))];
}

/** How far an order has come that was placed as many days ago as it has newer ones. */
function deliveryOf(order: number, isSplit: boolean): readonly OrderEvent[] {
  if (order === 0) return [];
  if (order === 1) return isSplit ? ['shipPart'] : ['shipAll'];
  const shipped: OrderEvent[] = isSplit ? ['shipPart', 'shipAll'] : ['shipAll'];
  if (order === 2) return shipped;
  return order === 3 ? [...shipped, 'deliver'] : [...shipped, 'deliver', 'confirm'];
}

/** The orders of one customer; the newest of customers with even numbers waits for its payment. */
export function ordersOf(world: SeedWorld, teams: readonly Team[], customer: number): (typeof orders.$inferInsert)[] {
  return Array.from({ length: countOrders(customer) }, (_, order) => {
    const drawn = draw('order', customer, order);
    const team = teams.find(({ seats }) => seats.some((seat) => seat.customer === customer && seat.order === order));
    const placedAt = placedAtOf(world, customer, order);
    const id = orderUuid(world, customer, order);
    const isPaidHere = hasPayment(customer, order);
    const totalMinor = orderTotalOf(customer, order);
    const discountMinor = drawn.pick('discount', [0n, 0n, 0n, 5_00n, 12_00n]);
    const shippingMinor = totalMinor === 0n ? 0n : drawn.pick('shipping', [0n, 0n, 6_00n, 10_00n]);
    return {
      customerId: castUuid(customer),
      id,
      orderNumber: formatOrderNumber({ id, placedAt }),
      merchantId: team ? merchantOfTeam(team) : castUuid(drawn.pick('merchant', yuanMerchants)),
      status: orderMachine.follow(eventsOf(customer, order, team ?? null)),
      itemsMinor: totalMinor - shippingMinor + discountMinor,
      shippingMinor,
      discountMinor,
      totalMinor,
      currency: 'CNY',
      placedAt,
      payBy: minutesBefore(placedAt, -payWindowMinutes),
      paymentId: isPaidHere ? paymentUuid(customer, order) : null,
      paymentStatus: isPaidHere ? paymentStatusOf(customer, order) : null,
      teamId: team?.id ?? null,
      createdAt: placedAt,
    };
  });
}
