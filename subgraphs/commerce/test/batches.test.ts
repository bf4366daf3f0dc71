import { customer, openTestSubgraph } from '@ecosystem/kit/testing';
import { afterAll, expect, test } from 'vitest';
import { commerce } from '../src/index.ts';

const world = await openTestSubgraph(commerce);
afterAll(() => world[Symbol.asyncDispose]());

const mine = /* GraphQL */ `
  { me { id commerce { cart { id } orders(first: 3) { nodes { id buyer { id } total { amount } merchant { name } } } } } }
`;
const entities = /* GraphQL */ `
  query ($representations: [_Any!]!) {
    _entities(representations: $representations) { ... on Order { id } ... on Cart { id } }
  }
`;
const numbers = Array.from({ length: 20 }, (_, index) => index + 1);

test('twenty customers at once have the answers that each has alone, with the statements of one', async () => {
  const alone: unknown[] = [];
  const statementsOfOne = await world.statementsOf(() => world.query(mine, { as: customer(1) }));
  for (const number of numbers) alone.push(await world.query(mine, { as: customer(number) }));

  let together: unknown[] = [];
  const statements = await world.statementsOf(async () => {
    together = await Promise.all(numbers.map((number) => world.query(mine, { as: customer(number) })));
  });

  expect(together).toEqual(alone);
  expect(new Set(together.map((answer) => JSON.stringify(answer))).size).toBe(numbers.length);
  expect(statements).toEqual(statementsOfOne);
});

test('a row that two callers ask in one batch is shown to its owner alone', async () => {
  const { data } = await world.query(mine, { as: customer(1) });
  const { commerce: own } = (
    data as { me: { commerce: { cart: { id: string }; orders: { nodes: { id: string }[] } } } }
  ).me;
  const ids = [
    { __typename: 'Order', id: own.orders.nodes[0]?.id },
    { __typename: 'Cart', id: own.cart.id },
  ];
  const ask = (number: number) => world.query(entities, { as: customer(number), variables: { representations: ids } });

  const [owner, stranger] = await Promise.all([ask(1), ask(2)]);

  expect(owner).toEqual({ data: { _entities: ids.map(({ id }) => ({ id })) } });
  expect(stranger).toEqual({ data: { _entities: [null, null] } });
});

test('an id that cannot be asked fails in its own request alone', async () => {
  const code = (text: string) => ({ representations: [{ __typename: 'Marketplace', code: text }] });
  const query =
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Marketplace { code } } }';
  const ask = (text: string) => world.query(query, { as: customer(1), variables: code(text) });
  const known = 'query { marketplaces { code } }';
  const { data } = await world.query(known, { as: customer(1) });
  const [first] = (data as { marketplaces: { code: string }[] }).marketplaces;

  const [good, bad] = await Promise.all([ask(String(first?.code)), ask('NUL\u0000')]);

  expect(good).toEqual({ data: { _entities: [{ code: first?.code }] } });
  expect(bad.errors).toMatchObject([{ path: ['_entities', 0], extensions: { code: 'BAD_USER_INPUT' } }]);
});
