import { openTestSubgraph } from '@ecosystem/kit/testing';
import { describePartnerView, readView } from '@ecosystem/kit/testing-partner-view';
import { castId, castUuid } from '@ecosystem/kit/world';
import { desc, eq } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { orders } from '../src/db/tables.ts';
import { commerce } from '../src/index.ts';

const world = await openTestSubgraph(commerce);
afterAll(() => world[Symbol.asyncDispose]());

describePartnerView(commerce, () => world, { orders: 1 });

const partner = { subject: castId('par', 5), scopes: new Set(['partner:read']) };
interface Order {
  readonly orderRef: string;
  readonly placedAt: string;
  readonly total: { readonly amount: string };
}
interface Page {
  readonly nodes: Order[];
  readonly edges: { readonly cursor: string; readonly node: Order }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}
const fields = 'orderRef placedAt itemCount status total { amount }';
const ask = (consent: number, args: string, customer = 1) =>
  readView(
    world,
    `orders${args} { nodes { ${fields} } edges { cursor node { orderRef } } pageInfo { hasNextPage endCursor } }`,
    {
      as: partner,
      consentId: castId('cns', consent),
      scopes: ['ORDERS_READ'],
      customerRef: castId('cus', customer),
    },
  );
async function read(consent: number, args = '(first: 100)', customer = 1): Promise<Page> {
  const { data, errors } = await ask(consent, args, customer);
  expect(errors).toBeUndefined();
  return (data as { _entities: [{ orders: Page }] })._entities[0].orders;
}

test('orders are shown newest first, page by page', async () => {
  const whole = await read(7);
  const first = await read(7, '(first: 5)');
  const rest = await read(7, `(first: 100, after: "${first.pageInfo.endCursor}")`);

  expect(whole.nodes).toHaveLength(12);
  expect([...first.nodes, ...rest.nodes]).toEqual(whole.nodes);
  expect(first.pageInfo.hasNextPage).toBe(true);
  expect(whole.nodes.map(({ placedAt }) => placedAt)).toEqual(
    whole.nodes
      .map(({ placedAt }) => placedAt)
      .toSorted()
      .toReversed(),
  );
});

test('an order has the same name each time, and another under each consent', async () => {
  const refsUnder = async (consent: number) => (await read(consent)).nodes.map(({ orderRef }) => orderRef);
  const refs = await refsUnder(7);

  expect(new Set(refs).size).toBe(refs.length);
  expect(await refsUnder(7)).toEqual(refs);
  expect((await refsUnder(8)).filter((ref) => refs.includes(ref))).toEqual([]);
});

test('nothing in the answer, its cursors included, names an order outside the consent', async () => {
  const page = await read(7);
  const rows = await world.subgraph.database.write
    .select()
    .from(orders)
    .where(eq(orders.customerId, castUuid(1)))
    .orderBy(desc(orders.placedAt));
  const text = [
    JSON.stringify(page),
    ...page.edges.map(({ cursor }) => Buffer.from(cursor, 'base64url').toString()),
  ].join();

  for (const { id, orderNumber, customerId } of rows) {
    expect([id, orderNumber, customerId].filter((name) => text.includes(name))).toEqual([]);
  }
});

test('a cursor of another consent, of another customer or of the own list is none', async () => {
  const { pageInfo } = await read(7, '(first: 5)');
  const own = await world.query('{ me { commerce { orders(first: 5) { pageInfo { endCursor } } } } }', {
    as: { subject: castId('cus', 1), scopes: new Set() },
  });
  const ownCursor = (own.data as { me: { commerce: { orders: Page } } }).me.commerce.orders.pageInfo.endCursor;

  for (const answer of await Promise.all([
    ask(8, `(after: "${pageInfo.endCursor}")`),
    ask(7, `(after: "${pageInfo.endCursor}")`, 2),
    ask(7, `(after: "${ownCursor}")`),
  ])) {
    expect(answer.data).toEqual({ _entities: [{ orders: null }] });
    expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  }
});

test('views of many customers take one statement, and one more for later pages', async () => {
  const first = await Promise.all([1, 2, 3].map((number) => read(7, '(first: 2)', number)));
  const later = first.map(({ pageInfo }) => `(first: 2, after: "${pageInfo.endCursor}")`);

  const names = await world.statementsOf(() => Promise.all([1, 2, 3].map((number) => ask(7, '(first: 2)', number))));
  const laterNames = await world.statementsOf(() => Promise.all(later.map((args, index) => ask(7, args, index + 1))));

  expect(names).toEqual(['commerce.order_pages']);
  expect(laterNames).toEqual(['commerce.order_ids_at', 'commerce.order_pages']);
});
