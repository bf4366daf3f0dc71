import { castId } from '@ecosystem/kit/world';
import { afterAll, expect, test } from 'vitest';
import { startWorld } from './world.ts';

const world = await startWorld();
afterAll(() => world[Symbol.asyncDispose]());

interface Products {
  readonly nodes: readonly { readonly id: string }[];
}

test("a partner's shop and its mini programs sell the same products (AT-22-1)", async () => {
  const { data, errors } = await world.ask<{
    partner: { merchant: { products: Products }; miniPrograms: { catalogue: Products }[] };
  }>(
    `query ($id: ID!) { partner(id: $id) {
      merchant { products(first: 100) { nodes { id } } }
      miniPrograms { catalogue(first: 100) { nodes { id } } }
    } }`,
    { token: await world.token('customer'), variables: { id: castId('par', 6) } },
  );
  const idsOf = ({ nodes }: Products) => nodes.map(({ id }) => id);

  expect(errors).toBeUndefined();
  const sold = idsOf(data?.partner.merchant.products ?? { nodes: [] });
  expect(sold.length).toBeGreaterThan(0);
  expect(data?.partner.miniPrograms.length).toBeGreaterThan(1);
  for (const { catalogue } of data?.partner.miniPrograms ?? []) expect(idsOf(catalogue)).toEqual(sold);
});

test('the mini programs of a partner without a shop have no catalogue, and the partner no shop', async () => {
  const { data, errors } = await world.ask(
    'query ($id: ID!) { partner(id: $id) { merchant { id } miniPrograms { catalogue { nodes { id } } } } }',
    { token: await world.token('customer'), variables: { id: castId('par', 4) } },
  );
  const none = { catalogue: null };
  expect(errors).toBeUndefined();
  expect(data).toEqual({ partner: { merchant: null, miniPrograms: [none, none] } });
});
