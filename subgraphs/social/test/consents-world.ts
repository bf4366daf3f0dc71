import type { Caller } from '@ecosystem/kit/caller';
import { type MovableClock, movableClock } from '@ecosystem/kit/clock';
import type { Database } from '@ecosystem/kit/database';
import { splitId } from '@ecosystem/kit/ids';
import { checkInvariants } from '@ecosystem/kit/invariants';
import { personas } from '@ecosystem/kit/personas';
import { openTestSubgraph, type TestSubgraph } from '@ecosystem/kit/testing';
import { castId, castUuid, seedNow } from '@ecosystem/kit/world';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { miniPrograms, miniProgramVersions, partners } from '../src/db/tables.ts';
import { type ConsentScope, consentScopes } from '../src/domain/consent.ts';
import { social } from '../src/index.ts';

/** What a mutation answered: its subjects, and its refusals. */
export interface Answer {
  // The shape follows from the fields that the test asked for.
  readonly [subject: string]: unknown;
  readonly userErrors: readonly { readonly code: string; readonly message: string; readonly path: string[] | null }[];
}

/** Social over a fresh demo world whose clock the test moves. */
export interface ConsentWorld extends TestSubgraph {
  readonly clock: MovableClock;
  /** Sends a mutation with a key of its own, or with the key in the input. `fields` is what is asked of the payload beside the refusals. */
  mutate(mutation: string, input: Record<string, unknown>, as: Caller, fields?: string): Promise<Answer>;
  /** The code and the path of the one refusal; the message is checked to be a sentence. */
  refusalOf(mutation: string, input: Record<string, unknown>, as: Caller): Promise<[code: string, path: string | null]>;
  /** @throws Error that names each broken invariant. */
  checkInvariants(): Promise<void>;
}

/** A caller of the demo world with the scopes of its persona. */
const as = (persona: string, subject: string): Caller => ({
  subject,
  scopes: new Set(personas[persona]?.scopes),
});
export const customerNumber = (number: number): Caller => as('customer', castId('cus', number));
export const partnerNumber = (number: number): Caller => as('partner', castId('par', number));
/** A customer with nothing but an account: what is found there, the test has made. */
export const newcomer = customerNumber(50);
export const rides = partnerNumber(1);

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** A mini program that declares less than the others, and the scope that none declares. */
export const modestProgram = 11;
export const undeclaredScope = 'CLAIMS_READ';

let keys = 0;
/** A key that was never used before. */
export const newKey = (): string => {
  keys += 1;
  return `test-key-${keys}`;
};

