import { getTableColumns, getTableName, type SQL, sql } from 'drizzle-orm';
import { type AnyPgColumn, customType, integer, type PgTable, timestamp } from 'drizzle-orm/pg-core';
import type { FieldPlace } from './field-encryption.ts';

/** An instant with milliseconds, as JavaScript keeps it, so that a cursor made from a row finds the row again. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });

/** Bytes as they are. */
export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });

/**
 * A personal value, sealed with the data key of the row's customer. The column is named `…_enc` and its property `…Enc`: that keeps it out of
 * what readers select.
 */
export const encrypted = (name: `${string}_enc`) => bytes(name);

/** Where the values of an encrypted column stand. */
export function placeOf(column: AnyPgColumn, rowId: string): FieldPlace {
  return { table: getTableName(column.table), column: column.name, rowId };
}

/** Columns that every table has. */
export const bookkeeping = {
  createdAt: instant('created_at').notNull().defaultNow(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
  version: integer('version').notNull().default(1),
};

/** Properties that only writers, or only few, look at. */
type Unread = 'updatedAt' | 'version' | `${string}Enc`;

/** What statements read of a row: all but the columns that only writers look at, and those that are encrypted. */
export type RowOf<Table extends PgTable> = Omit<Table['$inferSelect'], Unread>;

/** The columns of `RowOf`, for `select`. */
export function rowOf<Table extends PgTable>(table: Table): Omit<Table['_']['columns'], Unread> {
  const { updatedAt: _, version: __, ...columns } = getTableColumns<PgTable>(table);
  const read = Object.entries(columns).filter(([property]) => !property.endsWith('Enc'));
  return Object.fromEntries(read) as Omit<Table['_']['columns'], Unread>;
}

/** A check that the column holds one of the words; words come from the code, never from a request. */
export function oneOf(column: AnyPgColumn, words: readonly string[]): SQL {
  return sql`${column} in (${sql.raw(words.map((word) => `'${word}'`).join(', '))})`;
}
