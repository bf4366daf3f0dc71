import { anonymous } from '@ecosystem/kit/caller';
import { checkInvariants } from '@ecosystem/kit/invariants';
import { customer, openTestSubgraph } from '@ecosystem/kit/testing';
import { castId, castUuid, seedNow } from '@ecosystem/kit/world';
import { sql } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { health } from '../src/index.ts';

const world = await openTestSubgraph(health);
afterAll(() => world[Symbol.asyncDispose]());

const profile = /* GraphQL */ `
  query ($first: Int = 1, $after: String, $status: [AppointmentStatus!] = [BOOKED]) {
    me {
      id
      health {
        membership { id plan status familyDoctor { id name department } seatsUsed seatsTotal renewsOn }
        patients {
          id relationship gender nameMasked guardian { id }
          appointments(first: $first, after: $after, status: $status) {
            nodes { id status startsAt endsAt isVirtual fee { amount currency } practitioner { name } patient { id } }
            pageInfo { hasNextPage endCursor }
          }
        }
      }
    }
  }
`;

type Profile = {
  me: {
    health: {
      patients: {
        id: string;
        appointments: {
          nodes: { id: string; startsAt: Date; patient: { id: string } }[];
          pageInfo: { endCursor: string | null };
        };
      }[];
    };
  };
};

async function readPatients(number: number, variables?: Record<string, unknown>) {
  const { data } = await world.query(profile, { as: customer(number), ...(variables && { variables }) });
  return (data as Profile).me.health.patients;
}

test('@liwei is an active member with a family doctor and a booked appointment ahead', async () => {
  const { data, errors } = await world.query(profile, { as: customer(1) });

  expect(errors).toBeUndefined();
  expect(data).toMatchObject({
    me: {
      id: castId('cus', 1),
      health: {
        membership: {
          id: expect.stringMatching(/^cmb_/),
          status: 'ACTIVE',
          familyDoctor: { id: castId('pra', 1), department: 'FAMILY_MEDICINE' },
          seatsUsed: 1,
          seatsTotal: 4,
        },
        patients: [
          {
            id: castId('pat', 1),
            relationship: 'SELF',
            nameMasked: '李*',
            guardian: { id: castId('cus', 1) },
            appointments: {
              nodes: [{ status: 'BOOKED', practitioner: { name: '林文静' }, patient: { id: castId('pat', 1) } }],
            },
          },
        ],
      },
    },
  });
  const [patient] = await readPatients(1);
  expect(Number(new Date(patient?.appointments.nodes[0]?.startsAt ?? 0))).toBeGreaterThan(seedNow.getTime());
});

test('@wangfang cares for a family of three, herself first', async () => {
  const { data } = await world.query(profile, { as: customer(2) });

  expect(data).toMatchObject({
    me: {
      health: {
        membership: { status: 'ACTIVE', seatsUsed: 3, seatsTotal: 4 },
        patients: [{ relationship: 'SELF', nameMasked: '王*' }, {}, {}],
      },
    },
  });
});

test('the membership of a customer without an active one is the newest; a customer with nothing has none', async () => {
  const [lapsed, nothing] = await Promise.all([4, 50].map((number) => world.query(profile, { as: customer(number) })));

  expect(lapsed?.data).toMatchObject({ me: { health: { membership: { status: 'LAPSED', renewsOn: null } } } });
  expect(nothing?.data).toEqual({ me: { id: castId('cus', 50), health: { membership: null, patients: [] } } });
});

test('the active membership comes before a newer one that has ended', async () => {
  await world.subgraph.database.write.execute(sql`
    insert into memberships (customer_id, id, plan, status, seats_total)
    values (${castUuid(3)}, uuidv7('-2 days'), 'FAMILY_DOCTOR_4', 'ACTIVE', 4),
      (${castUuid(3)}, uuidv7('-1 day'), 'FAMILY_DOCTOR_8', 'ENDED', 8)`);

  const { data } = await world.query(profile, { as: customer(3) });

  expect(data).toMatchObject({
    me: { health: { membership: { plan: 'FAMILY_DOCTOR_4', status: 'ACTIVE', familyDoctor: null } } },
  });
});

