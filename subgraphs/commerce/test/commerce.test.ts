import { anonymous } from '@ecosystem/kit/caller';
import { paymentStatusOf, paymentUuid } from '@ecosystem/kit/demo-facts';
import { formatId } from '@ecosystem/kit/ids';
import { checkInvariants } from '@ecosystem/kit/invariants';
import { customer, openTestSubgraph } from '@ecosystem/kit/testing';
import { castId } from '@ecosystem/kit/world';
import { afterAll, expect, test } from 'vitest';
import { commerce } from '../src/index.ts';

const world = await openTestSubgraph(commerce);
afterAll(() => world[Symbol.asyncDispose]());

const profile = /* GraphQL */ `
  query ($orders: Int = 3, $after: String, $status: [OrderStatus!], $teams: Int = 2, $teamsAfter: String) {
    me {
      id
      commerce {
        cart { id subtotal { amount currency } expiresAt }
        orders(first: $orders, after: $after, status: $status) {
          nodes { id orderNumber status total { amount currency } merchant { name } placedAt payBy payment { id status } }
          edges { cursor }
          pageInfo { hasNextPage endCursor }
        }
        groupBuys(first: $teams, after: $teamsAfter) {
          nodes { id status paidCount requiredSize openedAt expiresAt }
          edges { cursor node { id } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
`;

