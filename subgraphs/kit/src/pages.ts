import { and, type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn, PgTable } from 'drizzle-orm/pg-core';
import { type RowOf, rowOf } from './columns.ts';
import { type Connection, connectionOf, decodeCursor, encodeCursor, type Page, type SortType } from './connections.ts';
import { type Database, type Pool, statement } from './database.ts';
import type { BatchQuery } from './loaders.ts';

/** One page of one owner's list: which owner (null for a list that nobody owns), which page, which filters. */
export interface PageKey<Filter extends string> {
  /** The values of the columns that name the owner, in their order; one value may stand alone. */
  readonly by: string | readonly string[] | null;
  readonly page: Page;
  readonly filters?: { readonly [Name in Filter]?: string | readonly string[] | null | undefined };
}

/** One part of a sort key; all parts of a list have the same direction, and the last is the id. */
interface SortKey<Row> {
  readonly column: AnyPgColumn | SQL;
  readonly type: SortType;
  readonly textOf: (row: Row) => string;
}

type Direction = 'asc' | 'desc';

/** What stands before and behind every value of a type; the first page begins there. */
const bounds: Record<SortType, Record<Direction, string>> = {
  timestamptz: { asc: '-infinity', desc: 'infinity' },
  date: { asc: '-infinity', desc: 'infinity' },
  uuid: { asc: '00000000-0000-0000-0000-000000000000', desc: 'ffffffff-ffff-ffff-ffff-ffffffffffff' },
  numeric: { asc: '-Infinity', desc: 'Infinity' },
  integer: { asc: '-2147483648', desc: '2147483647' },
  bigint: { asc: '-9223372036854775808', desc: '9223372036854775807' },
  // The last code point stands behind every text by code points, and is no character that a text has.
  text: { asc: '', desc: '\u{10ffff}' },
};

/** A condition on rows; `value` is text, the elements of a list separated by commas. */
type Filter = (value: SQL) => SQL;

/** The column, a text, has one of the listed values, none of which holds a comma. */
export const among =
  (column: AnyPgColumn): Filter =>
  (value) =>
    sql`${column} = any(string_to_array(${value}, ','))`;

/** The column contains the text, in whatever case; wildcards of LIKE are taken as they stand. */
export const contains =
  (column: AnyPgColumn): Filter =>
  (value) =>
    sql`position(lower(${value}) in lower(${column})) > 0`;

/** How a list is made from a table. */
interface ListOptions<Row, FilterName extends string> {
  /** The columns that name the owner, all of type uuid; the distribution column first. */
  readonly by: AnyPgColumn | readonly AnyPgColumn[] | null;
  readonly sort: readonly SortKey<Row>[];
  readonly direction: Direction;
  readonly filters?: { readonly [Name in FilterName]: Filter };
  /** Rows that are in the list at all; all if left out. Literals where a partial index shall serve the list. */
  readonly where?: SQL;
}

/**
 * Pages of many lists in one statement: a lateral join takes the first rows of each list after its cursor.
 * Sorted by a key that ends with the id, so that a cursor stays put while rows arrive.
 * The table needs an index over owner and sort key, ascending also for `desc`: PostgreSQL reads it backwards, while
 * drizzle's `desc()` puts nulls last, in which order nobody asks. A test reads the plan of every list.
 */
