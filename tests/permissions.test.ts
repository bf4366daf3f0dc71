import { personas } from '@ecosystem/kit/personas';
import { castId } from '@ecosystem/kit/world';
import { afterAll, describe, expect, test } from 'vitest';
import { readOperation, startWorld, subgraphNames } from './world.ts';

const world = await startWorld();
afterAll(() => world[Symbol.asyncDispose]());

/** One small selection behind each door. */
const doors = {
  finance: 'finance { loyalty { tier } }',
  health: 'health { patients { id } }',
  auto: 'auto { vehicles { id } }',
  commerce: 'commerce { cart { id } }',
  social: 'social { locale }',
} as const;

/** Domain section 9: who may open which doors, by scope; whether there is a row behind them is another matter. */
const doorsOf: Record<string, readonly (typeof subgraphNames)[number][]> = {
  customer: subgraphNames,
  explorer: subgraphNames,
  agent: ['finance', 'social'],
  'claim-handler': [],
  merchant: [],
  workshop: [],
  pharmacy: [],
  practitioner: ['social'],
  pharmacist: [],
  driver: [],
  'lot-operator': [],
  carrier: [],
  partner: [],
  applicant: [],
  'platform-operator': [],
  auditor: [],
};

test('every persona of the domain page is in the table', () => {
  expect(Object.keys(doorsOf).sort()).toEqual(Object.keys(personas).sort());
});

describe.each(Object.entries(doorsOf))('the %s', (persona, open) => {
  test('opens the doors of its scopes on me, and no other', async () => {
    const { data, errors = [] } = await world.ask<{ me: Record<string, unknown> | null }>(
      `{ me { ${Object.values(doors).join(' ')} } }`,
      { token: await world.token(persona) },
    );
    const closed = subgraphNames.filter((name) => !open.includes(name));

    expect(errors.map(({ path, extensions }) => [path, extensions['code']]).sort()).toEqual(
      closed.map((name) => [['me', name], 'FORBIDDEN']).sort(),
    );
    const isCustomer = personas[persona]?.subject.startsWith('cus_');
    if (!isCustomer) expect(data).toEqual({ me: null });
    for (const name of isCustomer ? subgraphNames : []) {
      if (open.includes(name)) expect(data?.me?.[name]).toEqual(expect.any(Object));
      else expect(data?.me?.[name]).toBeNull();
    }
  });

  test('finds a customer only with a scope for it', async () => {
    const { errors = [] } = await world.ask(`{ customer(id: "${castId('cus', 3)}") { displayName } }`, {
      token: await world.token(persona),
    });
    const scopes: readonly string[] = personas[persona]?.scopes ?? [];

    const mayAsk = scopes.includes('customer:read') || scopes.includes('customer:assist');
    expect(errors.map(({ path, extensions }) => [path, extensions['code']])).toEqual(
      mayAsk ? [] : [[['customer'], 'FORBIDDEN']],
    );
  });
});

test('a token without health:read gets null and FORBIDDEN with its path there, and all the rest', async () => {
  const { data: whole } = await world.ask<{ me: Record<string, unknown> }>(readOperation('profile'), {
    token: await world.token('customer'),
  });
  const scopes = (personas['customer']?.scopes ?? []).filter((scope) => scope !== 'health:read');

  const { status, data, errors } = await world.ask(readOperation('profile'), {
    token: await world.tokenWith(castId('cus', 1), scopes),
  });

  expect(status).toBe(200);
  expect(data).toEqual({ me: { ...whole?.me, health: null } });
  expect(errors).toMatchObject([
    {
      path: ['me', 'health'],
      message: 'Customer.health needs the scope "health:read".',
      extensions: { code: 'FORBIDDEN' },
    },
  ]);
});

describe('an agent', () => {
  const read = (number: number) => /* GraphQL */ `
    { customer(id: "${castId('cus', number)}") { displayName phoneMasked ${doors.finance} ${doors.health} } }
  `;

  test('reads who is assigned, as far as the scopes go', async () => {
    const { data, errors } = await world.ask(read(1), { token: await world.token('agent') });

    expect(data).toEqual({
      customer: {
        displayName: '小伟',
        phoneMasked: expect.stringMatching(/^100\*{4}\d{4}$/),
        finance: { loyalty: { tier: 'GOLD' } },
        health: null,
      },
    });
    expect(errors).toMatchObject([{ path: ['customer', 'health'], extensions: { code: 'FORBIDDEN' } }]);
  });

  test('finds nobody else', async () => {
    const { data } = await world.ask(read(2), { token: await world.token('agent') });

    expect(data).toEqual({ customer: null });
  });

  test('has the door of finance shut for those of another agent, whatever the way to them', async () => {
    const { data, errors } = await world.subgraphs.finance.query(
      `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Customer { ${doors.finance} } } }`,
      {
        as: { subject: castId('agt', 1), scopes: new Set(personas['agent']?.scopes) },
        variables: { r: [{ __typename: 'Customer', id: castId('cus', 2) }] },
      },
    );

    expect(data).toEqual({ _entities: [{ finance: null }] });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});

test('a door that is refused costs no fetch', async () => {
  const token = await world.tokenWith(castId('cus', 1), ['finance:read']);
  world.fetches.length = 0;
  await world.ask(`{ me { ${doors.finance} ${doors.health} ${doors.auto} } }`, { token });

  expect(world.fetches.map(({ subgraph }) => subgraph)).toEqual(['finance']);
});

test('an anonymous caller reads what is public, and is asked for a token elsewhere', async () => {
  const { status, data, errors } = await world.ask(
    '{ marketplaces { code } practitioners(first: 1) { nodes { name } } city(code: "440300") { name } miniPrograms(first: 1) { nodes { name } } me { id } }',
  );

  expect(status).toBe(200);
  expect(data).toMatchObject({
    marketplaces: { length: 6 },
    practitioners: { nodes: [{}] },
    city: { name: 'Shenzhen' },
    miniPrograms: { nodes: [{}] },
    me: null,
  });
  expect(errors).toMatchObject([{ path: ['me'], extensions: { code: 'UNAUTHENTICATED' } }]);
});

describe('a customer never sees a row of another', () => {
  const victim = castId('cus', 6);

  test('by the root field: somebody who is no contact answers like somebody who does not exist', async () => {
    const token = await world.token('customer', castId('cus', 50));
    const stranger = await world.ask(`{ customer(id: "${victim}") { displayName phoneMasked } }`, { token });
    const nobody = await world.ask(`{ customer(id: "${castId('cus', 999)}") { displayName phoneMasked } }`, { token });

    expect(stranger.data).toEqual({ customer: null });
    expect({ data: nobody.data, errors: nobody.errors }).toEqual({ data: stranger.data, errors: stranger.errors });
  });

  test.each(subgraphNames)('through the door %s, whatever the way to the customer', async (name) => {
    // Every subgraph is asked directly for the other's door, as the gateway would after a hop.
    const { subgraph } = world.subgraphs[name];
    const caller = { subject: castId('cus', 50), scopes: new Set(personas['customer']?.scopes) };
    const result = await subgraph.execute({
      query: `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Customer { ${doors[name]} } } }`,
      variables: { r: [{ __typename: 'Customer', id: victim }] },
      caller,
      requestId: 'test',
    });

    expect(result.data).toEqual({ _entities: [{ [name]: null }] });
    expect(result.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});