interface Page {
  nodes: { id: string; status: string; orderNumber: string; payment: { id: string; status: string } | null }[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

type Profile = {
  me: { commerce: { cart: { id: string; subtotal: { amount: string } }; orders: Page; groupBuys: Page } };
};

async function readProfile(
  number: number,
  variables: Record<string, unknown> = {},
): Promise<Profile['me']['commerce']> {
  const { data } = await world.query(profile, { as: customer(number), variables });
  return (data as Profile).me.commerce;
}

test('@liwei sees the cart, the newest orders with their payments, and the team for noodles that has a place left', async () => {
  const { data, errors } = await world.query(profile, { as: customer(1) });

  expect(errors).toBeUndefined();
  expect(data).toMatchObject({
    me: {
      id: castId('cus', 1),
      commerce: {
        cart: { id: castId('crt', 1), subtotal: { amount: '128.50', currency: 'CNY' } },
        orders: {
          nodes: [
            {
              status: 'AWAITING_TEAM',
              merchant: { name: 'Lucky Noodle House' },
              payment: { status: 'CAPTURED' },
              orderNumber: expect.stringMatching(/^261031-\d{6}-\d{6}$/),
            },
            { payment: { status: 'CAPTURED' } },
            { status: 'SHIPPED' },
          ],
          pageInfo: { hasNextPage: true },
        },
        groupBuys: {
          nodes: [
            {
              id: castId('gbt', 1),
              status: 'OPEN',
              paidCount: 2,
              requiredSize: 3,
              openedAt: '2026-10-30T16:01:00Z',
              expiresAt: '2026-11-02T16:01:00Z',
            },
            { status: 'FORMED' },
          ],
          pageInfo: { hasNextPage: true },
        },
      },
    },
  });
});

test('the newest order of a customer with an even number waits for its payment', async () => {
  const { orders } = await readProfile(4, { orders: 1 });

  expect(orders.nodes).toMatchObject([{ status: 'PENDING_PAYMENT', payment: { status: 'CREATED' } }]);
});

test('an order points at the payment that finance keeps; older ones were given up without one', async () => {
  const { orders } = await readProfile(9, { orders: 100 });

  expect(orders.nodes).toHaveLength(32);
  expect(orders.nodes.slice(0, 10).map(({ payment }) => payment)).toEqual(
    Array.from({ length: 10 }, (_, order) => ({
      id: formatId('pay', paymentUuid(9, order)),
      status: paymentStatusOf(9, order),
    })),
  );
  for (const { status, payment } of orders.nodes.slice(10)) {
    expect(['CANCELLED', 'EXPIRED']).toContain(status);
    expect(payment).toBeNull();
  }
});

test('an order may cost nothing', async () => {
  const { orders } = await readProfile(12, { orders: 4 });

  expect(orders.nodes[3]).toMatchObject({ total: { amount: '0.00', currency: 'CNY' } });
});

test('orders can be asked by state', async () => {
  const { orders } = await readProfile(9, { orders: 100, status: ['EXPIRED', 'TO_SHIP'] });

  expect(new Set(orders.nodes.map(({ status }) => status))).toEqual(new Set(['EXPIRED', 'TO_SHIP']));
});

test.each([
  ['who has none', 50],
  ['whose cart has expired', 7],
])('a customer %s sees an empty cart that lives 90 days from now', async (_, number) => {
  expect((await readProfile(number)).cart).toEqual({
    id: castId('crt', number),
    subtotal: { amount: '0.00', currency: 'CNY' },
    expiresAt: '2027-01-29T16:00:00Z',
  });
});

test('a customer who has never done anything has empty lists', async () => {
  expect(await readProfile(50)).toMatchObject({ orders: { nodes: [] }, groupBuys: { nodes: [], edges: [] } });
});

test('the subtotal of a full cart is the sum of its 100 lines', async () => {
  const [sum] = await world.subgraph.database.read.execute(`
    select count(*)::int as lines, sum(quantity * price_minor)::text as minor
    from cart_lines join variants on variants.id = variant_id
    where customer_id = (select customer_id from cart_lines group by 1 order by count(*) desc limit 1)`);

  const { cart } = await readProfile(10);

  expect(sum?.['lines']).toBe(100);
  expect(cart.subtotal.amount.replace('.', '')).toBe(sum?.['minor']);
});

test('the pages of orders, one after the other, are the list', async () => {
  const whole = await readProfile(9, { orders: 30 });
  const first = await readProfile(9, { orders: 15 });
  const second = await readProfile(9, { orders: 15, after: first.orders.pageInfo.endCursor });

  expect(whole.orders.nodes).toHaveLength(30);
  expect([...first.orders.nodes, ...second.orders.nodes]).toEqual(whole.orders.nodes);
});

test('the pages of teams, one after the other, are the list; edges and nodes show the same teams', async () => {
  const whole = await readProfile(1, { teams: 3 });
  const first = await readProfile(1, { teams: 2 });
  const second = await readProfile(1, { teams: 2, teamsAfter: first.groupBuys.pageInfo.endCursor });

  expect(whole.groupBuys.nodes).toHaveLength(3);
  expect([...first.groupBuys.nodes, ...second.groupBuys.nodes]).toEqual(whole.groupBuys.nodes);
  expect(whole.groupBuys).toMatchObject({ edges: whole.groupBuys.nodes.map(({ id }) => ({ node: { id } })) });
  expect(second.groupBuys.pageInfo.hasNextPage).toBe(false);
});

const profileStatements = [
  'commerce.carts_by_customer',
  'commerce.membership_pages',
  'commerce.merchants_by_id',
  'commerce.order_pages',
  'commerce.teams_by_id',
];

test.each([
  ['3 orders', 3],
  ['30 orders (AT-19-1)', 30],
])('the profile with %s takes one statement for each kind of row', async (_, orders) => {
  const statements = await world.statementsOf(() => readProfile(9, { orders }));

  expect(statements.sort()).toEqual(profileStatements);
});

test('the profile takes one statement for each list, however many customers ask at once', async () => {
  const statements = await world.statementsOf(() => Promise.all([1, 4, 9].map((number) => readProfile(number))));

  expect(statements.sort()).toEqual(profileStatements);
});

test('a customer reaches no row of another by door or representation', async () => {
  const { orders } = await readProfile(6);
  const representations = [
    { __typename: 'Customer', id: castId('cus', 6) },
    { __typename: 'Cart', id: castId('crt', 6) },
    { __typename: 'Order', id: orders.nodes[0]?.id },
  ];
  const entities = /* GraphQL */ `
    query ($representations: [_Any!]!) {
      _entities(representations: $representations) {
        ... on Customer { commerce { cart { id } } }
        ... on Cart { id subtotal { amount } }
        ... on Order { orderNumber buyer { id } }
      }
    }
  `;

  const stranger = await world.query(entities, { as: customer(1), variables: { representations } });
  const nobody = await world.query(entities, { as: anonymous, variables: { representations } });
  const owner = await world.query(entities, { as: customer(6), variables: { representations } });

  for (const { data, errors } of [stranger, nobody]) {
    expect(data).toEqual({ _entities: [{ commerce: null }, null, null] });
    expect(errors).toMatchObject([{ path: ['_entities', 0, 'commerce'], extensions: { code: 'FORBIDDEN' } }]);
  }
  expect(owner.data).toEqual({
    _entities: [
      { commerce: { cart: { id: castId('crt', 6) } } },
      { id: castId('crt', 6), subtotal: { amount: expect.any(String) } },
      { orderNumber: orders.nodes[0]?.orderNumber, buyer: { id: castId('cus', 6) } },
    ],
  });
});

test.each([
  ['no order', { orders: 0 }, 'orders', '"first" must be between 1 and 100, not 0.'],
  ['101 teams', { teams: 101 }, 'groupBuys', '"first" must be between 1 and 100, not 101.'],
  [
    'a broken cursor',
    { after: 'nonsense' },
    'orders',
    '"nonsense" is not a cursor of this list; pass one that the list returned.',
  ],
])('a page of %s is a clear error', async (_, variables, field, message) => {
  const { errors } = await world.query(profile, { as: customer(1), variables });

  expect(errors).toMatchObject([{ message, path: ['me', 'commerce', field], extensions: { code: 'BAD_USER_INPUT' } }]);
});

test('a cursor of one list is none of another', async () => {
  const { orders } = await readProfile(1);
  const { errors } = await world.query(profile, {
    as: customer(1),
    variables: { teamsAfter: orders.pageInfo.endCursor },
  });

  expect(errors).toMatchObject([{ path: ['me', 'commerce', 'groupBuys'], extensions: { code: 'BAD_USER_INPUT' } }]);
});

test('the demo world keeps the invariants', async () => {
  await expect(checkInvariants('commerce', world.subgraph.database, commerce.invariants)).resolves.toBeUndefined();
});
