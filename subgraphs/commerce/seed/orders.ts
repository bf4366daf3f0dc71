import { hasPayment, orderTotalOf, paymentStatusOf, paymentUuid } from '@ecosystem/kit/demo-facts';
import { countOrders, type DemoTeam, orderStepsOf, orderUuid, placedAtOf, shopOf } from '@ecosystem/kit/demo-orders';
import { castUuid, draw, minutesBefore } from '@ecosystem/kit/world';
import type { orders } from '../src/db/tables.ts';
import { formatOrderNumber, orderMachine, payWindowMinutes } from '../src/domain/order.ts';

/** The orders of one customer; the newest of customers with even numbers waits for its payment. */
export function ordersOf(
  teamOf: (customer: number, order: number) => DemoTeam | null,
  customer: number,
): (typeof orders.$inferInsert)[] {
  return Array.from({ length: countOrders(customer) }, (_, order) => {
    const drawn = draw('order', customer, order);
    const team = teamOf(customer, order);
    const placedAt = placedAtOf(customer, order);
    const id = orderUuid(customer, order);
    const isPaidHere = hasPayment(customer, order);
    const totalMinor = orderTotalOf(customer, order);
    const discountMinor = drawn.pick('discount', [0n, 0n, 0n, 5_00n, 12_00n]);
    const shippingMinor = totalMinor === 0n ? 0n : drawn.pick('shipping', [0n, 0n, 6_00n, 10_00n]);
    return {
      customerId: castUuid(customer),
      id,
      orderNumber: formatOrderNumber({ id, placedAt }),
      merchantId: castUuid(shopOf(customer, order, team)),
      status: orderMachine.follow(orderStepsOf(customer, order, team)),
      itemsMinor: totalMinor - shippingMinor + discountMinor,
      shippingMinor,
      discountMinor,
      totalMinor,
      currency: 'CNY',
      itemCount: team ? 1 : drawn.integer('items', 1, 4),
      placedAt,
      payBy: minutesBefore(placedAt, -payWindowMinutes),
      paymentId: isPaidHere ? paymentUuid(customer, order) : null,
      paymentStatus: isPaidHere ? paymentStatusOf(customer, order) : null,
      teamId: team?.id ?? null,
      createdAt: placedAt,
    };
  });
}
