import type { Caller } from './caller.ts';
import type { Clock } from './clock.ts';
import type { Database, Pool } from './database.ts';
import type { Vault } from './field-encryption.ts';
import { type BatchQueries, createLoaders, createLoadersWithin, type Loaders } from './loaders.ts';
import type { RequestContext } from './request.ts';

/** What work inside one transaction gets. */
export interface TransactionContext<Queries extends BatchQueries> {
  /** For statements that change rows, on the transaction's connection. */
  readonly pool: Pool;
  /** See what the transaction has written; each key is one statement, and nothing is remembered. */
  readonly loaders: Loaders<Queries>;
}

/** What every resolver of a subgraph with these queries gets. */
export interface ContextOf<Queries extends BatchQueries> extends RequestContext {
  readonly loaders: Loaders<Queries>;
  /** Opens the data keys of personal values. */
  readonly vault: Vault;
  /**
   * Runs work in one transaction, which ends with it: committed, or rolled back if the work throws.
   * Batches, and what this request's own loaders remember, stay outside.
   */
  withinTransaction<Value>(work: (transaction: TransactionContext<Queries>) => Promise<Value>): Promise<Value>;
}

/** Makes the contexts of requests over one database: the loaders batch over all of them, and remember for one. */
export function defineContext<Queries extends BatchQueries>(queries: Queries) {
  return (database: Database, vault: Vault) => {
    const createRequestLoaders = createLoaders(database, queries);

    class Context implements ContextOf<Queries> {
      readonly caller: Caller;
      readonly clock: Clock;
      readonly requestId: string;
      readonly vault: Vault = vault;
      #loaders: Loaders<Queries> | undefined;

      constructor({ caller, clock, requestId }: RequestContext) {
        this.caller = caller;
        this.clock = clock;
        this.requestId = requestId;
      }

      get loaders(): Loaders<Queries> {
        this.#loaders ??= createRequestLoaders();
        return this.#loaders;
      }

      /** A getter, so that resolvers may take it out of the context. */
      get withinTransaction() {
        return async <Value>(work: (transaction: TransactionContext<Queries>) => Promise<Value>): Promise<Value> => {
          const value = await database.write.transaction((pool) => {
            const transaction = { ...database, read: pool, write: pool };
            return work({ pool, loaders: createLoadersWithin(transaction, queries) });
          });
          // What was remembered before may have been changed.
          this.#loaders = undefined;
          return value;
        };
      }
    }
    return (request: RequestContext): ContextOf<Queries> => new Context(request);
  };
}
