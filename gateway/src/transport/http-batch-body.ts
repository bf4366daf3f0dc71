import { batchEntriesMax } from '@ecosystem/kit/batch-protocol';
import type { Caller } from '@ecosystem/kit/caller';
import type { TransportRequest } from './transport.ts';

/** One fetch as a call carries it. */
export interface Packed {
  readonly request: TransportRequest;
  /** The variables as JSON. */
  readonly variables: string;
  /** Until when somebody waits, on the clock of `performance.now`. */
  readonly deadlineAt: number;
}

/** Most characters of the variables and texts of one call, unless a single fetch has more. */
const callCharactersMax = 1_000_000;
/** Most characters of callers in the signed header: Node refuses headers of more than 16 KiB, and base64 adds a third. */
const callersCharactersMax = 8_000;

/** Divides fetches over calls, so that each call stays below its bounds. */
export function divideIntoCalls<Fetch extends Packed>(fetches: readonly Fetch[]): Fetch[][] {
  const calls: Fetch[][] = [];
  let open: Fetch[] = [];
  let characters = 0;
  let callers = new Set<Caller | string>();
  let callersCharacters = 0;
  for (const fetch of fetches) {
    const { caller, query } = fetch.request;
    const own = fetch.variables.length + query.length;
    const ownCaller = callers.has(caller) ? 0 : countCharacters(caller, callers);
    const isFull =
      open.length === batchEntriesMax ||
      characters + own > callCharactersMax ||
      callersCharacters + ownCaller > callersCharactersMax;
    if (open.length === 0 || isFull) {
      open = [];
      calls.push(open);
      callers = new Set();
      characters = 0;
      callersCharacters = 0;
    }
    open.push(fetch);
    characters += own;
    callersCharacters += callers.has(caller) ? 0 : countCharacters(caller, callers);
    callers.add(caller).add(scopesOf(caller));
  }
  return calls;
}

const scopesOf = ({ scopes }: Caller): string => [...scopes].join(' ');

/** What a caller adds to the header; scopes that another one has alike stand there already. */
function countCharacters(caller: Caller, known: ReadonlySet<Caller | string>): number {
  const scopes = scopesOf(caller);
  return (caller.subject?.length ?? 0) + 10 + (known.has(scopes) ? 0 : scopes.length);
}

/** The callers and the JSON body of one call; callers and texts that several fetches share stand there once. */
export function packCall(fetches: readonly Packed[]): { readonly callers: readonly Caller[]; readonly body: string } {
  const callers = new Map<Caller, number>();
  const queries = new Map<string, number>();
  const now = performance.now();
  const entries = fetches.map(({ request, variables, deadlineAt }) => {
    const head = JSON.stringify({
      query: indexOf(queries, request.query),
      caller: indexOf(callers, request.caller),
      operationName: request.operationName,
      requestId: request.requestId,
      timeoutMs: Math.floor(deadlineAt - now),
    });
    // The variables are JSON already.
    return `${head.slice(0, -1)},"variables":${variables}}`;
  });
  const body = `{"queries":${JSON.stringify([...queries.keys()])},"entries":[${entries.join(',')}]}`;
  return { callers: [...callers.keys()], body };
}

function indexOf<Item>(known: Map<Item, number>, item: Item): number {
  const index = known.get(item) ?? known.size;
  known.set(item, index);
  return index;
}
