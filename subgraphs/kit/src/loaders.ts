import DataLoader from 'dataloader';
import { type Database, isConnectionDropped, isDatabaseLost, type Statement } from './database.ts';
import { badUserInput } from './errors.ts';
import { hasCode } from './files.ts';

/** Answers many keys with one statement. The key holds everything that decides the answer. */
export interface BatchQuery<Key, Value> {
  /** The key as text: equal keys share one answer. */
  keyOf(key: Key): string;
  /** One value for each key, in the order of the keys; an Error where one key alone is at fault. */
  fetch(database: Database, keys: readonly Key[]): Promise<(Value | Error)[]>;
  /**
   * The query changes rows: it is sent once, each key by itself also where keys are equal, and if it fails, it fails for all of its keys.
   * At most so many keys travel together.
   */
  readonly changesAtOnce?: number;
}

/** Queries of whatever keys and values; each keeps its own types in `LoaderOf`. */
export type BatchQueries = Record<string, BatchQuery<never, unknown>>;

type LoaderOf<Query> = Query extends BatchQuery<infer Key, infer Value> ? { load(key: Key): Promise<Value> } : never;

/** The loaders of one request, by name. */
export type Loaders<Queries extends BatchQueries> = { readonly [Name in keyof Queries]: LoaderOf<Queries[Name]> };

/** The most keys that travel in one statement. */
const batchSizeMax = 500;
/** How long keys wait at most for a statement of the same query to return. */
const patienceMs = 8;
/** After a statement with so many keys, which many requests have sent, the next one gathers for this long. */
const busyKeys = 24;
const gatherMs = 2;

/** The row with each key, or null. Rows come from a statement with one array parameter named `keys`. */
export function oneBy<Row>(
  query: Statement<{ keys: readonly string[] }, Row>,
  keyOfRow: (row: Row) => string,
): BatchQuery<string, Row | null> {
  return {
    keyOf: (key) => key,
    async fetch(database, keys) {
      const rows = new Map((await query(database, { keys })).map((row) => [keyOfRow(row), row]));
      return keys.map((key) => rows.get(key) ?? null);
    },
  };
}

/** All rows of each key, in the order of the statement. For bounded lists; lists that grow are pages. */
export function manyBy<Row>(
  query: Statement<{ keys: readonly string[] }, Row>,
  keyOfRow: (row: Row) => string,
): BatchQuery<string, Row[]> {
  return {
    keyOf: (key) => key,
    async fetch(database, keys) {
      const rows = Map.groupBy(await query(database, { keys }), keyOfRow);
      return keys.map((key) => rows.get(key) ?? []);
    },
  };
}

/**
 * Loaders for one database that batch across requests: keys asked in the same turn of the event loop share one statement,
 * whoever asks. They keep nothing between statements. Who may look is decided above them, never inside.
 * The returned function makes the loaders of one request, which remember their answers until the request ends.
 */
export function createLoaders<Queries extends BatchQueries>(
  database: Database,
  queries: Queries,
): () => Loaders<Queries> {
  const shared = new Map<string, Batches>();
  return defineLoaders(queries, (query, name) => {
    const batches = shared.get(name) ?? shareBatches(database, query);
    shared.set(name, batches);
    return rememberAnswers(batches, query);
  });
}

/**
 * Loaders inside a transaction: each key is asked alone, on the transaction's connection, whenever it is asked. So they see what
 * the transaction has written, nobody else's statement does, and nothing is remembered that the next write would change.
 */
