import { badUserInput } from './errors.ts';

/** The usual and the greatest number of entries on a page. */
export const pageSizeDefault = 20;
const pageSizeMax = 100;

/** The paging arguments of a field, as GraphQL gives them. */
export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** Which part of a list is asked: how many entries, after which cursor (null for the beginning). */
export interface Page {
  readonly first: number;
  readonly after: string | null;
}

/** One page of a list in the shape of the API. */
export interface Connection<Node> {
  readonly edges: { readonly cursor: string; readonly node: Node }[];
  readonly nodes: Node[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/**
 * The checked page of a field's arguments.
 * @throws PublicError BAD_USER_INPUT if `first` is not between 1 and 100.
 */
export function pageOf({ first, after }: PageArguments): Page {
  const size = first ?? pageSizeDefault;
  if (size < 1 || size > pageSizeMax) throw badUserInput(`"first" must be between 1 and ${pageSizeMax}, not ${size}.`);
  return { first: size, after: after ?? null };
}

/**
 * One page from rows that were read one further than asked.
 * @param cursorOf the cursor of a row; it stays valid while other rows come and go.
 */
export function connectionOf<Row>(page: Page, rows: readonly Row[], cursorOf: (row: Row) => string): Connection<Row> {
  const nodes = rows.slice(0, page.first);
  const [first] = nodes;
  const last = nodes.at(-1);
  // Cursors are made for who asks for them: most ask for the nodes alone.
  return {
    nodes,
    get edges() {
      return nodes.map((node) => ({ cursor: cursorOf(node), node }));
    },
    pageInfo: {
      hasNextPage: rows.length > page.first,
      hasPreviousPage: page.after !== null,
      get startCursor() {
        return first === undefined ? null : cursorOf(first);
      },
      get endCursor() {
        return last === undefined ? null : cursorOf(last);
      },
    },
  };
}

/** How the values of a sort key are written in a cursor, and which text is one. */
const sortTypes = {
  timestamptz: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  numeric: /^-?\d{1,20}(\.\d{1,20})?$/,
  integer: /^-?\d{1,10}$/,
  bigint: /^-?\d{1,18}$/,
  // PostgreSQL stores every character but NUL; halves of surrogate pairs are none.
  text: /^[^\0\p{Surrogate}]{1,200}$/su,
} as const;

export type SortType = keyof typeof sortTypes;

/** A cursor: the list's name and the sort key of one row, opaque to clients. */
export function encodeCursor(list: string, sortKey: readonly string[]): string {
  return Buffer.from(JSON.stringify([list, ...sortKey])).toString('base64url');
}

/**
 * The sort key behind a cursor.
 * @throws PublicError BAD_USER_INPUT if the cursor was not given out by this list.
 */
export function decodeCursor(list: string, cursor: string, types: readonly SortType[]): string[] {
  try {
    const [name, ...values]: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const key = values.filter((value, index) => {
      const type = types[index];
      return typeof value === 'string' && type !== undefined && sortTypes[type].test(value);
    });
    const isStorable = (value: unknown, index: number) => {
      if (types[index] === 'integer') return Math.abs(Number(value)) < 2 ** 31;
      if (types[index] !== 'timestamptz' && types[index] !== 'date') return true;
      // What JavaScript reads as another day (30 February as 2 March), PostgreSQL refuses.
      const at = new Date(String(value));
      return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(String(value));
    };
    if (name === list && key.length === types.length && key.length === values.length && key.every(isStorable))
      return key.map(String);
  } catch {
    // Text that is not JSON is answered like JSON that is not a cursor.
  }
  throw badUserInput(`"${cursor.slice(0, 64)}" is not a cursor of this list; pass one that the list returned.`);
}
