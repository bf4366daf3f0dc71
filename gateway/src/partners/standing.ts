import { gatewayCaller } from '@ecosystem/kit/gateway-caller';
import type { Engine } from '../execute/engine.ts';
import type { Transport } from '../transport/transport.ts';
import { type Access, recorderOf } from './access-recorder.ts';
import { createGroupWriter, type GroupWriter } from './group-writes.ts';
import { refuse } from './refusal.ts';

/** Where a partner stands at this moment, and what it may read of the customer that is asked about. */
export interface Standing {
  readonly status: string;
  readonly consent: { readonly consentId: string; readonly scopes: readonly string[] } | null;
}

/** What a partner may ask for, and what its customers have granted it. */
export interface PartnerScopes {
  readonly status: string;
  readonly name: string;
  /** What it may ask customers for. */
  readonly allowedScopes: readonly string[];
  /** The different sets of scopes of its consents in force. */
  readonly grantedScopeSets: readonly (readonly string[])[];
}

/** Whom a question about a customer is about, in the partner's own words. */
export interface AskedCustomer {
  readonly subjectId: string;
  readonly consentId: string | null;
}

/** One request that the gateway asks for. */
export interface AskingRequest {
  readonly requestId: string;
  readonly signal: AbortSignal;
  readonly timeoutMs?: number | undefined;
}

const standingsQuery = `query PartnerStandings($asked: [AskedStandingInput!]!) {
  partnerStandings(asked: $asked) { status consent { consentId scopes } }
}`;
const scopeSetsQuery = `query PartnerScopeSets($partnerId: ID!) {
  partnerStanding(partnerId: $partnerId) { status name allowedScopes grantedScopeSets }
}`;
/** The root field by which the subgraph is known that keeps consents and the access log. */
const keeperField = 'partnerStanding';
const keepers = new WeakMap<Engine, Transport | null>();

/** The subgraph of a supergraph that keeps consents, or null if it has none. */
export function findKeeper(engine: Engine): Transport | null {
  const known = keepers.get(engine);
  if (known !== undefined) return known;
  const names = [...engine.loaded.supergraph.subgraphs().values()]
    .filter(({ schema }) => schema.schemaDefinition.rootType('query')?.field(keeperField))
    .map(({ name }) => name);
  const keeper = engine.transports.find(({ name }) => names.includes(name)) ?? null;
  keepers.set(engine, keeper);
  keeper?.prepare?.(standingsQuery);
  return keeper;
}

function keeperOf(engine: Engine): Transport {
  const keeper = findKeeper(engine);
  if (!keeper) throw new Error(`No subgraph has the field ${keeperField}.`);
  return keeper;
}

async function ask<Data>(
  engine: Engine,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  { requestId, signal, timeoutMs }: AskingRequest,
): Promise<Data> {
  const { data, errors } = await keeperOf(engine).fetch({
    query,
    variables,
    caller: gatewayCaller,
    requestId,
    headers: {},
    signal,
    timeoutMs,
  });
  if (errors?.length || !data) throw new Error(`The keeper of consents refused: ${errors?.[0]?.message ?? 'no data'}`);
  return data as Data;
}

/**
 * Where the partner stands now: asked each time, so that what was revoked holds for the next request everywhere.
 * @returns null for a partner that does not exist.
 * @throws GraphQLError CONSENT_UNAVAILABLE (503) if it cannot be found out; nothing is read then.
 */
export async function askStanding(
  engine: Engine,
  partnerId: string,
  customer: AskedCustomer | null,
): Promise<Standing | null> {
  try {
    const { subjectId = null, consentId = null } = customer ?? {};
    return await askerOf(engine).write({ partnerId, subjectId, consentId });
  } catch (error) {
    throw unavailable('CONSENT_UNAVAILABLE', 'Whether this may be read cannot be found out at the moment.', error);
  }
}

interface AskedStanding {
  readonly partnerId: string;
  readonly subjectId: string | null;
  readonly consentId: string | null;
}

/** As many as social answers at once; a second question may be asked while the first is under way. */
const grouping = { itemsMax: 100, groupsMax: 2 } as const;
/** Longest wait for one answer. */
const standingTimeoutMs = 5_000;
const askers = new WeakMap<Engine, GroupWriter<AskedStanding, Standing | null>>();

/** Asks for the requests of one moment together. */
function askerOf(engine: Engine): GroupWriter<AskedStanding, Standing | null> {
  const known = askers.get(engine);
  if (known) return known;
  const asker = createGroupWriter<AskedStanding, Standing | null>(async (asked) => {
    const request = {
      requestId: 'partner-standings',
      signal: AbortSignal.timeout(standingTimeoutMs),
      timeoutMs: standingTimeoutMs,
    };
    const data = await ask<{ partnerStandings: readonly (Standing | null)[] | null }>(
      engine,
      standingsQuery,
      { asked },
      request,
    );
    if (data.partnerStandings?.length !== asked.length) throw new Error('Not every partner was answered.');
    return data.partnerStandings;
  }, grouping);
  askers.set(engine, asker);
  return asker;
}

/** What a partner may ask for, and what customers have granted it, as far as their consents are in force. @throws as askStanding. */
export async function askPartnerScopes(
  engine: Engine,
  partnerId: string,
  request: AskingRequest,
): Promise<PartnerScopes | null> {
  try {
    const variables = { partnerId };
    const data = await ask<{ partnerStanding: PartnerScopes | null }>(engine, scopeSetsQuery, variables, request);
    return data.partnerStanding;
  } catch (error) {
    throw unavailable('CONSENT_UNAVAILABLE', 'What this partner may read cannot be found out at the moment.', error);
  }
}

/**
 * Writes an access into the customer's log.
 * @returns whether the consent was in force when it was written; null if the partner's name for the customer means nobody.
 * @throws GraphQLError ACCESS_LOG_UNAVAILABLE (503) if it was not, or perhaps not, written; no answer may leave then.
 */
export async function recordAccess(engine: Engine, access: Access): Promise<boolean | null> {
  try {
    return await recorderOf(keeperOf(engine)).write(access);
  } catch (error) {
    throw unavailable('ACCESS_LOG_UNAVAILABLE', 'The read could not be logged, so nothing is answered.', error);
  }
}

function unavailable(code: 'CONSENT_UNAVAILABLE' | 'ACCESS_LOG_UNAVAILABLE', message: string, cause: unknown) {
  const error = refuse(code, message);
  error.cause = cause;
  return error;
}
