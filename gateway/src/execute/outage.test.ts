import { describe, expect, test } from 'vitest';
import type { PlanPath } from '../plan/query-plan.ts';
import { ada, type FixtureName, fixtureNames } from '../testing/fixture-subgraphs.ts';
import { startFixtureGateway, tokenOf } from '../testing/start-gateway.ts';
import { pathOfFailure } from './outage.ts';

const token = tokenOf(ada, 'people:read', 'people:email', 'care:read');
const profile = '{ me { id displayName account { level } care { plan } shop { cart } } }';

describe('a subgraph that is down', () => {
  const lost: Readonly<Record<FixtureName, { nulls: string[]; path: string[] }>> = {
    people: { nulls: ['displayName', 'account'], path: ['me', 'account'] },
    care: { nulls: ['care'], path: ['me', 'care'] },
    shop: { nulls: ['shop'], path: ['me', 'shop'] },
  };

  test.each(fixtureNames)('costs its own fields and one error with path and name: %s', async (name) => {
    await using world = await startFixtureGateway();
    const whole = { id: ada, displayName: 'Ada', account: { level: 3 }, care: { plan: 'GOLD' }, shop: { cart: 2 } };
    expect((await world.ask(profile, { token })).data).toEqual({ me: whole });

    world.transports[name].fault = new Error('connect ECONNREFUSED 10.0.0.7:5432');
    const { data, errors, status } = await world.ask(profile, { token });
    expect(status).toBe(200);
    expect(data).toEqual({ me: { ...whole, ...Object.fromEntries(lost[name].nulls.map((field) => [field, null])) } });
    expect(errors).toEqual([
      {
        message: `The ${name} subgraph does not answer at the moment.`,
        path: lost[name].path,
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: name },
      },
    ]);
  });

  test.each(fixtureNames)('keeps the id under any alias and condition: %s', async (name) => {
    await using world = await startFixtureGateway();
    world.transports[name].fault = new Error('down');
    const query =
      'query Q($with: Boolean!) { mine: me { customer: id @include(if: $with) displayName care { plan } shop { cart } } }';
    const { data, errors } = await world.ask(query, { token, variables: { with: true } });
    expect(data).toMatchObject({ mine: { customer: ada } });
    expect(errors).toHaveLength(1);
    expect((await world.ask(query, { token, variables: { with: false } })).data?.['mine']).not.toHaveProperty(
      'customer',
    );
  });

  test.each(fixtureNames)('does not take an object with it that others know too: %s', async (name) => {
    await using world = await startFixtureGateway();
    world.transports[name].fault = new Error('down');
    const door = { people: 'account { level }', care: 'care { plan }', shop: 'shop { cart }' }[name];
    const query = `query Q($with: Boolean!) { mine: me { ${door} me: id @include(if: $with) } }`;
    const { data, errors } = await world.ask(query, { token, variables: { with: true } });
    const doorName = lost[name].path[1] ?? '';
    expect(data).toEqual({ mine: { [doorName]: null, me: ada } });
    expect(errors).toMatchObject([
      { path: ['mine', doorName], extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: name } },
    ]);
  });

  test('leaves one that is really null as it is', async () => {
    await using world = await startFixtureGateway();
    world.transports.care.fault = new Error('down');
    const { data } = await world.ask('{ me { care { plan } } }', { token: tokenOf('agt_1', 'care:read') });
    expect(data).toEqual({ me: null });
  });

  test('shows no address to clients and the whole reason to the log', async () => {
    await using world = await startFixtureGateway();
    world.transports.care.fault = new Error('connect ECONNREFUSED 10.0.0.7:5432');
    const answer = await world.ask(profile, { token });
    expect(JSON.stringify(answer)).not.toContain('10.0.0.7');
    const log = world.logs.find(
      (line) => line['subgraph'] === 'care' && line['requestId'] === answer.headers['x-request-id'],
    );
    expect(JSON.stringify(log)).toContain('10.0.0.7');
  });

  test('that all others wait for leaves one error, and no complaint about nulls', async () => {
    await using world = await startFixtureGateway();
    world.transports.people.fault = new Error('down');
    const { data, errors } = await world.ask('{ orders { id buyer { displayName greeting } } }', { token });
    expect(data).toEqual({
      orders: [1, 2].map((id) => ({ id: String(id), buyer: { displayName: null, greeting: null } })),
    });
    expect(errors).toHaveLength(1);
    expect(errors).toMatchObject([{ path: ['orders'], extensions: { serviceName: 'people' } }]);
  });

  test('takes a root field that only it has', async () => {
    await using world = await startFixtureGateway();
    world.transports.care.fault = new Error('down');
    const { data, errors } = await world.ask('{ practitioners orders { id } }', { token });
    expect(data).toMatchObject({ practitioners: null, orders: [{ id: '1' }, { id: '2' }] });
    expect(errors).toMatchObject([{ path: ['practitioners'] }]);
  });

  test('together with all others gives one error each', async () => {
    await using world = await startFixtureGateway();
    for (const transport of Object.values(world.transports)) transport.fault = new Error('down');
    const { data, errors } = await world.ask(profile, { token });
    expect(data).toEqual({ me: null });
    expect(errors?.map((error) => [error.path, error.extensions['serviceName']]).sort()).toEqual(
      [...fixtureNames].sort().map((name) => [['me'], name]),
    );
  });

  test('comes back without a restart', async () => {
    await using world = await startFixtureGateway();
    world.transports.care.fault = new Error('down');
    await world.ask(profile, { token });
    world.transports.care.fault = null;
    expect((await world.ask(profile, { token })).errors).toBeUndefined();
  });
});