export async function openSocial(): Promise<ConsentWorld> {
  const clock = movableClock(seedNow);
  const world = await openTestSubgraph(social, clock);
  await widenScopes(world);
  const mutate = async (mutation: string, input: Record<string, unknown>, caller: Caller, fields = '') => {
    const type = `${mutation.slice(0, 1).toUpperCase()}${mutation.slice(1)}Input`;
    const result = await world.query(
      `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${fields} userErrors { code message path } } }`,
      { as: caller, variables: { input: { idempotencyKey: newKey(), ...input } } },
    );
    if (result.errors) throw new Error(`${mutation} failed: ${result.errors.map(({ message }) => message).join(' ')}`);
    return result.data?.[mutation] as Answer;
  };
  return {
    ...world,
    clock,
    mutate,
    async refusalOf(mutation, input, caller) {
      const { userErrors } = await mutate(mutation, input, caller);
      const [refusal] = userErrors;
      if (userErrors.length !== 1 || !refusal)
        throw new Error(`${mutation} was not refused once: ${userErrors.length}.`);
      if (!/^[A-Z].{9,}[.]$/.test(refusal.message)) throw new Error(`"${refusal.message}" is not a sentence.`);
      return [refusal.code, refusal.path?.join('.') ?? null];
    },
    checkInvariants: () => checkInvariants('social', world.subgraph.database, social.invariants),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

/** Lets every live partner ask for nearly everything, so that the rules of scopes can be tried. */
async function widenScopes({ subgraph }: TestSubgraph): Promise<void> {
  const { write } = subgraph.database;
  const allowedScopes = [...consentScopes];
  const declaredScopes = allowedScopes.filter((scope) => scope !== undeclaredScope);
  await write.update(partners).set({ allowedScopes }).where(eq(partners.status, 'LIVE'));
  // Programs of other partners may declare no more than before: a version never declares what its partner may not ask for.
  const livePrograms = write
    .select({ id: miniPrograms.id })
    .from(miniPrograms)
    .innerJoin(partners, eq(partners.id, miniPrograms.partnerId))
    .where(eq(partners.status, 'LIVE'));
  await write
    .update(miniProgramVersions)
    .set({ declaredScopes })
    .where(and(eq(miniProgramVersions.status, 'LIVE'), inArray(miniProgramVersions.miniProgramId, livePrograms)));
  await declareScopes(subgraph.database, modestProgram, ['PROFILE_BASIC']);
}

/** Has the live version of a mini program declare these scopes. */
async function declareScopes({ write }: Database, program: number, declaredScopes: ConsentScope[]): Promise<void> {
  await write
    .update(miniProgramVersions)
    .set({ declaredScopes })
    .where(and(eq(miniProgramVersions.miniProgramId, castUuid(program)), eq(miniProgramVersions.status, 'LIVE')));
}

/** A code of the customer, for a partner or for signing in. */
export async function makeCode(world: ConsentWorld, customer: Caller, purpose = 'IDENTIFY'): Promise<string> {
  const { code } = await world.mutate('createCustomerCode', { purpose }, customer, 'code { code }');
  return (code as { code: string }).code;
}

/** What a partner asks for if the test says nothing else. */
export const plainRequest = {
  scopes: ['PROFILE_BASIC', 'WALLET_BAND', 'ORDERS_READ'],
  purpose: 'Show you what you spend',
  duration: 'TIME_BOUND',
  ttlDays: 30,
} as const;

/** A request of a partner that the customer has not answered; its id. */
export async function makeRequest(
  world: ConsentWorld,
  more: Record<string, unknown> = {},
  [customer, partner]: readonly [Caller, Caller] = [newcomer, rides],
): Promise<string> {
  const customerHint = await makeCode(world, customer);
  const input = { ...plainRequest, partnerId: partner.subject, customerHint, ...more };
  const { consent, userErrors } = await world.mutate('requestConsent', input, partner, 'consent { consentId }');
  if (!consent) throw new Error(`The request was refused: ${userErrors[0]?.code}.`);
  return (consent as { consentId: string }).consentId;
}

/** What a customer agrees to if the test says nothing else. */
export const plainAnswer = {
  scopes: ['PROFILE_BASIC', 'WALLET_BAND'],
  separateConsentFor: ['WALLET_BAND'],
  policyVersion: '2026-03',
} as const;

/** A consent that the customer has granted; its id. */
export async function makeGranted(
  world: ConsentWorld,
  more: Record<string, unknown> = {},
  [customer, partner]: readonly [Caller, Caller] = [newcomer, rides],
): Promise<string> {
  const consentId = await makeRequest(world, more, [customer, partner]);
  const { userErrors } = await world.mutate('authoriseConsent', { ...plainAnswer, consentId }, customer);
  if (userErrors[0]) throw new Error(`The answer was refused: ${userErrors[0].code}.`);
  return consentId;
}

/** Does something as if so much time had passed. */
export async function later<Value>({ clock }: ConsentWorld, ms: number, act: () => Promise<Value>): Promise<Value> {
  const start = clock.now();
  clock.advance(ms);
  try {
    return await act();
  } finally {
    clock.moveTo(start);
  }
}

/** What a partner is shown of its request. */
export const partnerFields = 'consent { consentId status scopes subjectId expiresAt }';

/** What was told of a consent, in its order: the topics, and what each says. */
export async function topicsOf({ subgraph }: ConsentWorld, consentId: string): Promise<[string, string][]> {
  const events = await subgraph.database.read.execute<{ topic: string; payload: Record<string, unknown> }>(
    sql`select topic, payload from outbox where payload ->> 'consentId' = ${splitId(consentId)?.uuid} order by position`,
  );
  return events.map(({ topic, payload }) => [topic, Object.keys(payload).sort().join()]);
}