test('the pages of a list, one after the other, are the list, latest first', async () => {
  const [whole] = await readPatients(1, { first: 8, status: null });
  const [first] = await readPatients(1, { first: 5, status: null });
  const [second] = await readPatients(1, { first: 5, status: null, after: first?.appointments.pageInfo.endCursor });

  const starts = whole?.appointments.nodes.map(({ startsAt }) => Number(new Date(startsAt))) ?? [];
  expect(starts).toHaveLength(8);
  expect(starts).toEqual(starts.toSorted((one, other) => other - one));
  expect([...(first?.appointments.nodes ?? []), ...(second?.appointments.nodes ?? [])]).toEqual(
    whole?.appointments.nodes,
  );
});

test('the profile takes one statement for each list, however many customers ask at once', async () => {
  const readStatements = async (numbers: readonly number[]) => {
    const names = await world.statementsOf(() =>
      Promise.all(numbers.map((number) => world.query(profile, { as: customer(number) }))),
    );
    return names.sort();
  };

  const expected = [
    'health.appointment_pages',
    'health.memberships_by_customer',
    'health.patients_by_customer',
    'health.patients_by_id',
    // Family doctors, then the doctors of appointments, unless both are known at the same moment.
    'health.practitioners_by_id',
    'health.practitioners_by_id',
  ];
  for (const numbers of [[2], [1, 2, 20]]) {
    const statements = await readStatements(numbers);
    expect(new Set(statements)).toEqual(new Set(expected));
    expect(statements.length).toBeLessThanOrEqual(expected.length);
  }
});

test('a customer reaches no row of another by door or representation, and every doctor', async () => {
  const family = await readPatients(2, { status: null });
  const visit = family.flatMap(({ appointments }) => appointments.nodes)[0];
  const representations = [
    { __typename: 'Customer', id: castId('cus', 2) },
    { __typename: 'Patient', id: family[2]?.id },
    { __typename: 'Appointment', id: visit?.id },
    { __typename: 'Practitioner', id: castId('pra', 3) },
    { __typename: 'Practitioner', id: castId('pra', 999) },
  ];
  const entities = /* GraphQL */ `
    query ($representations: [_Any!]!) {
      _entities(representations: $representations) {
        ... on Customer { health { patients { id } } }
        ... on Patient { nameMasked }
        ... on Appointment { status }
        ... on Practitioner { name }
      }
    }
  `;
  const doctors = [{ name: '郭晓梅' }, null];

  const stranger = await world.query(entities, { as: customer(1), variables: { representations } });
  const nobody = await world.query(entities, { as: anonymous, variables: { representations } });
  const owner = await world.query(entities, { as: customer(2), variables: { representations } });

  for (const { data, errors } of [stranger, nobody]) {
    expect(data).toEqual({ _entities: [{ health: null }, null, null, ...doctors] });
    expect(errors).toMatchObject([{ path: ['_entities', 0, 'health'], extensions: { code: 'FORBIDDEN' } }]);
  }
  expect(owner.data).toMatchObject({
    _entities: [
      { health: { patients: [{}, {}, {}] } },
      { nameMasked: expect.any(String) },
      { status: expect.any(String) },
      ...doctors,
    ],
  });
});

test.each([
  ['no entry', { first: 0 }, '"first" must be between 1 and 100, not 0.'],
  ['101 entries', { first: 101 }, '"first" must be between 1 and 100, not 101.'],
  [
    'a broken cursor',
    { after: 'nonsense' },
    '"nonsense" is not a cursor of this list; pass one that the list returned.',
  ],
])('a page of %s is a clear error', async (_, variables, message) => {
  const { errors } = await world.query(profile, { as: customer(1), variables });

  expect(errors).toMatchObject([
    { message, path: ['me', 'health', 'patients', 0, 'appointments'], extensions: { code: 'BAD_USER_INPUT' } },
  ]);
});

test.each([
  ['nonsense', '"nonsense" is not an id; expected pat_ and 26 characters.'],
  [castId('cus', 1), `The id "${castId('cus', 1)}" names another type; expected pat_ and 26 characters.`],
])('the representation of a patient with the id %s is a clear error', async (id, message) => {
  const { errors } = await world.query(
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }',
    { as: customer(1), variables: { representations: [{ __typename: 'Patient', id }] } },
  );

  expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
});

test('the demo world keeps the invariants', async () => {
  await expect(checkInvariants('health', world.subgraph.database, health.invariants)).resolves.toBeUndefined();
});