export function createLoadersWithin<Queries extends BatchQueries>(
  transaction: Database,
  queries: Queries,
): Loaders<Queries> {
  const ask = async (query: BatchQuery<unknown, unknown>, key: unknown) => {
    const [answer] = await fetchDistinct(transaction, query, [key]);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return defineLoaders(queries, (query) => ({ load: (key) => ask(query, key) }))();
}

interface Loader {
  load(key: unknown): Promise<unknown>;
}

/** Makes a class with one getter for each query: a loader is made when it is asked for, for most requests need few of them. */
function defineLoaders<Queries extends BatchQueries>(
  queries: Queries,
  make: (query: BatchQuery<unknown, unknown>, name: string) => Loader,
): () => Loaders<Queries> {
  class LazyLoaders {
    readonly made: Loader[] = [];
  }
  for (const [index, [name, query]] of Object.entries(queries).entries()) {
    Object.defineProperty(LazyLoaders.prototype, name, {
      enumerable: true,
      get(this: LazyLoaders): Loader {
        this.made[index] ??= make(query as BatchQuery<unknown, unknown>, name);
        return this.made[index];
      },
    });
  }
  // The getters are made at run time, so the compiler cannot know them.
  return () => new LazyLoaders() as unknown as Loaders<Queries>;
}

/** A key with its text, which is made once. */
interface AskedKey {
  readonly key: unknown;
  readonly text: string;
}

type Batches = DataLoader<AskedKey, unknown>;

/**
 * Keys of one turn of the event loop travel together. Under load, keys that come while a statement of the same query is on its way wait for
 * it to return, and travel together then: fewer and larger statements, as a database commits in groups.
 */
function shareBatches(database: Database, query: BatchQuery<unknown, unknown>): Batches {
  const waiting: (() => void)[] = [];
  let underWay = 0;
  let lastKeys = 0;

  function leave(dispatch: () => void): void {
    if (lastKeys < busyKeys) setImmediate(dispatch);
    else setTimeout(dispatch, gatherMs);
  }

  return new DataLoader<AskedKey, unknown>(
    async (keys) => {
      underWay += 1;
      lastKeys = keys.length;
      try {
        if (query.changesAtOnce !== undefined)
          return await query.fetch(
            database,
            keys.map(({ key }) => key),
          );
        return await fetchOnce(database, query, keys);
      } finally {
        underWay -= 1;
        const next = waiting.shift();
        if (next) leave(next);
      }
    },
    {
      cache: false,
      maxBatchSize: query.changesAtOnce ?? batchSizeMax,
      batchScheduleFn(dispatch) {
        // Whoever changes rows waits for nothing: callers that send many changes group them.
        if (query.changesAtOnce !== undefined) {
          setImmediate(dispatch);
          return;
        }
        if (underWay === 0) {
          leave(dispatch);
          return;
        }
        // A statement that is slow must not hold up the others.
        let isDone = false;
        const once = () => {
          if (isDone) return;
          isDone = true;
          clearTimeout(timer);
          dispatch();
        };
        const timer = setTimeout(once, patienceMs);
        waiting.push(once);
      },
    },
  );
}

function rememberAnswers(batches: Batches, query: BatchQuery<unknown, unknown>): Loader {
  const answers = new Map<string, Promise<unknown>>();
  return {
    load(key) {
      const text = query.keyOf(key);
      let answer = answers.get(text);
      if (!answer) {
        answer = batches.load({ key, text });
        answers.set(text, answer);
      }
      return answer;
    },
  };
}

/**
 * Asks each distinct key once, and once more if the connection was gone. If the statement fails and there were several keys, each is asked
 * alone: one bad key fails alone.
 */
async function fetchOnce(
  database: Database,
  query: BatchQuery<unknown, unknown>,
  asked: readonly AskedKey[],
): Promise<unknown[]> {
  const places = new Map<string, number>();
  const distinct: unknown[] = [];
  for (const { key, text } of asked) if (!places.has(text)) places.set(text, distinct.push(key) - 1);
  let answers = await fetchDistinct(database, query, distinct);
  if (answers.some(isConnectionDropped)) answers = await fetchDistinct(database, query, distinct);
  return asked.map(({ text }) => answers[places.get(text) ?? -1]);
}

async function fetchDistinct(
  database: Database,
  query: BatchQuery<unknown, unknown>,
  keys: readonly unknown[],
): Promise<unknown[]> {
  try {
    return await query.fetch(database, keys);
  } catch (error) {
    // Where the database is away, no key is to blame and none is asked again.
    if (keys.length === 1 || isDatabaseLost(error)) return keys.map(() => toError(error));
    return Promise.all(keys.map(async (key) => (await fetchDistinct(database, query, [key]))[0]));
  }
}

/** PostgreSQL's code for text that its encoding cannot hold: the character NUL, which JSON can. */
const characterNotInRepertoire = '22021';

function toError(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  return hasCode(error, characterNotInRepertoire) || hasCode(error.cause, characterNotInRepertoire)
    ? badUserInput('A text holds the character NUL, which cannot be stored.')
    : error;
}
