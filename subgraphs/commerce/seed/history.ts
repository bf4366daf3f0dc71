import { cast, newcomer, paidOrders, paymentTime } from '@ecosystem/kit/demo-facts';
import { draw, minutesBefore, minutesPerDay, type SeedWorld, seedUuid } from '@ecosystem/kit/world';

/** The customer with the longest list of orders. */
const regular = 9;
/** The payment is created 2 seconds after the order is placed. */
const minutesToPayment = 1 / 30;

/** Published: 12 orders a customer and year; at least the ten that have a payment. */
export function countOrders(customer: number): number {
  if (customer === newcomer) return 0;
  if (customer === cast.erased) return 2;
  if (customer === cast.liwei) return 12;
  if (customer === regular) return 32;
  return draw('buyer', customer).integer('orders', paidOrders, 14);
}

/** Whether finance keeps a payment for this order; order 0 is the newest. */
export function hasPayment(customer: number, order: number): boolean {
  return customer !== cast.erased && order < paidOrders;
}

/** When an order was placed; order 0 is the newest. Those without a payment lie behind those with one. */
export function placedAtOf({ now }: SeedWorld, customer: number, order: number): Date {
  if (hasPayment(customer, order)) return minutesBefore(paymentTime(order), minutesToPayment);
  const drawn = draw('order', customer, order);
  return minutesBefore(now, (paidOrders + 2 + order * 8) * minutesPerDay + drawn.integer('minute', 0, minutesPerDay));
}

/** The id of a customer's order. */
export function orderUuid(world: SeedWorld, customer: number, order: number): string {
  return seedUuid(placedAtOf(world, customer, order), 'order', customer, order);
}
