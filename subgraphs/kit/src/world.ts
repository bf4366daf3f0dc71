import { hash } from 'node:crypto';
import type { PgTable } from 'drizzle-orm/pg-core';
import { splitId, type Uuid } from './ids.ts';

/** The moment at which the demo world stands still. */
export const seedNow = new Date('2026-11-01T00:00:00+08:00');
/** The number from which every drawn value follows. */
const seedNumber = 20_261_101;
/** How many customers the demo world has. */
export const demoCustomers = 50;

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
  /** Whether the rows are the same whoever the customers are; of a large world they are inserted once. */
  readonly isShared: boolean;
}

/** The rows of a table, checked against its columns. */
export function rowsOf<Table extends PgTable>(table: Table, rows: readonly Table['$inferInsert'][]): TableRows {
  return { table, rows, isShared: false };
}

/** The rows of a table that do not depend on the customers of the world. */
export function sharedRowsOf<Table extends PgTable>(table: Table, rows: readonly Table['$inferInsert'][]): TableRows {
  return { table, rows, isShared: true };
}

/** The demo world with this many customers. */
export function createSeedWorld(customers = demoCustomers): SeedWorld {
  return { now: seedNow, customers: Array.from({ length: customers }, (_, index) => index + 1) };
}

/** In which circle a customer lives: customers know each other, and buy together, in circles as large as the demo world. */
export function circleOf(customer: number): number {
  return Math.floor((customer - 1) / demoCustomers);
}

/** How many circles are seeded at once, so that the rows of a large world never lie in memory all together. */
const circlesAtOnce = 10;

/** The parts in which a world is seeded, each of whole circles; the demo world is one part. */
export function splitWorld(world: SeedWorld): SeedWorld[] {
  const parts = Map.groupBy(world.customers, (customer) => Math.floor(circleOf(customer) / circlesAtOnce));
  return parts.size === 0 ? [world] : [...parts.values()].map((customers) => ({ ...world, customers }));
}

const castPrefix = '01kdvdna00e008';
const castDigits = 12;

/** The id of the n-th thing of a kind that has a fixed id, in text: `cus_01kdvdna00e008000000000001` is @liwei. */
export function castId(prefix: string, number: number): string {
  return `${prefix}_${castPrefix}${String(number).padStart(castDigits, '0')}`;
}

/** The same as a UUID. One number gives one UUID, whatever the kind; kinds live in different tables. */
export function castUuid(number: number): Uuid {
  const parts = Number.isInteger(number) && number > 0 ? splitId(castId('cus', number)) : null;
  if (!parts) throw new RangeError(`There is no fixed id number ${number}; numbers are whole and begin with 1.`);
  return parts.uuid;
}

/** A fixed UUIDv7 for a row that came to exist at that time. */
export function seedUuid(at: Date, entity: string, ...index: readonly number[]): Uuid {
  const time = at.getTime().toString(16).padStart(12, '0');
  const random = drawHex(entity, index, 'id');
  const variant = ((Number.parseInt(random.charAt(3), 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`;
}

/** Hexadecimal digits of a hash that make a drawn number: 48 bits, which a number holds exactly. */
const unitDigits = 12;

/** Draws the values of one row, each by the name of its field. */
export interface Draw {
  /** A number from 0 inclusive to 1 exclusive. */
  unit(field: string): number;
  /** A whole number between both bounds, inclusive. */
  integer(field: string, least: number, most: number): number;
  /** Whether an event of this probability happens. */
  chance(field: string, probability: number): boolean;
  /** One of the values, each as likely as the others. */
  pick<Value>(field: string, values: readonly Value[]): Value;
}

/**
 * Draws values for one row. Each value is a hash of (seed, entity, index, field), so that any row can be made alone and
 * a new field shifts no other.
 */
export function draw(entity: string, ...index: readonly number[]): Draw {
  const unit = (field: string): number =>
    Number.parseInt(drawHex(entity, index, field).slice(0, unitDigits), 16) / 16 ** unitDigits;
  const integer = (field: string, least: number, most: number): number =>
    least + Math.floor(unit(field) * (most - least + 1));
  return {
    unit,
    integer,
    chance: (field, probability) => unit(field) < probability,
    pick: (field, values) => {
      const value = values[integer(field, 0, values.length - 1)];
      if (value === undefined) throw new RangeError('There is nothing to pick from.');
      return value;
    },
  };
}

export const minutesPerDay = 1_440;

/** The time some minutes before another; minutes may be a fraction. */
export function minutesBefore(at: Date, minutes: number): Date {
  return new Date(at.getTime() - Math.round(minutes * 60_000));
}

/** The calendar day in Asia/Shanghai some days after that of a time. */
export function dayAfter(at: Date, days: number): string {
  const shanghai = new Date(at.getTime() + 8 * 3_600_000 + days * 86_400_000);
  return shanghai.toISOString().slice(0, 10);
}

/** A SHA-256 as hexadecimal digits, in one call: an object for each would cost four times as much as the hash itself. */
function drawHex(entity: string, index: readonly number[], field: string): string {
  return hash('sha256', `${seedNumber}/${[entity, ...index, field].join('/')}`, 'hex');
}
