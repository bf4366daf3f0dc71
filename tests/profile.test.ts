import { currencyExponent } from '@ecosystem/kit/money';
import { castId } from '@ecosystem/kit/world';
import { Kind, parse } from 'graphql';
import { afterAll, describe, expect, test } from 'vitest';
import { readOperation, startWorld, subgraphNames } from './world.ts';

const world = await startWorld();
afterAll(() => world[Symbol.asyncDispose]());
const profile = readOperation('profile');
const liwei = await world.token('customer', 'liwei');

interface Profile {
  me: {
    finance: { wallet: Record<'balance' | 'available' | 'held', { amount: string }> };
    commerce: { orders: { nodes: unknown[] } };
  } & Record<string, unknown>;
}

test('one request gives @liwei data behind all five doors (AT-1-1)', async () => {
  const { status, data, errors } = await world.ask(profile, { token: liwei });

  expect(status).toBe(200);
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({
    me: {
      displayName: expect.any(String),
      status: 'ACTIVE',
      finance: { kyc: { level: expect.any(String) }, wallet: { status: 'ACTIVE' }, policies: expect.any(Array) },
      health: { patients: [{ relationship: 'SELF' }] },
      auto: { vehicles: [{ id: castId('veh', 1), powertrain: 'BEV' }], rides: { nodes: [{}] } },
      commerce: { orders: { nodes: [{}, {}, {}] } },
      social: { consents: { nodes: expect.any(Array) } },
    },
  });
});

test('the answer keeps the order of the query', async () => {
  const { data } = await world.ask(
    '{ me { social { locale } id finance { loyalty { points tier } } displayName auto { rides(first: 1) { nodes { status id } } } } }',
    { token: liwei },
  );

  expect(JSON.stringify(data)).toMatch(
    /^\{"me":\{"social":\{"locale":.*\},"id":.*,"finance":\{"loyalty":\{"points":.*,"tier":.*\}\},"displayName":.*,"auto":\{"rides":\{"nodes":\[\{"status":.*,"id":/,
  );
});

test('the profile is one wave of five fetches, one to each subgraph (AT-1-4)', async () => {
  world.fetches.length = 0;
  await world.ask(profile, { token: liwei });

  expect(world.fetches.map(({ subgraph }) => subgraph).sort()).toEqual([...subgraphNames].sort());
  // A fetch that needs another's answer asks entities by key; none does, so all five start at once.
  for (const { query } of world.fetches) expect(query).not.toContain('_entities');
});

test('a client that asks the id of me has it asked from all five, so that it never hangs on one of them', async () => {
  world.fetches.length = 0;
  await world.ask(profile.replace('me {', 'me { id'), { token: liwei });

  expect(world.fetches.map(({ subgraph }) => subgraph).sort()).toEqual([...subgraphNames].sort());
  for (const { query } of world.fetches) expect(fieldsOfMe(query)).toContain('id');
});

test.each(['liwei', 'wangfang', 'zhangmin', 'zhaolei', 'sunli'])(
  'the balance of @%s is what is available and what is held (AT-1-5)',
  async (name) => {
    const { data } = await world.ask<Profile>(profile, { token: await world.token('customer', name) });
    const { balance, available, held } = data?.me.finance.wallet ?? fail();

    const minor = (amount: string) => BigInt(amount.replace('.', ''));
    expect(minor(balance.amount)).toBe(minor(available.amount) + minor(held.amount));
  },
);

test('an answer crosses domains below the doors: the insured vehicle from auto, the lender from social', async () => {
  const { data, errors } = await world.ask(
    '{ me { finance { policies { ... on AutoPolicy { product vehicle { plate make } } } loans { lender { name kind } } } } }',
    { token: await world.token('customer', 'zhangmin') },
  );

  expect(errors).toBeUndefined();
  expect(findAll(data, 'vehicle')).toContainEqual({ plate: expect.any(String), make: expect.any(String) });

  const loans = await world.ask('{ me { finance { loans { lender { name kind } } } } }', { token: liwei });
  expect(findAll(loans.data, 'lender')).toContainEqual({ name: expect.any(String), kind: 'BANK' });
});

describe('money', () => {
  test.each(['profile', 'practitioners', 'product'])(
    'in the answer of %s has exactly the digits of its currency (AT-2-1)',
    async (name) => {
      const { data } = await world.ask(readOperation(name), {
        token: liwei,
        variables: { id: castId('prd', 1), first: 10 },
      });
      const amounts = findMoney(data);

      expect(amounts.length).toBeGreaterThan(0);
      for (const { amount, currency } of amounts) {
        expect(currency).toMatch(/^[A-Z]{3}$/);
        const digits = currencyExponent(currency);
        expect(amount).toMatch(digits === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${digits}}$`));
      }
    },
  );
});

describe('SQL', () => {
  const countsFor = async (customer: number, orders: number) => {
    const token = await world.token('customer', castId('cus', customer));
    const query = profile.replace('orders(first: 3)', `orders(first: ${orders})`);
    let count = 0;
    const statements = await world.statementsOf(async () => {
      const { data } = await world.ask<Profile>(query, { token });
      count = data?.me.commerce.orders.nodes.length ?? 0;
    });
    return { count, statements: statements.sort() };
  };

  test('of the profile is at most 30 statements, the same for 3 and for 30 orders (AT-19-1)', async () => {
    const few = await countsFor(9, 3);
    const many = await countsFor(9, 30);

    expect([few.count, many.count]).toEqual([3, 30]);
    expect(new Set(many.statements)).toEqual(new Set(few.statements));
    for (const { statements } of [few, many]) {
      expect(statements.length).toBeLessThanOrEqual(30);
      // One statement for each list, whatever its length. Partners stand at three places of the query, at different depths.
      const repeated = statements.filter((name, index) => statements.indexOf(name) !== index);
      expect(repeated.filter((name) => name !== 'social.partners_by_id')).toEqual([]);
      expect(repeated.length).toBeLessThanOrEqual(2);
    }
  });
});

test('anybody sees exactly six marketplaces (AT-15-1)', async () => {
  const { data } = await world.ask<{ marketplaces: { code: string }[] }>('{ marketplaces { code name } }');

  expect(data?.marketplaces.map(({ code }) => code).sort()).toEqual([
    'BRAND_MALL',
    'C2C_BAZAAR',
    'GROUP_DEALS',
    'RETAIL_GLOBAL',
    'WHOLESALE_CN',
    'WHOLESALE_GLOBAL',
  ]);
});

/** The fields that a fetch asks of `me` itself. */
function fieldsOfMe(query: string): string[] {
  const [operation] = parse(query).definitions;
  const selections = operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections : [];
  const me = selections.find((node) => node.kind === Kind.FIELD && node.name.value === 'me');
  const inner = me?.kind === Kind.FIELD ? (me.selectionSet?.selections ?? []) : [];
  return inner.flatMap((node) => (node.kind === Kind.FIELD ? [node.name.value] : []));
}

/** The values of a key, wherever it stands in an answer. */
function findAll(value: unknown, key: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => (name === key ? [inner] : findAll(inner, key)));
}

/** Every object in the answer that has an amount and a currency. */
function findMoney(value: unknown): { amount: string; currency: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('amount' in value && 'currency' in value)
    return [{ amount: String(value.amount), currency: String(value.currency) }];
  return Object.values(value).flatMap(findMoney);
}

function fail(): never {
  throw new Error('There is no answer.');
}
