import { getTableColumns, type SQL, sql } from 'drizzle-orm';
import { type AnyPgColumn, integer, type PgTable, timestamp } from 'drizzle-orm/pg-core';

/** An instant with milliseconds, as JavaScript keeps it, so that a cursor made from a row finds the row again. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });

/** Columns that every table has. */
export const bookkeeping = {
  createdAt: instant('created_at').notNull().defaultNow(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
  version: integer('version').notNull().default(1),
};

/** What statements read of a row: all but the columns that only writers look at. */
export type RowOf<Table extends PgTable> = Omit<Table['$inferSelect'], 'updatedAt' | 'version'>;

/** The columns of `RowOf`, for `select`. */
export function rowOf<Table extends PgTable>(table: Table): Omit<Table['_']['columns'], 'updatedAt' | 'version'> {
  const { updatedAt: _, version: __, ...columns } = getTableColumns<PgTable>(table);
  return columns as Omit<Table['_']['columns'], 'updatedAt' | 'version'>;
}

/** A check that the column holds one of the words; words come from the code, never from a request. */
export function oneOf(column: AnyPgColumn, words: readonly string[]): SQL {
  return sql`${column} in (${sql.raw(words.map((word) => `'${word}'`).join(', '))})`;
}