describe('the path of a failed fetch', () => {
  const query = '{me{a b door{x}}}';
  const root = [{ path: [], responseKey: null }];
  test.each([
    ['is that of the one lost field', { me: { a: 1, b: null, door: {} } }, ['me', 'b']],
    ['is that of the door among several', { me: { a: null, b: null, door: null } }, ['me', 'door']],
    ['is the common path of several without a door', { me: { a: null, b: null, door: {} } }, ['me']],
    ['ends at the first null', { me: null }, ['me']],
    ['is the root field where nothing is lost', { me: {} }, ['me']],
    ['is the root field where the answer is gone', null, ['me']],
  ])('%s', (_, data, path) => {
    expect(pathOfFailure({ query, places: root }, data)).toEqual(path);
  });

  test('of several root fields without a door is left out', () => {
    expect(pathOfFailure({ query: '{a b}', places: root }, { a: null, b: null })).toBeUndefined();
  });

  test.each([
    [
      'ends before the first list',
      [{ key: 'me' }, { key: 'orders' }, '@', { key: 'payment' }],
      { me: { orders: [{ payment: null }] } },
      ['me', 'orders'],
    ],
    ['goes to the lost field of one entity', [{ key: 'me' }], { me: { offers: null } }, ['me', 'offers']],
  ] satisfies [string, PlanPath, unknown, string[]][])('of entities %s', (_, path, data, expected) => {
    const entities =
      'query($representations:[_Any!]!){_entities(representations:$representations){...on Customer{offers}}}';
    expect(pathOfFailure({ query: entities, places: [{ path, responseKey: '_entities' }] }, data)).toEqual(expected);
  });

  test('for several places is what their paths have in common', () => {
    const entities =
      'query($a:[_Any!]!,$b:[_Any!]!){_e0:_entities(representations:$a){...on P{x}} _e1:_entities(representations:$b){...on P{y}}}';
    const places = [
      { path: [{ key: 'me' }, { key: 'one' }], responseKey: '_e0' },
      { path: [{ key: 'me' }, { key: 'all' }, '@' as const], responseKey: '_e1' },
    ];
    const data = { me: { one: { x: null }, all: [{ y: null }] } };
    expect(pathOfFailure({ query: entities, places }, data)).toEqual(['me']);
    expect(pathOfFailure({ query: entities, places: places.slice(0, 1) }, data)).toEqual(['me', 'one', 'x']);
  });
});
