import type { Caller } from '@ecosystem/kit/caller';
import type { Transport, TransportRequest, TransportResponse } from '../transport/transport.ts';
import { copyObject } from './merge.ts';

/** A read that is under way. */
interface Flight {
  readonly answer: Promise<TransportResponse>;
  /** How many more wait for its answer. */
  joined: number;
  /** An answer for each of them, made before the first to ask goes on and changes its own. */
  copies: TransportResponse[];
  /** Of the first to ask: when its client goes, or its time is over, so is the fetch. */
  readonly signal: AbortSignal;
  readonly endsAt: number;
}

/** Timers count whole milliseconds and may fire a moment before the clock says so. */
const timerSlackMs = 2;

/**
 * Lets identical reads that are under way at the same time share one fetch. Identical means: the same operation with the same
 * variables for the same caller with the same forwarded headers. Mutations are never shared.
 * Who joins gets an answer of its own to change; where the first has given up, it asks by itself.
 */
export function shareFlights({ fetch }: Pick<Transport, 'fetch'>): Transport['fetch'] {
  const flights = new Map<string, Map<string, Flight>>();

  function begin(request: TransportRequest, key: string): Promise<TransportResponse> {
    const { query, signal } = request;
    const endsAt = endOf(request);
    const land = () => {
      const group = flights.get(query);
      group?.delete(key);
      if (group?.size === 0) flights.delete(query);
    };
    const answer = fetch(request).then(
      (response) => {
        land();
        if (flight.joined > 0) flight.copies = Array.from({ length: flight.joined }, () => copyAnswer(response));
        return response;
      },
      (error: unknown) => {
        land();
        throw error;
      },
    );
    const flight: Flight = { answer, joined: 0, copies: [], signal, endsAt };
    const group = flights.get(query) ?? new Map<string, Flight>();
    flights.set(query, group);
    group.set(key, flight);
    return answer;
  }

  async function join(flight: Flight, request: TransportRequest): Promise<TransportResponse> {
    flight.joined += 1;
    const endsAt = endOf(request);
    try {
      await flight.answer;
    } catch (error) {
      // Its client has gone or its time was over; ours may be there and have time left.
      const wasGivenUp = flight.signal.aborted || performance.now() + timerSlackMs >= flight.endsAt;
      const timeoutMs = endsAt === Number.POSITIVE_INFINITY ? undefined : endsAt - performance.now();
      const isWaiting = !request.signal.aborted && (timeoutMs === undefined || timeoutMs > 0);
      if (wasGivenUp && isWaiting) return share({ ...request, timeoutMs });
      throw error;
    }
    const copy = flight.copies.pop();
    if (!copy) throw new Error('A shared fetch has fewer answers than were asked for.');
    return copy;
  }

  function share(request: TransportRequest): Promise<TransportResponse> {
    const key = keyOf(request);
    const flight = flights.get(request.query)?.get(key);
    return flight ? join(flight, request) : begin(request, key);
  }

  return share;
}

const endOf = ({ timeoutMs }: TransportRequest): number =>
  timeoutMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + timeoutMs;

const copyAnswer = ({ data, ...rest }: TransportResponse): TransportResponse => ({
  ...rest,
  ...(data !== undefined && { data: data && copyObject(data) }),
});

function keyOf({ caller, variables, headers, operationName }: TransportRequest): string {
  const given = isEmpty(variables) ? '' : JSON.stringify(variables);
  const forwarded = isEmpty(headers) ? '' : JSON.stringify(Object.entries(headers).sort());
  return `${keyOfCaller(caller)}\n${operationName ?? ''}\n${forwarded}\n${given}`;
}

function isEmpty(record: Readonly<Record<string, unknown>>): boolean {
  for (const _ in record) return false;
  return true;
}

const callerKeys = new WeakMap<Caller, string>();

/** Callers are kept as long as their tokens, so the text is made once for many requests. */
function keyOfCaller(caller: Caller): string {
  const known = callerKeys.get(caller);
  if (known !== undefined) return known;
  const key = JSON.stringify([caller.subject, ...[...caller.scopes].sort()]);
  callerKeys.set(caller, key);
  return key;
}
