import { castId } from '@ecosystem/kit/world';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { yuan } from './finance-world.ts';
import {
  openVisibility,
  type Things,
  type Token,
  tokenNames,
  tokens,
  type VisibilityWorld,
} from './visibility-world.ts';

// Who may change what of finance, by rows; whether the scopes of a token allow the mutation at all is the gateway's to say.

let world: VisibilityWorld;
beforeAll(async () => {
  world = await openVisibility();
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

/** A mutation, its input, what nearly everybody gets, and who gets something else: `done`, or the code of a refusal. */
type Row = readonly [
  mutation: string,
  input: (things: Things) => Record<string, unknown>,
  others: string,
  exceptions: Partial<Record<Token, string>>,
];

// In an order in which what is done first leaves the next thing to do. The explorer is the customer; the gateway stops its mutations.
const rows: readonly Row[] = [
  [
    'createPayment',
    () => ({ payableType: 'ORDER', payableId: castId('ord', 972), amount: yuan('10.00') }),
    'PAYABLE_NOT_FOUND',
    { owner: 'done', explorer: 'done', 'paid shop': 'done' },
  ],
  [
    'authorisePayment',
    ({ newPayment }) => ({ paymentId: newPayment, funding: 'BANK_CARD' }),
    'NOT_FOUND',
    { owner: 'done', explorer: 'ILLEGAL_TRANSITION', 'paid shop': 'NOT_PAYER' },
  ],
  [
    'refundPayment',
    ({ payment }) => ({ paymentId: payment, amount: yuan('10.00'), reason: 'Cold noodles' }),
    'NOT_FOUND',
    { 'paid shop': 'done' },
  ],
  [
    'capturePayment',
    ({ heldPayment }) => ({ paymentId: heldPayment }),
    'NOT_FOUND',
    { 'paid shop': 'PAYABLE_ALREADY_PAID' },
  ],
  [
    'cancelPayment',
    ({ heldPayment }) => ({ paymentId: heldPayment }),
    'NOT_FOUND',
    { owner: 'done', explorer: 'ILLEGAL_TRANSITION', 'paid shop': 'ILLEGAL_TRANSITION' },
  ],
  [
    'respondToOffer',
    ({ offer }) => ({ offerId: offer, response: 'ACCEPT' }),
    'NOT_FOUND',
    { owner: 'done', explorer: 'OFFER_ALREADY_ANSWERED' },
  ],
];

test.each(rows)(
  '%s is done by its party alone, and changes nothing for anybody else',
  async (mutation, input, others, exceptions) => {
    const wrong: Record<string, unknown> = {};
    // Strangers first, so that nobody has changed anything before them.
    const strangers = tokenNames.filter((token) => exceptions[token] === undefined && token !== 'anonymous');
    const before = await readRows();
    for (const token of strangers) {
      const code = await codeOf(mutation, input(world.things), token);
      if (code !== others) wrong[token] = code;
    }
    expect(wrong).toEqual({});
    await expect(world.mutate(mutation, input(world.things), tokens.anonymous)).rejects.toThrow(
      'A mutation needs a caller.',
    );
    expect(await readRows()).toEqual(before);

    for (const [token, code] of Object.entries(exceptions)) {
      expect([token, await codeOf(mutation, input(world.things), token as Token)]).toEqual([token, code]);
    }
  },
);

async function codeOf(mutation: string, input: Record<string, unknown>, token: Token): Promise<string> {
  const { userErrors } = await world.mutate(mutation, input, tokens[token]);
  return userErrors[0]?.code ?? 'done';
}

/** Everything that mutations change, but the answers to keys, which refusals write as well. */
async function readRows(): Promise<unknown[]> {
  const tables = ['payments', 'merchant_payments', 'refunds', 'offers', 'ledger_accounts', 'ledger_entries', 'outbox'];
  return Promise.all(
    tables.map((table) =>
      world.subgraph.database.write.execute(
        sql`select count(*) as rows, md5(string_agg(t::text, '' order by t::text)) as content from ${sql.identifier(table)} t`,
      ),
    ),
  ).then((results) => results.map(([row]) => row));
}
