import { customerOf } from '@ecosystem/kit/caller';
import { castId } from '@ecosystem/kit/world';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { yuan } from './finance-world.ts';
import { payByCodeInput, writeTestCode } from './makers-codes.ts';
import { filing } from './visibility-things.ts';
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

/**
 * A mutation, its input, what strangers get, and who gets something else, in turn: `done`, or the code of a refusal. Strangers get one
 * answer, or one as customers and another as anybody else.
 */
type Row = readonly [
  mutation: string,
  input: (things: Things) => Record<string, unknown>,
  strangers: string | readonly [customers: string, others: string],
  exceptions: Partial<Record<Token, string>>,
];

const shop = castId('mer', 90);
const friend = castId('cus', 2);
const staticCode = writeTestCode({ schemeNumber: 'M900090' });

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
  [
    'payByCode',
    () => payByCodeInput(staticCode, '5.00', 'BANK_CARD'),
    'NOT_FOUND',
    { owner: 'done', explorer: 'done', 'another customer': 'done', 'chat member': 'done', motorist: 'done' },
  ],
  [
    'createCollectionCode',
    () => ({ merchantId: shop, kind: 'DYNAMIC', amount: yuan('5.00') }),
    'NOT_FOUND',
    { 'paid shop': 'done' },
  ],
  [
    'transferMoney',
    () => ({ toCustomerId: friend, amount: yuan('1.00') }),
    ['NOT_A_CONTACT', 'NOT_FOUND'],
    // All three know each other.
    { owner: 'done', explorer: 'done', motorist: 'done', 'chat member': 'SELF_TRANSFER' },
  ],
  [
    'sendRedPacket',
    ({ thread }) => ({ threadId: thread, kind: 'FIXED', total: yuan('1.00'), shares: 1 }),
    ['NOT_IN_THREAD', 'NOT_FOUND'],
    { owner: 'done', explorer: 'done', 'chat member': 'done' },
  ],
  [
    'openRedPacket',
    ({ packet }) => ({ redPacketId: packet }),
    ['NOT_IN_THREAD', 'NOT_FOUND'],
    { owner: 'ALREADY_CLAIMED', explorer: 'ALREADY_CLAIMED', 'chat member': 'done' },
  ],
  ['openRedPacket', ({ gift }) => ({ redPacketId: gift }), 'NOT_FOUND', { motorist: 'done' }],
  [
    'quotePolicy',
    ({ vehicle }) => ({ product: 'AUTO_COMPREHENSIVE', vehicleId: vehicle, coverageCodes: ['GLASS'] }),
    ['VEHICLE_NOT_OWNED', 'NOT_INSURABLE'],
    { owner: 'done', explorer: 'done' },
  ],
  [
    'bindQuote',
    ({ quote, quotePayment }) => ({ quoteId: quote, paymentId: quotePayment }),
    'NOT_FOUND',
    { owner: 'done', explorer: 'ILLEGAL_TRANSITION' },
  ],
  [
    'cancelPolicy',
    ({ freePolicy }) => ({ policyId: freePolicy, effectiveOn: '2026-12-01', reason: 'The car is sold' }),
    'NOT_FOUND',
    { owner: 'done', explorer: 'POLICY_NOT_IN_FORCE' },
  ],
  [
    'fileClaim',
    ({ motorPolicy }) => filing({ policyId: motorPolicy, cause: 'COLLISION', lossAt: '2026-10-21T04:00:00Z' }, 'GLASS'),
    'NOT_FOUND',
    { owner: 'done', explorer: 'DUPLICATE_CLAIM' },
  ],
  [
    'assessClaim',
    ({ claim }) => ({
      claimId: claim,
      decision: 'APPROVE',
      lines: [{ coverageCode: 'GLASS', approved: yuan('100.00') }],
    }),
    'NOT_FOUND',
    { 'claim handler': 'done' },
  ],
  ['payClaim', ({ claim }) => ({ claimId: claim }), 'NOT_FOUND', { 'claim handler': 'done' }],
];

test('every mutation is in the table', () => {
  const mutations = Object.keys(world.subgraph.schema.getMutationType()?.getFields() ?? {});
  expect([...new Set(rows.map(([mutation]) => mutation))].sort()).toEqual(mutations.sort());
});

test.each(rows)(
  '%s is done by its party alone, and changes nothing for anybody else',
  async (mutation, input, strangersGet, exceptions) => {
    const wrong: Record<string, unknown> = {};
    // Strangers first, so that nobody has changed anything before them.
    const strangers = tokenNames.filter((token) => exceptions[token] === undefined && token !== 'anonymous');
    const before = await readRows();
    for (const token of strangers) {
      const code = await codeOf(mutation, input(world.things), token);
      const [asCustomer, asOther] = typeof strangersGet === 'string' ? [strangersGet, strangersGet] : strangersGet;
      if (code !== (customerOf(tokens[token]) === null ? asOther : asCustomer)) wrong[token] = code;
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
  // biome-ignore format: a list of words
  const tables = [
    'payments', 'merchant_payments', 'refunds', 'payment_codes', 'transfers', 'red_packets', 'red_packet_shares', 'quotes', 'policies',
    'policy_patients', 'policy_lapses', 'premium_instalments', 'coverages', 'claims', 'claim_lines', 'payouts', 'offers', 'wallets',
    'loyalty', 'ledger_accounts', 'ledger_transactions', 'ledger_entries', 'outbox',
  ];
  return Promise.all(
    tables.map((table) =>
      world.subgraph.database.write.execute(
        sql`select count(*) as rows, md5(string_agg(t::text, '' order by t::text)) as content from ${sql.identifier(table)} t`,
      ),
    ),
  ).then((results) => results.map(([row]) => row));
}
