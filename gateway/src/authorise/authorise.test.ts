import { describe, expect, test } from 'vitest';
import { ada } from '../testing/fixture-subgraphs.ts';
import { startFixtureGateway, tokenOf } from '../testing/start-gateway.ts';

describe('what a caller may not have', () => {
  test('is null with its path, its code and the scope that is missing; the rest arrives', async () => {
    await using world = await startFixtureGateway();
    const { data, errors, status } = await world.ask('{ me { displayName care { plan } shop { cart } } }', {
      token: tokenOf(ada),
    });
    expect(status).toBe(200);
    expect(JSON.stringify(data)).toBe(JSON.stringify({ me: { displayName: 'Ada', care: null, shop: { cart: 2 } } }));
    expect(errors).toEqual([
      {
        message: 'Customer.care needs the scope "care:read".',
        path: ['me', 'care'],
        extensions: { code: 'FORBIDDEN' },
      },
    ]);
    expect(world.subgraphs.care.asked).toHaveLength(0);
  });

  test('without a token is UNAUTHENTICATED, and nothing is fetched', async () => {
    await using world = await startFixtureGateway();
    const { data, errors } = await world.ask('{ me { displayName care { plan } } }');
    expect(data).toEqual({ me: null });
    expect(errors).toEqual([
      { message: 'Query.me needs an access token.', path: ['me'], extensions: { code: 'UNAUTHENTICATED' } },
    ]);
    expect(Object.values(world.subgraphs).flatMap(({ asked }) => asked)).toEqual([]);
  });

  test('without a token is not what a token without scopes was allowed before', async () => {
    await using world = await startFixtureGateway();
    const query = '{ me { displayName } }';
    expect((await world.ask(query, { token: tokenOf(ada) })).data).toEqual({ me: { displayName: 'Ada' } });
    expect((await world.ask(query)).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  test('does not keep an anonymous caller from what is open', async () => {
    await using world = await startFixtureGateway();
    const { data, errors } = await world.ask('{ practitioners me { id } }');
    expect(data).toEqual({ practitioners: ['Dr. Grey'], me: null });
    expect(errors).toHaveLength(1);
  });

  test.each([
    ['one of two needed scopes', ['people:email'], null],
    ['both needed scopes', ['people:email', 'people:read'], 'ada@example.org'],
    ['the other list', ['people:admin'], 'ada@example.org'],
  ])('of a field with two lists of scopes: %s', async (_, scopes, email) => {
    await using world = await startFixtureGateway();
    const { data, errors } = await world.ask('{ me { email } }', { token: tokenOf(ada, ...scopes) });
    expect(data).toEqual({ me: { email } });
    expect(errors?.[0]?.message).toBe(
      email ? undefined : 'Customer.email needs the scopes "people:email" and "people:read", or "people:admin".',
    );
  });

  test('under a policy is refused to everybody', async () => {
    await using world = await startFixtureGateway();
    const { data, errors } = await world.ask('{ me { sealed } }', { token: tokenOf(ada, 'nobody', 'people:admin') });
    expect(data).toEqual({ me: { sealed: null } });
    expect(errors).toMatchObject([{ path: ['me', 'sealed'], extensions: { code: 'FORBIDDEN' } }]);
  });

  test('takes its parent with it where null is not allowed, without a second error', async () => {
    await using world = await startFixtureGateway();
    const { data, errors } = await world.ask('{ me { displayName account { level pin } } }', {
      token: tokenOf(ada, 'people:read'),
    });
    expect(data).toEqual({ me: { displayName: 'Ada', account: null } });
    expect(errors).toHaveLength(1);
    expect(errors).toMatchObject([{ path: ['me', 'account', 'pin'], extensions: { code: 'FORBIDDEN' } }]);
  });

  test('leaves an object of which all else is refused', async () => {
    await using world = await startFixtureGateway();
    const { data } = await world.ask('{ me { care { plan } account { secret } } }', {
      token: tokenOf(ada, 'people:read'),
    });
    expect(data).toEqual({ me: { care: null, account: { secret: null } } });
  });

  test('is no mutation that is carried out', async () => {
    await using world = await startFixtureGateway();
    const { data, errors } = await world.ask('mutation { rename(name: "X") { id } }', { token: tokenOf(ada) });
    expect(data).toEqual({ rename: null });
    expect(errors).toMatchObject([{ path: ['rename'], extensions: { code: 'FORBIDDEN' } }]);
    expect(world.subgraphs.people.asked).toEqual([]);
  });

  test('cannot be had by a name of its own, by lists or by fragments', async () => {
    await using world = await startFixtureGateway();
    const query = `
      { orders { buyer { ...Buyer } } me { a: care { plan } ... { b: care { plan } ...Buyer } } }
      fragment Buyer on Customer { friends { ...Friend } }
      fragment Friend on Customer { care { plan } displayName }`;
    const { data, errors } = await world.ask(query, { token: tokenOf(ada) });
    const friends = [{ care: null, displayName: 'Bob' }];
    expect(data).toEqual({
      orders: [{ buyer: { friends } }, { buyer: { friends } }],
      me: { a: null, b: null, friends },
    });
    expect(errors?.map(({ path }) => path)).toEqual([
      ['orders', 'buyer', 'friends', 'care'],
      ['me', 'a'],
      ['me', 'b'],
      ['me', 'friends', 'care'],
    ]);
    expect(world.subgraphs.care.asked).toEqual([]);
  });

  test.each([
    ['@skip(if: true)', {}],
    ['@include(if: $with)', { with: false }],
    ['@skip(if: $without)', { without: true }],
  ])('is not complained about where %s leaves it out', async (condition, variables) => {
    await using world = await startFixtureGateway();
    const query = `query Q($with: Boolean = true, $without: Boolean = false) { me { id care ${condition} { plan } ...C ${condition} } q: __typename @include(if: $with) w: __typename @skip(if: $without) } fragment C on Customer { care { plan } }`;
    const { data, errors } = await world.ask(query, { token: tokenOf(ada), variables });
    expect(errors).toBeUndefined();
    expect(data?.['me']).toEqual({ id: ada });
  });

  test('depends on the conditions of each request, not on the first', async () => {
    await using world = await startFixtureGateway();
    const query = 'query Q($with: Boolean!) { me { id care @include(if: $with) { plan } } }';
    const token = tokenOf(ada);
    expect((await world.ask(query, { token, variables: { with: false } })).errors).toBeUndefined();
    expect((await world.ask(query, { token, variables: { with: true } })).errors).toHaveLength(1);
    expect((await world.ask(query, { token: tokenOf(ada, 'care:read'), variables: { with: true } })).data).toEqual({
      me: { id: ada, care: { plan: 'GOLD' } },
    });
  });

  test('of one kind of object does not hide the others', async () => {
    await using world = await startFixtureGateway();
    const query = '{ things { __typename name ... on Vault { code } } }';
    const { data, errors } = await world.ask(query, { token: tokenOf(ada) });
    expect(data).toEqual({
      things: [
        { __typename: 'Open', name: 'door' },
        { __typename: 'Vault', name: 'vault', code: null },
      ],
    });
    expect(errors).toMatchObject([{ path: ['things', 'code'] }]);
  });

  test('counts for a field whose type asks it, and for a fragment on that type', async () => {
    await using world = await startFixtureGateway();
    const query = '{ chest { gold } found { __typename ...C ... on Open { name } } } fragment C on Chest { gold }';
    const { data, errors } = await world.ask(query, { token: tokenOf(ada) });
    expect(data).toEqual({
      chest: null,
      found: [
        { __typename: 'Open', name: 'door' },
        { __typename: 'Chest', gold: null },
      ],
    });
    expect(errors?.map(({ path }) => path)).toEqual([['chest'], ['found', 'gold']]);
    expect((await world.ask(query, { token: tokenOf(ada, 'people:admin') })).data).toMatchObject({
      chest: { gold: 7 },
    });
  });

  test('inside a refused fragment is refused however deep the fragments go', async () => {
    await using world = await startFixtureGateway();
    const query = '{ found { ... on Chest { ... { ...F } } } } fragment F on Found { ... on Chest { treasure: gold } }';
    const { data, errors } = await world.ask(query, { token: tokenOf(ada) });
    expect(data).toEqual({ found: [{}, { treasure: null }] });
    expect(errors).toMatchObject([{ path: ['found', 'treasure'] }]);
  });

  test('is not found out by data that the plan fetched for itself', async () => {
    await using world = await startFixtureGateway();
    // shop needs displayName for greeting, so a field under the response key `displayName` is in the plan's data.
    const plain = '{ orders { buyer { displayName: email greeting } } }';
    const spread = '{ orders { buyer { ...B greeting } } } fragment B on Customer { displayName: email }';
    for (const query of [plain, spread]) {
      const { data } = await world.ask(query, { token: tokenOf(ada) });
      expect(data).toMatchObject({ orders: [{ buyer: { displayName: null } }, { buyer: { displayName: null } }] });
    }
  });

  test('is listed at most a hundred times, however fragments double', async () => {
    await using world = await startFixtureGateway();
    const doubling = Array.from(
      { length: 7 },
      (_, n) => `fragment F${n} on Customer { ...F${n + 1} friends { ...F${n + 1} } }`,
    );
    const { errors } = await world.ask(
      `{ me { ...F0 } } ${doubling.join(' ')} fragment F7 on Customer { care { plan } }`,
      {
        token: tokenOf(ada),
      },
    );
    expect(errors?.length).toBeLessThanOrEqual(100);
    expect(errors?.every(({ extensions }) => extensions['code'] === 'FORBIDDEN')).toBe(true);
  });

  test('is said before an outage of others', async () => {
    await using world = await startFixtureGateway();
    world.transports.shop.fault = new Error('down');
    const { data, errors } = await world.ask('{ me { id displayName care { plan } shop { cart } } }', {
      token: tokenOf(ada),
    });
    expect(data).toEqual({ me: { id: ada, displayName: 'Ada', care: null, shop: null } });
    expect(errors?.map(({ path, extensions }) => [path, extensions['code']])).toEqual([
      [['me', 'care'], 'FORBIDDEN'],
      [['me', 'shop'], 'SUBGRAPH_UNAVAILABLE'],
    ]);
  });
});
