import type { Sql } from 'postgres';

/** A row as postgres.js gives it. */
export type Row = Record<string, unknown>;

/** Sends one statement; what stands in `${}` is a parameter. */
export type Read = (parts: TemplateStringsArray, ...values: readonly unknown[]) => Promise<Row[]>;

/** Statements of a client, each prepared once for each connection. */
export function readerOf(sql: Sql): Read {
  return async (parts, ...values) => {
    const text = parts.reduce((before, part, index) => `${before}$${index}${part}`);
    return sql.unsafe<Row[]>(text, values as never[], { prepare: true });
  };
}

/** Rows by the value of a column. */
export const rowsBy =
  (column: string) =>
  (rows: readonly Row[]): Map<unknown, Row> =>
    new Map(rows.map((row) => [row[column], row]));

/** An instant as the API writes it. */
export function iso(value: unknown): string | null {
  return value instanceof Date ? value.toISOString().replace('.000Z', 'Z') : null;
}

/** An amount of a row, as the API writes it; postgres.js gives bigint as text. */
export function minor(row: Row | undefined, column: string, currency = String(row?.['currency'])): unknown {
  const digits = String(row?.[column]).padStart(3, '0');
  const amount = currency === 'JPY' ? String(row?.[column]) : `${digits.slice(0, -2)}.${digits.slice(-2)}`;
  return { amount, currency };
}

/** A calendar day; postgres.js reads it as midnight in UTC. */
export function day(value: unknown): string | null {
  return value instanceof Date ? value.toISOString().slice(0, 10) : null;
}

/** The types of policies by their kind. */
export const policyTypes: Readonly<Record<string, string>> = {
  AUTO: 'AutoPolicy',
  HEALTH: 'HealthPolicy',
  LIFE: 'LifePolicy',
  RETURN_FREIGHT: 'ReturnFreightPolicy',
};
