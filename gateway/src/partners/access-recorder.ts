import { gatewayCaller } from '@ecosystem/kit/gateway-caller';
import type { Transport } from '../transport/transport.ts';
import { createGroupWriter, type GroupWriter } from './group-writes.ts';

/** One reading for a customer's access log, or a refusal. */
export interface Access {
  readonly partnerId: string;
  readonly subjectId: string;
  readonly consentId: string | null;
  readonly operationName: string;
  /** The consent scopes that are used, and the schema coordinates; one object for all readings that have them alike. */
  readonly reads: Reads;
  readonly isGranted: boolean;
  readonly requestId: string;
}

/** What is read of a customer. */
export interface Reads {
  readonly scopes: readonly string[];
  /** Schema coordinates. */
  readonly fields: readonly string[];
}

export const recordMutation = `mutation RecordAccesses($input: RecordAccessesInput!) {
  recordAccesses(input: $input) { accesses { isGranted } userErrors { message } }
}`;

/** Longest wait for a group to be written. */
const timeoutMs = 5_000;

/** Small enough that the first requests of a moment are answered while the database still writes for the last. */
const grouping = { itemsMax: 24, groupsMax: 3 } as const;

interface Answer {
  readonly recordAccesses?: {
    readonly accesses: readonly ({ readonly isGranted: boolean } | null)[] | null;
    readonly userErrors: readonly { readonly message: string }[];
  };
}

type Recorder = GroupWriter<Access, boolean | null>;
const recorders = new WeakMap<Transport, Recorder>();

/** Writes readings into access logs, those of one moment together. Whether it was granted; null: the name of the customer means nobody. */
export function recorderOf(keeper: Transport): Recorder {
  const known = recorders.get(keeper);
  if (known) return known;
  const recorder = createGroupWriter<Access, boolean | null>((accesses) => writeAll(keeper, accesses), grouping);
  recorders.set(keeper, recorder);
  return recorder;
}

async function writeAll(keeper: Transport, accesses: readonly Access[]): Promise<(boolean | null)[]> {
  const { data, errors } = await keeper.fetch({
    query: recordMutation,
    variables: { input: packAccesses(accesses) },
    caller: gatewayCaller,
    requestId: accesses[0]?.requestId ?? '',
    headers: {},
    signal: AbortSignal.timeout(timeoutMs),
    timeoutMs,
  });
  const answer = (data as Answer | null | undefined)?.recordAccesses;
  const refusal = errors?.[0]?.message ?? answer?.userErrors[0]?.message;
  if (refusal !== undefined || answer?.accesses?.length !== accesses.length)
    throw new Error(`The keeper of access logs refused: ${refusal ?? 'not every reading was answered'}`);
  return answer.accesses.map((access) => access?.isGranted ?? null);
}

/** What readings have alike stands once. */
function packAccesses(all: readonly Access[]) {
  const places = new Map<Reads, Map<string, number>>();
  const facts: object[] = [];
  const accesses = all.map(({ operationName, reads, ...access }) => {
    const byName = places.get(reads) ?? new Map<string, number>();
    places.set(reads, byName);
    const fact = byName.get(operationName) ?? facts.push({ operationName, ...reads }) - 1;
    byName.set(operationName, fact);
    return { fact, ...access };
  });
  return { facts, accesses };
}
