import { anonymous } from '@ecosystem/kit/caller';
import { formatId } from '@ecosystem/kit/ids';
import { openTestSubgraph } from '@ecosystem/kit/testing';
import { castId, castUuid } from '@ecosystem/kit/world';
import { sql } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { commerce } from '../src/index.ts';

const world = await openTestSubgraph(commerce);
afterAll(() => world[Symbol.asyncDispose]());

const ask = (query: string, variables: Record<string, unknown> = {}) =>
  world.query(query, { as: anonymous, variables });

test('anybody sees exactly six marketplaces, in their order (AT-15-1)', async () => {
  const { data, errors } = await ask('{ marketplaces { code name model minOrderQty isCrossBorder escrowDays } }');

  expect(errors).toBeUndefined();
  expect(data).toMatchObject({
    marketplaces: [
      { code: 'C2C_BAZAAR', model: 'C2C', minOrderQty: 1 },
      { code: 'BRAND_MALL', model: 'B2C' },
      { code: 'GROUP_DEALS' },
      { code: 'WHOLESALE_CN', model: 'B2B', minOrderQty: 10, isCrossBorder: false },
      { code: 'WHOLESALE_GLOBAL', isCrossBorder: true },
      { code: 'RETAIL_GLOBAL', isCrossBorder: true },
    ],
  });
  expect((data as { marketplaces: [] }).marketplaces).toHaveLength(6);
});

const product = /* GraphQL */ `
  query ($id: ID, $gtin: String) {
    product(id: $id, gtin: $gtin) {
      id gtin title brand status priceFrom { amount currency } ratingAverage reviewCount
      category { id name parent { name parent { name } } }
      merchant { id name mcc rating marketplace { code } }
      marketplace { code }
      variants { id sku name price { amount currency } isInStock availableQuantity product { id } }
    }
  }
`;

test('anybody reads a product with its shop, category and variants', async () => {
  const { data, errors } = await ask(product, { id: castId('prd', 1) });

  expect(errors).toBeUndefined();
  expect(data).toMatchObject({
    product: {
      id: castId('prd', 1),
      gtin: null,
      title: 'Beef noodles',
      status: 'ACTIVE',
      priceFrom: { amount: '38.50', currency: 'CNY' },
      category: { name: 'Meals', parent: { name: 'Food', parent: null } },
      merchant: { id: castId('mer', 1), name: 'Lucky Noodle House', mcc: '5812', marketplace: { code: 'GROUP_DEALS' } },
      marketplace: { code: 'GROUP_DEALS' },
    },
  });
  expect((data as { product: { variants: unknown[] } }).product.variants[0]).toMatchObject({
    sku: 'P0001-1',
    price: { amount: '38.50', currency: 'CNY' },
    product: { id: castId('prd', 1) },
  });
});

test.each([
  ['13 digits', '2690000000117', 11],
  ['the same filled to 14', '02690000000117', 11],
  ['8 digits', '20000219', 21],
  ['12 digits', '200000000226', 22],
])('a product is found by a GTIN of %s', async (_, gtin, number) => {
  const { data, errors } = await ask(product, { gtin });

  expect(errors).toBeUndefined();
  expect(data).toMatchObject({ product: { id: castId('prd', number) } });
});

test('a price has the digits of its currency (AT-2-1)', async () => {
  const { data } = await ask(
    '{ dollars: product(id: "ID1") { priceFrom { amount currency } } yen: product(id: "ID2") { priceFrom { amount currency } } }'
      .replace('ID1', castId('prd', 91))
      .replace('ID2', castId('prd', 101)),
  );

  expect(data).toEqual({
    dollars: { priceFrom: { amount: expect.stringMatching(/^\d+\.\d\d$/), currency: 'USD' } },
    yen: { priceFrom: { amount: expect.stringMatching(/^\d+$/), currency: 'JPY' } },
  });
});

const notOne = 'Name a product by exactly one of "id" and "gtin".';
const notGtin = 'is not a GTIN; expected 8, 12, 13 or 14 digits of which the last is the check digit.';
test.each([
  ['nothing', {}, notOne],
  ['null', { id: null }, notOne],
  ['both', { id: castId('prd', 11), gtin: '2690000000117' }, notOne],
  ['a GTIN with another check digit', { gtin: '2690000000118' }, `"2690000000118" ${notGtin}`],
  ['a GTIN of nothing', { gtin: '' }, `"" ${notGtin}`],
  ['a malformed id', { id: 'noodles' }, '"noodles" is not an id; expected prd_ and 26 characters.'],
  [
    'the id of a merchant',
    { id: castId('mer', 1) },
    `The id "${castId('mer', 1)}" names another type; expected prd_ and 26 characters.`,
  ],
])('a product asked by %s is a clear error', async (_, variables, message) => {
  const { data, errors } = await ask(product, variables);

  expect(data).toEqual({ product: null });
  expect(errors).toMatchObject([{ message, path: ['product'], extensions: { code: 'BAD_USER_INPUT' } }]);
});

test.each([
  ['an unknown id', { id: castId('prd', 999) }],
  ['an unknown GTIN', { gtin: '4006381333931' }],
  ['the id of a draft', { id: castId('prd', 118) }],
  ['the GTIN of a draft', { gtin: '2690000001183' }],
])('a product asked by %s is null', async (_, variables) => {
  expect(await ask(product, variables)).toEqual({ data: { product: null } });
});

test.each([
  ['paused', 119, 'PAUSED'],
  ['archived', 120, 'ARCHIVED'],
])('a product that is %s is shown and cannot be bought', async (_, number, status) => {
  const { data } = await ask(product, { id: castId('prd', number) });
  const { variants } = (data as { product: { variants: unknown[] } }).product;

  expect(data).toMatchObject({ product: { status } });
  expect(variants.length).toBeGreaterThan(0);
  for (const variant of variants) expect(variant).toMatchObject({ isInStock: false, availableQuantity: 0 });
});

