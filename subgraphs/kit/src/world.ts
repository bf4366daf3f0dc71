import { createHash } from 'node:crypto';
import type { PgTable } from 'drizzle-orm/pg-core';
import { splitId, type Uuid } from './ids.ts';

/** The moment at which the demo world stands still. */
export const seedNow = new Date('2026-11-01T00:00:00+08:00');
/** The number from which every drawn value follows. */
export const seedNumber = 20_261_101;
/** How many customers the demo world has. */
export const demoCustomers = 50;

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

/** What a seed is made from. */
export interface SeedWorld {
  readonly now: Date;
  /** The customers, by their number. */
  readonly customers: readonly number[];
}

/** Rows of one table, in the words of drizzle. */
export interface TableRows {
  readonly table: PgTable;
  readonly rows: readonly Record<string, unknown>[];
}

/** The rows of a table, checked against its columns. */
export function rowsOf<Table extends PgTable>(table: Table, rows: readonly Table['$inferInsert'][]): TableRows {
  return { table, rows };
}

/** The demo world with this many customers. */
export function createSeedWorld(customers = demoCustomers): SeedWorld {
  return { now: seedNow, customers: Array.from({ length: customers }, (_, index) => index + 1) };
}

const castPrefix = '01kdvdna00e008000000000';

/** The id of the n-th thing of a kind that has a fixed id, in text: `cus_01kdvdna00e008000000000001` is @liwei. */
export function castId(prefix: string, number: number): string {
  return `${prefix}_${castPrefix}${String(number).padStart(3, '0')}`;
}

/** The same as a UUID. One number gives one UUID, whatever the kind; kinds live in different tables. */
export function castUuid(number: number): Uuid {
  const parts = splitId(castId('cus', number));
  if (!parts) throw new RangeError(`There is no fixed id number ${number}; numbers go from 1 to 999.`);
  return parts.uuid;
}

/** A fixed UUIDv7 for a row that came to exist at that time. */
export function seedUuid(at: Date, entity: string, ...index: readonly number[]): Uuid {
  const time = at.getTime().toString(16).padStart(12, '0');
  const random = hash(entity, index, 'id').toString('hex');
  const variant = ((Number.parseInt(random.charAt(3), 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`;
}

/**
 * Draws values for one row. Each value is a hash of (seed, entity, index, field), so that any row can be made alone and
 * a new field shifts no other.
 */
export function draw(entity: string, ...index: readonly number[]) {
  /** A number from 0 inclusive to 1 exclusive. */
  const unit = (field: string): number => hash(entity, index, field).readUIntBE(0, 6) / 2 ** 48;
  /** A whole number between both bounds, inclusive. */
  const integer = (field: string, least: number, most: number): number =>
    least + Math.floor(unit(field) * (most - least + 1));
  return {
    unit,
    integer,
    /** Whether an event of this probability happens. */
    chance: (field: string, probability: number): boolean => unit(field) < probability,
    /** One of the values, each as likely as the others. */
    pick: <Value>(field: string, values: readonly Value[]): Value => {
      const value = values[integer(field, 0, values.length - 1)];
      if (value === undefined) throw new RangeError('There is nothing to pick from.');
      return value;
    },
  };
}

/** The time some minutes before another; minutes may be a fraction. */
export function minutesBefore(at: Date, minutes: number): Date {
  return new Date(at.getTime() - Math.round(minutes * 60_000));
}

/** The calendar day in Asia/Shanghai some days after that of a time. */
export function dayAfter(at: Date, days: number): string {
  const shanghai = new Date(at.getTime() + 8 * 3_600_000 + days * 86_400_000);
  return shanghai.toISOString().slice(0, 10);
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
const customersWithAgent = 30;

/** The number of the agent who looks after a customer, or null: finance assigns, social opens the chat. */
export function agentOf(customer: number): number | null {
  return customer <= customersWithAgent ? ((customer - 1) % demoAgents) + 1 : null;
}

/** The newest order is so young that its payment can still be waited for. */
const newestOrderMinutes = 5;

/** When the payment of a customer's order was created; order 0 is the newest, the others are as many days old as their number. */
export function paymentTime(order: number): Date {
  return minutesBefore(seedNow, order === 0 ? newestOrderMinutes : order * 24 * 60);
}

/** The id of the payment of a customer's order: finance keeps the payment, commerce points at it. */
export function paymentUuid(customer: number, order: number): Uuid {
  return seedUuid(paymentTime(order), 'payment', customer, order);
}

/** The state of that payment, of which commerce shows a copy: only the newest of customers with even numbers is unpaid. */
export function paymentStatusOf(customer: number, order: number): 'CAPTURED' | 'CREATED' {
  return order > 0 || customer % 2 === 1 ? 'CAPTURED' : 'CREATED';
}

/** The order of the demo world that costs nothing. */
const freeOrder = { customer: 12, order: 3 } as const;

/** What a customer's order costs, in fen: the total in commerce and the amount of its payment in finance. */
export function orderTotalOf(customer: number, order: number): bigint {
  if (customer === freeOrder.customer && order === freeOrder.order) return 0n;
  return BigInt(Math.round(18_00 + draw('payment', customer, order).unit('amount') ** 3 * 900_00));
}

function hash(entity: string, index: readonly number[], field: string): Buffer {
  return createHash('sha256')
    .update([seedNumber, entity, ...index, field].join('/'))
    .digest();
}
