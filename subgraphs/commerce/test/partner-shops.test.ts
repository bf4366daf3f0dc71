import { anonymous } from '@ecosystem/kit/caller';
import { formatId } from '@ecosystem/kit/ids';
import { openTestSubgraph } from '@ecosystem/kit/testing';
import { castId, castUuid } from '@ecosystem/kit/world';
import { eq } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { merchants, products } from '../src/db/tables.ts';
import { commerce } from '../src/index.ts';

const world = await openTestSubgraph(commerce);
const { write } = world.subgraph.database;
afterAll(() => world[Symbol.asyncDispose]());

const query = /* GraphQL */ `
  query ($representations: [_Any!]!, $first: Int = 100) {
    _entities(representations: $representations) {
      ... on Partner { id merchant { id products(first: $first) { nodes { id } } } }
      ... on MiniProgram { id catalogue(first: $first) { nodes { id } } }
    }
  }
`;
const ask = (representations: object[]) => world.query(query, { as: anonymous, variables: { representations } });
const program = (number: number, partner: number) => ({
  __typename: 'MiniProgram',
  id: castId('app', number),
  partner: { __typename: 'Partner', id: castId('par', partner) },
});

test('shop and mini programs of a partner show the same products, newest first (AT-22-1)', async () => {
  const { data, errors } = await ask([{ __typename: 'Partner', id: castId('par', 6) }, program(6, 6), program(16, 6)]);
  const onSale = await write
    .select()
    .from(products)
    .where(eq(products.merchantId, castUuid(1)));
  const ids = onSale
    .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1))
    .map(({ id }) => ({ id: formatId('prd', id) }));

  expect(errors).toBeUndefined();
  const [partner, ...programs] = (data as Answer)._entities;
  const nodes = partner?.merchant?.products.nodes ?? [];
  expect(nodes).toEqual(ids);
  expect(programs.map(({ catalogue }) => catalogue?.nodes)).toEqual([nodes, nodes]);
});

test('what is not on sale is in no catalogue', async () => {
  await write
    .update(products)
    .set({ status: 'PAUSED' })
    .where(eq(products.id, castUuid(2)));

  const { data } = await ask([program(6, 6)]);

  const ids = (data as Answer)._entities[0]?.catalogue?.nodes.map(({ id }) => id);
  expect(ids).toContain(castId('prd', 1));
  expect(ids).not.toContain(castId('prd', 2));
});

test('a partner without a shop has none, and its mini programs no catalogue', async () => {
  expect(
    await ask([
      { __typename: 'Partner', id: castId('par', 4) },
      program(4, 4),
      { __typename: 'MiniProgram', id: castId('app', 6) },
    ]),
  ).toEqual({
    data: {
      _entities: [
        { id: castId('par', 4), merchant: null },
        { id: castId('app', 4), catalogue: null },
        { id: castId('app', 6), catalogue: null },
      ],
    },
  });
});

test('many partners and mini programs take a statement for shops and one for products', async () => {
  const names = await world.statementsOf(() =>
    ask([
      ...[1, 2, 6].map((number) => ({ __typename: 'Partner', id: castId('par', number) })),
      ...[1, 2, 6].map((number) => program(number, number)),
    ]),
  );

  expect(names).toEqual(['commerce.merchants_by_partner', 'commerce.product_pages']);
});

test('the database refuses a second shop of one partner', async () => {
  const change = write
    .update(merchants)
    .set({ partnerId: castUuid(6) })
    .where(eq(merchants.id, castUuid(2)));

  await expect(change).rejects.toMatchObject({ cause: { constraint_name: 'merchants_partner' } });
});

type Answer = {
  _entities: {
    merchant?: { id: string; products: { nodes: { id: string }[] } } | null;
    catalogue?: { nodes: { id: string }[] } | null;
  }[];
};