export function pagesBy<Table extends PgTable, FilterName extends string = never>(
  name: string,
  table: Table,
  options: ListOptions<RowOf<Table>, FilterName>,
): BatchQuery<PageKey<FilterName>, Connection<RowOf<Table>>> {
  type Row = RowOf<Table>;
  const types = options.sort.map(({ type }) => type);
  const owners = listOf(options.by);
  const filterNames = Object.keys(options.filters ?? {}) as FilterName[];
  const query = statement<Record<string, unknown>, { list: number; row: Record<string, unknown> }>(name, (pool) =>
    selectPages(pool, table, options),
  );
  return {
    keyOf: ({ by, page, filters: given }) => {
      // Parts end with a line break, which cursors may hold only as JSON; the words of filters hold none.
      const after = page.after === null ? '' : JSON.stringify(page.after);
      const filtered = filterNames.map((filter) => joinValues(given?.[filter]) ?? '-');
      return [...listOf(by), page.first, after, ...filtered].join('\n');
    },
    async fetch(database: Database, keys) {
      // A forged cursor fails alone, before the statement, so that it cannot spoil the batch it travels in.
      const afters = keys.map((key) => readCursor(name, key.page, types));
      const asked = keys.flatMap((key, index) => {
        const after = afters[index];
        return after === undefined || after instanceof Error ? [] : [{ key, after }];
      });
      const pages = asked.length === 0 ? [] : await fetchPages(database, asked);
      const answered = pages.values();
      return afters.map((after) => (after instanceof Error ? after : takeNext(answered)));
    },
  };

  async function fetchPages(database: Database, asked: { key: PageKey<FilterName>; after: Cursor }[]) {
    const parameters: Record<string, unknown> = {
      take: Math.max(...asked.map(({ key }) => key.page.first)) + 1,
    };
    owners.forEach((_, index) => {
      parameters[`by_${index}`] = asked.map(({ key }) => listOf(key.by)[index] ?? null);
    });
    types.forEach((_, index) => {
      parameters[`after_${index}`] = asked.map(({ after }) => after?.[index] ?? null);
    });
    filterNames.forEach((filter, index) => {
      parameters[`filter_${index}`] = asked.map(({ key }) => joinValues(key.filters?.[filter]));
    });
    const rows = Map.groupBy(await query(database, parameters), (row) => row.list);
    const cursorOf = (row: Row) =>
      encodeCursor(
        name,
        options.sort.map((key) => key.textOf(row)),
      );
    return asked.map(({ key }, index) =>
      connectionOf(
        key.page,
        (rows.get(index + 1) ?? []).map(({ row }) => row as Row),
        cursorOf,
      ),
    );
  }
}

/** The rows of all asked pages; parameters are arrays with one element for each page, named as the columns of `list`. */
function selectPages<Row>(pool: Pool, table: PgTable, options: ListOptions<Row, string>) {
  const { sort, direction, where } = options;
  const owners = listOf(options.by).map((column, index) => ({ column, name: `by_${index}` }));
  const afters = sort.map((key, index) => ({ ...key, name: `after_${index}` }));
  const filters = Object.values(options.filters ?? {}).map((filter, index) => ({ filter, name: `filter_${index}` }));
  // Sort keys travel as text: drizzle takes the serialisers of date types, also in arrays, from postgres.js.
  const arrays = [
    ...owners.map(({ name }) => sql`${sql.placeholder(name)}::uuid[]`),
    ...[...afters, ...filters].map(({ name }) => sql`${sql.placeholder(name)}::text[]`),
  ];
  const columns = [...owners, ...afters, ...filters].map(({ name }) => name).join(', ');
  const list = sql`unnest(${join(arrays)}) with ordinality as list(${sql.raw(columns)}, position)`;
  const of = (name: string) => sql.raw(`list.${name}`);
  const sortKey = join(afters.map(({ column }) => sql`${column}`));
  const begin = join(
    afters.map(
      ({ name, type }) => sql`coalesce(${of(name)}, ${sql.raw(`'${bounds[type][direction]}'`)})::${sql.raw(type)}`,
    ),
  );
  const conditions = [
    ...owners.map(({ column, name }) => sql`${column} = ${of(name)}`),
    // Without an `or`, so that a deep page is as cheap as the first: the row comparison is a bound of the index scan.
    sql`(${sortKey}) ${sql.raw(direction === 'asc' ? '>' : '<')} (${begin})`,
    ...filters.map(({ filter, name }) => sql`(${of(name)} is null or ${filter(of(name))})`),
    ...(where ? [where] : []),
  ];
  const page = pool
    .select(rowOf(table))
    .from(table)
    .where(and(...conditions))
    .orderBy(...afters.map(({ column }) => sql`${column} ${sql.raw(direction)}`))
    .limit(sql.placeholder('take'))
    .as('page');
  return pool
    .select({ list: sql<number>`list.position::int`, row: page._.selectedFields })
    .from(list)
    .crossJoinLateral(page)
    .orderBy(sql`list.position`);
}

function join(parts: SQL[]): SQL {
  return sql.join(parts, sql`, `);
}

/** The sort key after which a page begins; null for the first page. */
type Cursor = readonly string[] | null;

function takeNext<Value>(values: Iterator<Value>): Value {
  const { done, value } = values.next();
  if (done) throw new Error('Fewer pages came back than were asked.');
  return value;
}

function readCursor(list: string, { after }: Page, types: readonly SortType[]): Cursor | Error {
  try {
    return after === null ? null : decodeCursor(list, after, types);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function listOf<Value>(value: Value | readonly Value[] | null): readonly Value[] {
  if (value === null) return [];
  return Array.isArray(value) ? value : [value as Value];
}

function joinValues(value: string | readonly string[] | null | undefined): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' ? value : value.join(',');
}
