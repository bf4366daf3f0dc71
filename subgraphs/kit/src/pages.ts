import { type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn, PgTable } from 'drizzle-orm/pg-core';
import { type Connection, connectionOf, decodeCursor, encodeCursor, type Page, type SortType } from './connections.ts';
import { type Database, statement } from './database.ts';
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

/** What stands before every value of a type; the first page begins after it. */
const least: Record<SortType, string> = {
  timestamptz: '-infinity',
  date: '-infinity',
  uuid: '00000000-0000-0000-0000-000000000000',
  numeric: '-Infinity',
  integer: '-2147483648',
  text: '',
};
/** What stands behind every value of a type; there is no such text. */
const greatest: Partial<Record<SortType, string>> = {
  timestamptz: 'infinity',
  date: 'infinity',
  uuid: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
  numeric: 'Infinity',
  integer: '2147483647',
};

function begin(type: SortType, direction: Direction): string {
  const value = direction === 'asc' ? least[type] : greatest[type];
  if (value === undefined) throw new Error(`A list cannot be sorted by ${type} in the direction ${direction}.`);
  return value;
}

/** A condition on rows; `value` is text, the elements of a list separated by commas. */
type Filter = (value: SQL) => SQL;

/** The column has one of the listed values. */
export const among =
  (column: AnyPgColumn): Filter =>
  (value) =>
    sql`${column} = any(string_to_array(${value}, ','))`;

/** The column contains the text, in whatever case; wildcards of LIKE are taken as they stand. */
export const contains =
  (column: AnyPgColumn): Filter =>
  (value) =>
    sql`position(lower(${value}) in lower(${column})) > 0`;

/**
 * Pages of many lists in one statement: a lateral join takes the first rows of each list after its cursor.
 * Sorted by a key that ends with the id, so that a cursor stays put while rows arrive.
 */
export function pagesBy<Table extends PgTable, FilterName extends string = never>(
  name: string,
  table: Table,
  options: {
    /** The columns that name the owner, all of type uuid; the distribution column first. */
    readonly by: AnyPgColumn | readonly AnyPgColumn[] | null;
    readonly sort: readonly SortKey<Table['$inferSelect']>[];
    readonly direction: Direction;
    readonly filters?: { readonly [Name in FilterName]: Filter };
    /** Rows that are in the list at all; all if left out. */
    readonly where?: SQL;
  },
): BatchQuery<PageKey<FilterName>, Connection<Table['$inferSelect']>> {
  type Row = Table['$inferSelect'];
  const types = options.sort.map(({ type }) => type);
  const filters = Object.entries<Filter>(options.filters ?? {});
  const owners = listOf(options.by);
  const query = statement<Record<string, unknown>, { list: number; row: Row }>(name, (pool) => {
    const { direction } = options;
    // Sort keys travel as text: drizzle takes the serialisers of date types, also in arrays, from postgres.js.
    const keys = [
      ...owners.map((_, index) => sql`${sql.placeholder(`by_${index}`)}::uuid[]`),
      ...types.map((_, index) => sql`${sql.placeholder(`after_${index}`)}::text[]`),
      ...filters.map((_, index) => sql`${sql.placeholder(`filter_${index}`)}::text[]`),
    ];
    const columns = [
      ...owners.map((_, index) => `by_${index}`),
      ...types.map((_, index) => `after_${index}`),
      ...filters.map((_, index) => `filter_${index}`),
    ];
    const list = sql`unnest(${sql.join(keys, sql`, `)}) with ordinality as list(${sql.raw(columns.join(', '))}, position)`;
    const of = (column: string) => sql.raw(`list.${column}`);
    const sortColumns = sql.join(
      options.sort.map(({ column }) => sql`${column}`),
      sql`, `,
    );
    const after = sql.join(
      types.map(
        (type, index) =>
          sql`coalesce(${of(`after_${index}`)}, ${sql.raw(`'${begin(type, direction)}'`)})::${sql.raw(type)}`,
      ),
      sql`, `,
    );
    const conditions = [
      ...owners.map((column, index) => sql`${column} = ${of(`by_${index}`)}`),
      // Without an `or`, so that a deep page is as cheap as the first: the row comparison is a bound of the index scan.
      sql`(${sortColumns}) ${sql.raw(direction === 'asc' ? '>' : '<')} (${after})`,
      ...filters.map(
        ([, condition], index) => sql`(${of(`filter_${index}`)} is null or ${condition(of(`filter_${index}`))})`,
      ),
      ...(options.where ? [options.where] : []),
    ];
    const page = pool
      .select()
      .from(table as PgTable)
      .where(sql.join(conditions, sql` and `))
      .orderBy(...options.sort.map(({ column }) => sql`${column} ${sql.raw(direction)}`))
      .limit(sql.placeholder('take'))
      .as('page');
    return pool
      .select({ list: sql<number>`list.position::int`, row: page._.selectedFields })
      .from(list)
      .crossJoinLateral(page)
      .orderBy(sql`list.position`);
  });
  return {
    keyOf: ({ by, page, filters: given }) =>
      JSON.stringify([by, page.first, page.after, given && Object.entries(given).sort()]),
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
    filters.forEach(([filter], index) => {
      parameters[`filter_${index}`] = asked.map(({ key }) => joinValues(key.filters?.[filter as FilterName]));
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
        (rows.get(index + 1) ?? []).map(({ row }) => row),
        cursorOf,
      ),
    );
  }
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
