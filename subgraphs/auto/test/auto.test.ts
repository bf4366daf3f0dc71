import { anonymous } from '@ecosystem/kit/caller';
import { checkInvariants } from '@ecosystem/kit/invariants';
import { customer, openTestSubgraph } from '@ecosystem/kit/testing';
import { castId } from '@ecosystem/kit/world';
import { afterAll, expect, test } from 'vitest';
import { auto } from '../src/index.ts';

const world = await openTestSubgraph(auto);
afterAll(() => world[Symbol.asyncDispose]());

const profile = /* GraphQL */ `
  query ($rides: Int = 2, $after: String) {
    me {
      id
      auto {
        vehicles { id plate make model powertrain inspectionDueOn owner { id } marketValue { amount currency } }
        fines(first: 3, status: [ISSUED, OVERDUE]) {
          nodes { id status amount { amount currency } surcharge { amount currency } dueOn vehicle { id } }
        }
        rides(first: $rides, after: $after) {
          nodes { id status requestedAt fare { amount currency } }
          edges { cursor }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
`;

test('@liwei sees the battery car whose inspection is due, the fines and the newest rides', async () => {
  const { data, errors } = await world.query(profile, { as: customer(1) });

  expect(errors).toBeUndefined();
  expect(data).toMatchObject({
    me: {
      id: castId('cus', 1),
      auto: {
        vehicles: [{ id: castId('veh', 1), make: 'BYD', powertrain: 'BEV', inspectionDueOn: '2026-11-13' }],
        fines: { nodes: [{ status: 'ISSUED' }, { status: 'OVERDUE' }] },
        rides: { pageInfo: { hasNextPage: true } },
      },
    },
  });
});

test('@liuyang has a fine in each state', async () => {
  const { data } = await world.query('{ me { auto { fines { nodes { status } } } } }', { as: customer(6) });
  const { nodes } = (data as { me: { auto: { fines: { nodes: { status: string }[] } } } }).me.auto.fines;

  expect(nodes.map(({ status }) => status).sort()).toEqual([
    'APPEALED',
    'CONFIRMED',
    'ISSUED',
    'OVERDUE',
    'PAID',
    'REVOKED',
    'UPHELD',
  ]);
});

test('the pages of a list, one after the other, are the list', async () => {
  const readIds = async (variables: Record<string, unknown>) => {
    const { data } = await world.query(profile, { as: customer(1), variables });
    const { rides } = (
      data as { me: { auto: { rides: { nodes: { id: string }[]; pageInfo: { endCursor: string } } } } }
    ).me.auto;
    return { ids: rides.nodes.map(({ id }) => id), after: rides.pageInfo.endCursor };
  };

  const whole = await readIds({ rides: 12 });
  const first = await readIds({ rides: 6 });
  const second = await readIds({ rides: 6, after: first.after });

  expect(whole.ids).toHaveLength(12);
  expect([...first.ids, ...second.ids]).toEqual(whole.ids);
});

test('the profile takes one statement for each list, however many customers ask at once', async () => {
  const statements = await world.statementsOf(() =>
    Promise.all([1, 5, 6].map((number) => world.query(profile, { as: customer(number) }))),
  );

  expect(statements.sort()).toEqual([
    'auto.fine_pages',
    'auto.ride_pages',
    'auto.vehicles_by_customer',
    'auto.vehicles_by_id',
  ]);
});

test('a customer reaches no row of another by door or representation', async () => {
  const { data: own } = await world.query(profile, { as: customer(6) });
  const { fines } = (own as { me: { auto: { fines: { nodes: { id: string }[] } } } }).me.auto;
  const representations = [
    { __typename: 'Customer', id: castId('cus', 6) },
    { __typename: 'Vehicle', id: castId('veh', 6) },
    { __typename: 'TrafficFine', id: fines.nodes[0]?.id },
    { __typename: 'Ride', id: castId('rid', 1) },
  ];
  const entities = /* GraphQL */ `
    query ($representations: [_Any!]!) {
      _entities(representations: $representations) {
        ... on Customer { auto { vehicles { id } } }
        ... on Vehicle { plate }
        ... on TrafficFine { description }
        ... on Ride { status }
      }
    }
  `;

  const stranger = await world.query(entities, { as: customer(1), variables: { representations } });
  const nobody = await world.query(entities, { as: anonymous, variables: { representations } });
  const owner = await world.query(entities, { as: customer(6), variables: { representations } });

  for (const { data, errors } of [stranger, nobody]) {
    expect(data).toEqual({ _entities: [{ auto: null }, null, null, null] });
    expect(errors).toMatchObject([{ path: ['_entities', 0, 'auto'], extensions: { code: 'FORBIDDEN' } }]);
  }
  expect(owner.data).toMatchObject({
    _entities: [{ auto: { vehicles: [{}] } }, { plate: expect.any(String) }, { description: expect.any(String) }, null],
  });
});

test('anybody reads a city by its code; an unknown code gives null', async () => {
  const { data } = await world.query(
    '{ known: city(code: "440300") { name } unknown: city(code: "999999") { name } }',
    { as: anonymous },
  );

  expect(data).toEqual({ known: { name: 'Shenzhen' }, unknown: null });
});

test.each([
  ['no entry', { rides: 0 }, '"first" must be between 1 and 100, not 0.'],
  ['101 entries', { rides: 101 }, '"first" must be between 1 and 100, not 101.'],
  [
    'a broken cursor',
    { after: 'nonsense' },
    '"nonsense" is not a cursor of this list; pass one that the list returned.',
  ],
])('a page of %s is a clear error', async (_, variables, message) => {
  const { errors } = await world.query(profile, { as: customer(1), variables });

  expect(errors).toMatchObject([{ message, path: ['me', 'auto', 'rides'], extensions: { code: 'BAD_USER_INPUT' } }]);
});

test.each([
  ['Vehicle', 'nonsense', '"nonsense" is not an id; expected veh_ and 26 characters.'],
  ['Ride', castId('veh', 1), `The id "${castId('veh', 1)}" names another type; expected rid_ and 26 characters.`],
  ['TrafficFine', 'fne_1', '"fne_1" is not an id; expected fne_ and 26 characters.'],
])('the representation of a %s with the id %s is a clear error', async (__typename, id, message) => {
  const { errors } = await world.query(
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }',
    { as: customer(1), variables: { representations: [{ __typename, id }] } },
  );

  expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
});

test('the demo world keeps the invariants', async () => {
  await expect(checkInvariants('auto', world.subgraph.database, auto.invariants)).resolves.toBeUndefined();
});
