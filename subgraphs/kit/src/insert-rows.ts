import { getTableColumns, getTableName } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { ISql } from 'postgres';
import type { TableRows } from './world.ts';

/** Rows of one statement: enough that the way to the server does not count, and a few megabytes at most. */
const rowsAtOnce = 2_000;

/**
 * Writes rows column by column: one array for each, so that a statement has as many parameters as there are columns and its text is
 * short. That takes a fraction of the time of VALUES. Columns that a row leaves out get their defaults.
 * @throws PostgresError if the database refuses a row.
 */
export async function insertRows(client: Pick<ISql, 'unsafe'>, { table, rows }: TableRows): Promise<void> {
  const columns = Object.entries<PgColumn>(getTableColumns(table));
  // Rows go by the columns that they have, for a statement knows no default for a single one of its rows.
  const groups = Map.groupBy(rows, (row) => {
    let present = '';
    for (const [property] of columns) present += row[property] === undefined ? '-' : '+';
    return present;
  });
  // The rows of one statement are written while the server is busy with those before.
  let sent: Promise<unknown> = Promise.resolve();
  for (const group of groups.values()) {
    const present = columns.filter(([property]) => group[0]?.[property] !== undefined);
    const statement = writeStatement(getTableName(table), present);
    for (let from = 0; from < group.length; from += rowsAtOnce) {
      const some = group.slice(from, from + rowsAtOnce);
      const values = present.map(([property, column]) =>
        writeArray(
          column,
          some.map((row) => writeValue(column, row[property])),
        ),
      );
      await sent;
      sent = client.unsafe(statement, values).execute();
    }
  }
  await sent;
}

type PresentColumns = readonly (readonly [property: string, column: PgColumn])[];

function writeStatement(table: string, columns: PresentColumns): string {
  const names = columns.map(([, { name }]) => `"${name}"`);
  const types = columns.map(([, column]) => column.getSQLType());
  // There is no array of arrays of different lengths, so arrays come in their text form.
  const values = types.map((type, index) => (isArray(type) ? `${names[index]}::${type}` : names[index]));
  const arrays = types.map((type, index) => `$${index + 1}::text::${isArray(type) ? 'text' : type}[]`);
  return `insert into "${table}" (${names.join(', ')})
    select ${values.join(', ')} from unnest(${arrays.join(', ')}) as given (${names.join(', ')})`;
}

const isArray = (type: string): boolean => type.endsWith(']');

/** A value in the text form of its type, or null. */
function writeValue(column: PgColumn, value: unknown): string | null {
  if (value === null) return null;
  const written: unknown = column.mapToDriverValue(value);
  return written instanceof Uint8Array ? `\\x${Buffer.from(written).toString('hex')}` : String(written);
}

/** Types whose text has nothing that an array would take for its own: no quotes, braces, commas or backslashes. */
const plainTypes = /^(?:uuid|bigint|integer|boolean|timestamp)/;

/** An array in PostgreSQL's own form. */
function writeArray(column: PgColumn, values: readonly (string | null)[]): string {
  const quote = plainTypes.test(column.getSQLType())
    ? (value: string) => `"${value}"`
    : (value: string) => `"${value.replace(/["\\]/g, '\\$&')}"`;
  return `{${values.map((value) => (value === null ? 'NULL' : quote(value))).join(',')}}`;
}
