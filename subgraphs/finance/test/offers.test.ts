import { makeChange } from '@ecosystem/kit/command';
import { formatId } from '@ecosystem/kit/ids';
import { castUuid } from '@ecosystem/kit/world';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeOffer } from '../src/commands/offer-make.ts';
import { offers } from '../src/db/tables.ts';
import { customerNumber, dayMs, type FinanceWorld, liwei, openFinance } from './finance-world.ts';

let world: FinanceWorld;
beforeAll(async () => {
  world = await openFinance();
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const reason = { domain: 'AUTO', code: 'NO_POLICY', text: 'Your car has no policy.' } as const;

/** Makes an offer that stands for some days; the global id, or null if none was made. */
async function anOffer(product: string, { customer = 1, days = 7, score = '0.5' } = {}): Promise<string | null> {
  const { clock, subgraph } = world;
  const id = await makeChange({ clock, database: subgraph.database }, (change) =>
    makeOffer(change, {
      customerId: castUuid(customer),
      product,
      headline: 'A policy for the battery car',
      priceMinor: 2_400_00n,
      currency: 'CNY',
      score,
      reasons: [reason],
      isPersonalised: true,
      quoteId: null,
      expiresAt: new Date(clock.now().getTime() + days * dayMs),
    }),
  );
  return id === null ? null : formatId('ofr', id);
}

const answer = (offerId: string | null, response: string, as = liwei) =>
  world.mutate('respondToOffer', { offerId, response }, as, 'offer { id product }');
const refusal = (offerId: string | null, response: string, as = liwei) =>
  world.refusalOf('respondToOffer', { offerId, response }, as);

interface Shown {
  readonly me: {
    readonly finance: { readonly openOffers: readonly { readonly id: string; readonly product: string }[] };
  };
}
const open = async (customer = 1) => {
  const { data, errors } = await world.query(
    '{ me { finance { openOffers { id product headline price { amount } score reasons { domain code text } isPersonalised expiresAt quote { id } } } } }',
    { as: customerNumber(customer) },
  );
  expect(errors).toBeUndefined();
  const me = data?.['me'] as Shown['me'] | undefined;
  return me?.finance.openOffers ?? [];
};
const openProducts = async (customer = 1) => (await open(customer)).map(({ product }) => product);

test('offers are shown best first, at most 10, each with what it says', async () => {
  for (let number = 1; number <= 12; number += 1) {
    await anOffer(`P${number}`, { customer: 9, score: `0.${String(number).padStart(2, '0')}` });
  }
  const shown = await open(9);

  expect(shown.map(({ product }) => product)).toEqual(['P12', 'P11', 'P10', 'P9', 'P8', 'P7', 'P6', 'P5', 'P4', 'P3']);
  expect(shown[0]).toMatchObject({
    headline: 'A policy for the battery car',
    price: { amount: '2400.00' },
    score: '0.1200',
    reasons: [reason],
    isPersonalised: true,
    expiresAt: '2026-11-07T16:00:00Z',
    quote: null,
  });
});

test.each([
  ['ACCEPT', false],
  ['DECLINE', false],
  ['LATER', true],
])('an offer that is answered %s stays open: %s', async (response, isOpen) => {
  const product = `ANSWER_${response}`;
  const offer = await anOffer(product);

  expect(await answer(offer, response)).toEqual({ offer: { id: offer, product }, userErrors: [] });
  expect((await openProducts()).includes(product)).toBe(isOpen);
});

test.each([
  ['ACCEPT', 'ACCEPT'],
  ['ACCEPT', 'LATER'],
  ['DECLINE', 'ACCEPT'],
])('an offer that was answered %s is not answered %s', async (first, second) => {
  const offer = await anOffer(`TWICE_${first}_${second}`);
  // A declined product is silent, so each pair has a product of its own.
  await answer(offer, first);
  const before = await rowOf(offer);

  expect(await refusal(offer, second)).toBe('OFFER_ALREADY_ANSWERED');
  expect(await rowOf(offer)).toEqual(before);
});

test('an offer that was put off can still be accepted', async () => {
  const offer = await anOffer('PUT_OFF');
  await answer(offer, 'LATER');

  expect((await answer(offer, 'ACCEPT')).userErrors).toEqual([]);
});

test('an offer is open until it expires, and not answered from then on', async () => {
  const offer = await anOffer('SHORT', { days: 1 });
  world.clock.advance(dayMs - 1);
  expect(await openProducts()).toContain('SHORT');
  world.clock.advance(1);

  expect(await openProducts()).not.toContain('SHORT');
  expect(await refusal(offer, 'ACCEPT')).toBe('OFFER_EXPIRED');
});

test.each([
  ['of another customer', () => anOffer('OTHER', { customer: 3 }), 'NOT_FOUND'],
  ['that does not exist', async () => formatId('ofr', castUuid(999)), 'NOT_FOUND'],
  ['with the id of a loan', async () => formatId('lon', castUuid(1)), 'INVALID_INPUT'],
])('an offer %s is refused', async (_, offer, code) => {
  expect(await refusal(await offer(), 'ACCEPT')).toBe(code);
});

test('a product that was declined is not offered for 30 days, and is to everybody else', async () => {
  await answer(await anOffer('SILENT'), 'DECLINE');

  world.clock.advance(30 * dayMs - 1);
  expect(await anOffer('SILENT')).toBeNull();
  expect(await anOffer('SILENT', { customer: 3 })).not.toBeNull();
  expect(await anOffer('LOUD')).not.toBeNull();
  world.clock.advance(1);
  expect(await anOffer('SILENT')).not.toBeNull();
});

test('a product that was put off or accepted may be offered again', async () => {
  await answer(await anOffer('AGAIN'), 'LATER');
  await answer(await anOffer('AGAIN'), 'ACCEPT');

  expect(await anOffer('AGAIN')).not.toBeNull();
});

async function rowOf(offer: string | null) {
  const rows = await world.subgraph.database.write
    .select()
    .from(offers)
    .where(eq(offers.customerId, castUuid(1)));
  return rows.find(({ id }) => formatId('ofr', id) === offer);
}
