/** Where a subgraph takes many operations in one call: behind the path of its endpoint for one. */
export const batchSuffix = '/batch';
/** Most entries of one call. */
export const batchEntriesMax = 100;

/** The body of a call: texts that several entries share stand there once. */
export interface BatchBody {
  readonly queries: readonly string[];
  readonly entries: readonly BatchEntry[];
}

/** One operation of one client request. */
export interface BatchEntry {
  /** Index of the operation's text. */
  readonly query: number;
  /** Index among the callers of the signed header. */
  readonly caller: number;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly requestId: string;
  /** How long the gateway waits for this entry. */
  readonly timeoutMs: number;
}

/** One line of the answer (newline-delimited JSON): what became of one entry, as soon as it is known. */
export type BatchLine =
  | { readonly index: number; readonly result: unknown }
  /** There is no answer, as if the subgraph were down for this entry: the database is away, or time is up. */
  | { readonly index: number; readonly outage: string };
