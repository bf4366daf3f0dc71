import { describe, expect, test } from 'vitest';
import { ada, bob } from '../testing/fixture-subgraphs.ts';
import { startFixtureGateway, tokenOf } from '../testing/start-gateway.ts';
import { createLocalBudgets } from './local.ts';

const json = { 'content-type': 'application/json' };
/** Ten orders and ten buyers. */
const dear = '{ orders { buyer { id } } }';
const cheap = '{ who }';

const start = (quota: number, ceiling: number) =>
  startFixtureGateway({ firstPartyBudgets: createLocalBudgets({ quota, ceiling, windowS: 60 }) });
type World = Awaited<ReturnType<typeof start>>;

const post = (world: World, payload: object, headers: Record<string, string> = {}, remoteAddress = '203.0.113.1') =>
  world.gateway.fastify.inject({
    method: 'POST',
    url: '/graphql',
    headers: { ...json, ...headers },
    payload,
    remoteAddress,
  });

describe('an operation of a first-party client', () => {
  test('that is too dear is refused with 400 and both numbers, the first time and when it is known', async () => {
    await using world = await start(1_000, 19);
    await using generous = await start(1_000, 20);
    for (const _ of ['by the server', 'in the fast lane']) {
      const response = await post(world, { query: dear });
      expect(response.statusCode).toBe(400);
      expect(response.json()).toEqual({
        errors: [
          {
            message: 'The operation may cost 20; at most 19 is allowed for one.',
            extensions: { code: 'COST_LIMIT', cost: { estimated: 20, maximum: 19 } },
          },
        ],
      });
      expect((await post(generous, { query: dear })).json()).toMatchObject({ data: { orders: expect.any(Array) } });
    }
    expect(world.subgraphs.shop.asked).toEqual([]);
  });

  test('over the budget of its caller is refused with 429 and the time to wait', async () => {
    await using world = await start(2, 2);
    const as = (id: string) => ({ authorization: `Bearer ${tokenOf(id)}` });
    for (let turn = 0; turn < 2; turn += 1) expect((await post(world, { query: cheap }, as(ada))).statusCode).toBe(200);
    const refused = await post(world, { query: cheap }, as(ada));
    expect(refused.statusCode).toBe(429);
    expect(refused.headers).toMatchObject({
      'retry-after': '60',
      'ratelimit-policy': '"quota";q=2;w=60',
      ratelimit: '"quota";r=0;t=60',
    });
    expect(refused.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED', retryAfterS: 60 } }] });
    // A text that the server sees for the first time.
    const unknown = await post(world, { query: `${cheap} # again` }, as(ada));
    expect([unknown.statusCode, unknown.headers['retry-after']]).toEqual([429, '60']);
    expect((await post(world, { query: cheap }, as(bob))).statusCode).toBe(200);
  });

  test.each([
    ['one address', '203.0.113.1', '203.0.113.1', 429],
    ['two addresses', '203.0.113.1', '203.0.113.2', 200],
    ['one network of IPv6', '2001:db8::1', '2001:db8::2:3', 429],
    ['two networks of IPv6', '2001:db8:0:1::1', '2001:db8:0:2::1', 200],
  ])('without a token is charged to its address: %s', async (_, first, second, status) => {
    await using world = await start(1, 1);
    await post(world, { query: cheap }, {}, first);
    expect((await post(world, { query: cheap }, {}, second)).statusCode).toBe(status);
  });

  test.each(['POST', 'GET'] as const)('shows its cost to whom asks, by %s', async (method) => {
    await using world = await start(100, 100);
    const ask = async () => {
      const search = new URLSearchParams({ query: dear, extensions: '{"cost":true}' });
      const response =
        method === 'POST'
          ? await post(world, { query: dear, extensions: { cost: true } })
          : await world.gateway.fastify.inject({
              url: `/graphql?${search}`,
              headers: json,
              remoteAddress: '203.0.113.1',
            });
      return response.json<{ extensions?: unknown }>().extensions;
    };
    expect(await ask()).toEqual({ cost: { estimated: 20, remaining: 80 } });
    expect(await ask()).toEqual({ cost: { estimated: 20, remaining: 60 } });
    expect((await post(world, { query: dear })).json()).not.toHaveProperty('extensions');
  });

  test('is not charged where no budget is set', async () => {
    await using world = await startFixtureGateway();
    expect((await world.ask(dear)).status).toBe(200);
  });
});
