import type { Caller } from '@ecosystem/kit/caller';
import { type MovableClock, movableClock } from '@ecosystem/kit/clock';
import { checkInvariants } from '@ecosystem/kit/invariants';
import { personas } from '@ecosystem/kit/personas';
import { openTestSubgraph, type TestSubgraph } from '@ecosystem/kit/testing';
import { castId, seedNow } from '@ecosystem/kit/world';
import { finance } from '../src/index.ts';

/** What a mutation answered: its subjects, and the codes of its refusals. */
export interface Answer {
  // The shape follows from the fields that the test asked for.
  readonly [subject: string]: unknown;
  readonly userErrors: readonly { readonly code: string; readonly message: string; readonly path: string[] | null }[];
}

/** Finance over a fresh demo world whose clock the test moves. */
export interface FinanceWorld extends TestSubgraph {
  readonly clock: MovableClock;
  /** Sends a mutation with a key of its own, or with the key in the input. `fields` is what is asked of the payload beside the refusals. */
  mutate(mutation: string, input: Record<string, unknown>, as: Caller, fields?: string): Promise<Answer>;
  /** The one code with which a mutation is refused; the message is checked to be a sentence. */
  refusalOf(mutation: string, input: Record<string, unknown>, as: Caller): Promise<string>;
  /** @throws Error that names each broken invariant. */
  checkInvariants(): Promise<void>;
}

/** A caller of the demo world with the scopes of its persona. */
export const as = (persona: string, subject?: string): Caller => {
  const found = personas[persona];
  if (!found) throw new Error(`There is no persona ${persona}.`);
  return { subject: subject ?? found.subject, scopes: new Set(found.scopes) };
};

export const customerNumber = (number: number): Caller => as('customer', castId('cus', number));
export const merchantNumber = (number: number): Caller => as('merchant', castId('mer', number));
export const liwei = customerNumber(1);
export const noodle = merchantNumber(1);

/** Money of the API in yuan. */
export const yuan = (amount: string) => ({ amount, currency: 'CNY' });

/** Minor units of an amount of the API. */
export const fen = ({ amount }: { readonly amount: string }): bigint => BigInt(amount.replace('.', ''));

export const dayMs = 86_400_000;

/** Does something as if so much time had passed. */
export async function later<Value>({ clock }: FinanceWorld, ms: number, act: () => Promise<Value>): Promise<Value> {
  const start = clock.now();
  clock.advance(ms);
  try {
    return await act();
  } finally {
    clock.moveTo(start);
  }
}

let keys = 0;
/** A key that was never used before. */
export const newKey = (): string => {
  keys += 1;
  return `test-key-${keys}`;
};

export async function openFinance(): Promise<FinanceWorld> {
  const clock = movableClock(seedNow);
  const world = await openTestSubgraph(finance, clock);
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
      return refusal.code;
    },
    checkInvariants: () => checkInvariants('finance', world.subgraph.database, finance.invariants),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}
