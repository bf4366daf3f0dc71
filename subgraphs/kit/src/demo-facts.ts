import type { Uuid } from './ids.ts';
import { demoCustomers, draw, minutesBefore, minutesPerDay, seedNow, seedUuid } from './world.ts';

// What more than one subgraph says of the demo world, told once, so that they agree without asking each other.

/** The cast of the demo world: customers with stories of their own, by their number. */
export const cast = {
  liwei: 1,
  wangfang: 2,
  zhangmin: 3,
  chenjie: 4,
  zhaolei: 5,
  liuyang: 6,
  sunli: 7,
  erased: 8,
} as const;

/** The customer who has an account and has never done anything. */
export const newcomer = 50;

/** Customers whose accounts are in other states than those of others, beside the erased one. */
export const oddAccounts = { frozen: 41, closing: 42 } as const;

/** The state of a customer's account: social keeps it, the others must know it. */
export function accountStateOf(customer: number): 'ACTIVE' | 'FROZEN' | 'CLOSING' | 'ERASED' {
  if (customer === cast.erased) return 'ERASED';
  if (customer === oddAccounts.closing) return 'CLOSING';
  return customer === oddAccounts.frozen ? 'FROZEN' : 'ACTIVE';
}

const familyNames = ['李', '王', '张', '陈', '赵', '刘', '孙', '周', '吴', '郑', '黄', '欧阳'] as const;
const givenNames = [
  '伟',
  '芳',
  '敏',
  '洁',
  '磊',
  '洋',
  '丽',
  '静',
  '强',
  '涛',
  '婷婷',
  '子涵',
  '宇轩',
  '梓萱',
  '浩然',
] as const;
const castNames = ['李伟', '王芳', '张敏', '陈洁', '赵磊', '刘洋', '孙丽', '周静'] as const;

/** The invented legal name of a customer, the same in every subgraph. */
export function customerName(number: number): string {
  const drawn = draw('customer', number);
  return castNames[number - 1] ?? drawn.pick('family', familyNames) + drawn.pick('given', givenNames);
}

/** Published: 42 % of customers own a vehicle. */
const vehicleOwnership = 0.42;
const vehicleOwners: readonly number[] = [cast.liwei, cast.zhangmin, cast.zhaolei, cast.liuyang];

/** Whether a customer owns the vehicle of the same number: auto keeps the vehicle, finance its policy. */
export function ownsVehicle(customer: number): boolean {
  if (customer === cast.erased) return false;
  return vehicleOwners.includes(customer) || draw('vehicle', customer).chance('owns', vehicleOwnership);
}

const demoAgents = 3;
/** Of the fifty of a circle. */
const customersWithAgent = 30;

/** The number of the agent who looks after a customer, or null: finance assigns, social opens the chat. */
export function agentOf(customer: number): number | null {
  return (customer - 1) % demoCustomers < customersWithAgent ? ((customer - 1) % demoAgents) + 1 : null;
}

/** How many of a customer's orders have a payment: the newest. Finance seeds no more of them, commerce none without. */
export const paidOrders = 10;
/** The newest order is so young that its payment can still be waited for. */
const newestOrderMinutes = 5;

/** When the payment of a customer's order was created; order 0 is the newest, the others are as many days old as their number. */
export function paymentTime(order: number): Date {
  return minutesBefore(seedNow, order === 0 ? newestOrderMinutes : order * minutesPerDay);
}

/** The id of the payment of a customer's order: finance keeps the payment, commerce points at it. */
export function paymentUuid(customer: number, order: number): Uuid {
  return seedUuid(paymentTime(order), 'payment', customer, order);
}

/** Whether finance keeps a payment for this order; order 0 is the newest. */
export function hasPayment(customer: number, order: number): boolean {
  return customer !== cast.erased && order < paidOrders;
}

/** Orders that come back, whole before they are confirmed and in part after that; teams buy with others. */
const returnedOrder = { whole: 6, part: 9 } as const;

/**
 * The state of that payment, of which commerce shows a copy: the newest of customers with even numbers is unpaid, and some
 * older ones were given back.
 */
export function paymentStatusOf(
  customer: number,
  order: number,
): 'CAPTURED' | 'CREATED' | 'PARTIALLY_REFUNDED' | 'REFUNDED' {
  if (order === 0 && customer % 2 === 0) return 'CREATED';
  const drawn = draw('return', customer, order);
  if (order === returnedOrder.whole && drawn.chance('returned', 0.12)) return 'REFUNDED';
  return order === returnedOrder.part && drawn.chance('returned', 0.15) ? 'PARTIALLY_REFUNDED' : 'CAPTURED';
}

/** The order of the demo world that costs nothing. */
const freeOrder = { customer: 12, order: 3 } as const;

/** What a customer's order costs, in fen: the total in commerce and the amount of its payment in finance. */
export function orderTotalOf(customer: number, order: number): bigint {
  if (customer === freeOrder.customer && order === freeOrder.order) return 0n;
  return BigInt(Math.round(18_00 + draw('payment', customer, order).unit('amount') ** 3 * 900_00));
}