const variantOf = async (number: number) => {
  const rows = sql`select id, product_id from variants where product_id = ${castUuid(number)} order by id limit 1`;
  return formatId('var', String((await world.subgraph.database.read.execute(rows))[0]?.['id']));
};

test('anybody reaches what is public by representation, and no draft', async () => {
  const representations = [
    { __typename: 'Product', id: castId('prd', 11) },
    { __typename: 'Product', gtin: '02690000000117' },
    { __typename: 'Variant', id: await variantOf(11) },
    { __typename: 'Merchant', id: castId('mer', 2) },
    { __typename: 'Marketplace', code: 'BRAND_MALL' },
    { __typename: 'GroupBuyTeam', id: castId('gbt', 1) },
    { __typename: 'Product', id: castId('prd', 118) },
    { __typename: 'Product', gtin: '2690000001183' },
    { __typename: 'Variant', id: await variantOf(118) },
    { __typename: 'Merchant', id: castId('mer', 999) },
    { __typename: 'Marketplace', code: 'MARS' },
  ];
  const { data, errors } = await ask(
    /* GraphQL */ `
      query ($representations: [_Any!]!) {
        _entities(representations: $representations) {
          ... on Product { title }
          ... on Variant { product { title } }
          ... on Merchant { name }
          ... on Marketplace { name }
          ... on GroupBuyTeam { status paidCount }
        }
      }
    `,
    { representations },
  );

  expect(errors).toBeUndefined();
  expect(data).toEqual({
    _entities: [
      { title: 'Wiper blades' },
      { title: 'Wiper blades' },
      { product: { title: 'Wiper blades' } },
      { name: 'Steady Wheel Workshop' },
      { name: 'Brand Mall' },
      { status: 'OPEN', paidCount: 2 },
      null,
      null,
      null,
      null,
      null,
    ],
  });
});

test('many products take one statement for each kind of row', async () => {
  const representations = Array.from({ length: 60 }, (_, index) => ({
    __typename: 'Product',
    id: castId('prd', index + 1),
  }));
  const query = /* GraphQL */ `
    query ($representations: [_Any!]!) {
      _entities(representations: $representations) {
        ... on Product {
          category { name }
          merchant { name }
          marketplace { name }
          variants { availableQuantity isInStock product { title } }
        }
      }
    }
  `;

  const statements = await world.statementsOf(() => ask(query, { representations }));

  expect(statements.sort()).toEqual([
    'commerce.categories_by_id',
    'commerce.marketplaces_by_code',
    'commerce.merchants_by_id',
    'commerce.products_by_id',
    'commerce.stock_by_variant',
    'commerce.variants_by_product',
  ]);
});

test('the least price follows the variants, and a product keeps one (S12)', async () => {
  const { write } = world.subgraph.database;
  const readPrice = async () => (await ask(`{ product(id: "${castId('prd', 2)}") { priceFrom { amount } } }`)).data;
  const before = await readPrice();

  await write.execute(insertVariant(2, 501, 1_00));
  expect(await readPrice()).toEqual({ product: { priceFrom: { amount: '1.00' } } });

  await write.execute(sql`update variants set price_minor = 250 where id = ${castUuid(501)}`);
  expect(await readPrice()).toEqual({ product: { priceFrom: { amount: '2.50' } } });

  await write.execute(sql`delete from variants where id = ${castUuid(501)}`);
  expect(await readPrice()).toEqual(before);

  await write.execute(sql`delete from stock_levels where merchant_id = ${castUuid(1)}`);
  await expect(write.execute(sql`delete from variants where product_id = ${castUuid(2)}`)).rejects.toMatchObject({
    cause: { message: expect.stringContaining('"price_from_minor"') },
  });
});

test('of two variants that arrive at once the cheaper one gives the least price', async () => {
  const { write, read } = world.subgraph.database;
  const isWaiting = async () =>
    (await read.execute(sql`select from pg_locks where not granted and locktype = 'transactionid'`)).length > 0;

  let dearer: Promise<unknown> | null = null;
  await write.transaction(async (transaction) => {
    await transaction.execute(insertVariant(3, 502, 1_00));
    dearer = write.transaction((other) => other.execute(insertVariant(3, 503, 2_00)));
    while (!(await isWaiting())) await new Promise(setImmediate);
  });
  await dearer;

  const { data } = await ask(`{ product(id: "${castId('prd', 3)}") { priceFrom { amount } } }`);
  expect(data).toEqual({ product: { priceFrom: { amount: '1.00' } } });
});

test('a person cannot sell on BRAND_MALL (AT-15-4)', async () => {
  const move = sql`update merchants set marketplace_code = 'BRAND_MALL' where seller_kind = 'PERSONAL'`;

  await expect(world.subgraph.database.write.execute(move)).rejects.toMatchObject({
    cause: { constraint_name: 'merchants_seller' },
  });
});

test('two products cannot have one GTIN, whatever zeros stand before it', async () => {
  const copy = sql`update products set gtin = '02690000000117' where id = ${castUuid(12)}`;

  await expect(world.subgraph.database.write.execute(copy)).rejects.toMatchObject({
    cause: { constraint_name: 'products_gtin' },
  });
});

function insertVariant(product: number, number: number, priceMinor: number) {
  return sql`
    insert into variants (merchant_id, id, product_id, sku, name, price_minor, currency)
    values (${castUuid(1)}, ${castUuid(number)}, ${castUuid(product)}, ${`T-${number}`}, 'Half', ${priceMinor}, 'CNY')`;
}
