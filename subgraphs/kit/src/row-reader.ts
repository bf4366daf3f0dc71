import { Column, getTableColumns, is, SQL, Table } from 'drizzle-orm';
import { PgTimestamp } from 'drizzle-orm/pg-core';

/** Rows of text as the driver gives them; null for SQL's null. */
type RawRow = readonly unknown[];

/** Makes the row that drizzle would make. */
export type ReadRow = (raw: RawRow) => Record<string, unknown>;

type Decode = (value: unknown) => unknown;

/**
 * Compiles what drizzle looks up again for each value of each row: which decoder a column has, and where in the row it goes.
 * Rows may hold objects (`{ list, row: { … } }`), one level deep. An object of an outer join that found nothing is not made null; no statement
 * selects one.
 */
export function compileRowReader(selected: object): ReadRow {
  const fields = listFields(selected).map(({ path: [first = '', second], field }, index) => ({
    first,
    second,
    index,
    decode: decoderOf(field),
  }));
  const groups = [...new Set(fields.filter(({ second }) => second !== undefined).map(({ first }) => first))];
  return (raw) => {
    const row: Record<string, unknown> = {};
    for (const group of groups) row[group] = {};
    for (const { first, second, index, decode } of fields) {
      const value = raw[index];
      const decoded = value === null || decode === null ? value : decode(value);
      if (second === undefined) row[first] = decoded;
      else (row[first] as Record<string, unknown>)[second] = decoded;
    }
    return row;
  };
}

interface SelectedField {
  readonly path: readonly string[];
  readonly field: unknown;
}

/** The selected fields in the order of the row, which is that of their keys. */
function listFields(selected: object, path: readonly string[] = []): SelectedField[] {
  return Object.entries(selected).flatMap(([key, field]): SelectedField[] => {
    const place = [...path, key];
    if (is(field, Column) || is(field, SQL) || is(field, SQL.Aliased)) return [{ path: place, field }];
    if (path.length > 0) throw new Error(`The field ${place.join('.')} is too deep in its row.`);
    return listFields(is(field, Table) ? getTableColumns(field) : (field as object), place);
  });
}

/** Null if the value stays as it is. */
function decoderOf(field: unknown): Decode | null {
  if (is(field, PgTimestamp) && field.withTimezone) return readInstant;
  const decoder = is(field, Column) ? field : is(field, SQL) ? decoderIn(field) : decoderIn((field as SQL.Aliased).sql);
  if (decoder.mapFromDriverValue === Column.prototype.mapFromDriverValue) return null;
  return (value) => decoder.mapFromDriverValue(value);
}

interface Decoder {
  mapFromDriverValue(value: unknown): unknown;
}

/** drizzle keeps it out of its types. */
const decoderIn = (sql: object): Decoder => (sql as { decoder: Decoder }).decoder;

const zero = '0'.charCodeAt(0);
/** The length of `2026-11-01 04:05:06+00`, and of the text before a fraction of a second. */
const wholeLength = 22;
const fractionAt = 19;

/**
 * The instant in PostgreSQL's text of a `timestamptz`, where the session's zone is UTC. Without a regular expression, because each row has
 * several: Date reads text that is not ISO 8601 many times slower.
 */
export function readInstant(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const digits = value.length - wholeLength - 1;
  const isUsual =
    value.charAt(4) === '-' &&
    value.charAt(10) === ' ' &&
    value.endsWith('+00') &&
    (value.length === wholeLength || (value.charAt(fractionAt) === '.' && digits >= 1 && digits <= 3));
  if (!isUsual) return new Date(value);
  let ms = 0;
  for (let at = fractionAt + 1; at < fractionAt + 4 && digits > 0; at += 1)
    ms = ms * 10 + (at <= fractionAt + digits ? value.charCodeAt(at) - zero : 0);
  const two = (at: number): number => (value.charCodeAt(at) - zero) * 10 + value.charCodeAt(at + 1) - zero;
  const year = two(0) * 100 + two(2);
  return new Date(Date.UTC(year, two(5) - 1, two(8), two(11), two(14), two(17), ms));
}
