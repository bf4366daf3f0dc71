import { anonymous, type Caller } from '@ecosystem/kit/caller';
import { customer, openTestSubgraph } from '@ecosystem/kit/testing';
import { castId } from '@ecosystem/kit/world';
import { afterAll, expect, test } from 'vitest';
import { health } from '../src/index.ts';

const world = await openTestSubgraph(health);
afterAll(() => world[Symbol.asyncDispose]());

const directory = /* GraphQL */ `
  query ($department: String, $first: Int = 100, $after: String) {
    practitioners(department: $department, first: $first, after: $after) {
      nodes { id department rating consultFee { amount currency } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

type Directory = {
  practitioners: {
    nodes: { id: string; rating: string | null }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
};

async function readDirectory(variables: Record<string, unknown>) {
  const { data } = await world.query(directory, { as: anonymous, variables });
  return (data as Directory).practitioners;
}

test('anybody reads all practitioners, best rated first and those without ratings last', async () => {
  const { nodes, pageInfo } = await readDirectory({});

  expect(nodes.map(({ rating }) => rating)).toEqual([
    '5.00',
    '4.95',
    '4.92',
    '4.88',
    '4.88',
    '4.70',
    '4.61',
    '3.90',
    null,
    null,
  ]);
  // Equal ratings and no ratings: the newer id first.
  expect([3, 4, 8, 9].map((place) => nodes[place]?.id)).toEqual([5, 3, 10, 2].map((number) => castId('pra', number)));
  expect(pageInfo.hasNextPage).toBe(false);
});

test('pages of one practitioner, one after the other, are the list, also past those without ratings', async () => {
  const whole = await readDirectory({});
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const { nodes, pageInfo } = await readDirectory({ first: 1, after });
    ids.push(...nodes.map(({ id }) => id));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);

  expect(ids).toEqual(whole.nodes.map(({ id }) => id));
});

test('one department has its own list', async () => {
  const { nodes } = await readDirectory({ department: 'GYNAECOLOGY_OBSTETRICS' });

  expect(nodes.map(({ id }) => id)).toEqual([castId('pra', 3), castId('pra', 4)]);
});

test('lists of several departments that are asked at once share one statement', async () => {
  const statements = await world.statementsOf(() =>
    Promise.all(['DERMATOLOGY', 'PAEDIATRICS', null].map((department) => readDirectory({ department }))),
  );

  expect(statements).toEqual(['health.practitioner_pages']);
});

test.each([
  ['an unknown department', { department: 'ALCHEMY' }, /^"ALCHEMY" is not a department; expected one of .*DERMATOLOGY/],
  ['two departments in one text', { department: 'DERMATOLOGY,PAEDIATRICS' }, /is not a department/],
  ['no entry', { first: 0 }, /^"first" must be between 1 and 100, not 0\.$/],
  ['101 entries', { first: 101 }, /^"first" must be between 1 and 100, not 101\.$/],
  ['a broken cursor', { after: 'nonsense' }, /^"nonsense" is not a cursor of this list/],
])('%s is a clear error', async (_, variables, message) => {
  const { data, errors } = await world.query(directory, { as: anonymous, variables });

  expect(data).toEqual({ practitioners: null });
  expect(errors).toMatchObject([
    { message: expect.stringMatching(message), path: ['practitioners'], extensions: { code: 'BAD_USER_INPUT' } },
  ]);
});

/** A practitioner who treats, or with other scopes. */
const practitioner = (number: number, scopes: readonly string[] = ['health:treat']): Caller => ({
  subject: castId('pra', number),
  scopes: new Set(scopes),
});

/** @liwei's appointments with the doctor of each, as @liwei sees them. */
async function readVisits() {
  const query = /* GraphQL */ `
    { me { health { patients { id appointments(first: 100) { nodes { id practitioner { id } } } } } } }
  `;
  const { data } = await world.query(query, { as: customer(1) });
  const [patient] = (
    data as {
      me: { health: { patients: { appointments: { nodes: { id: string; practitioner: { id: string } }[] } }[] } };
    }
  ).me.health.patients;
  return patient?.appointments.nodes ?? [];
}

const care = /* GraphQL */ `
  query ($representations: [_Any!]!) {
    _entities(representations: $representations) {
      ... on Customer { health { membership { id } } }
      ... on Patient { id nameMasked appointments(first: 100) { nodes { id } } }
      ... on Appointment { id patient { nameMasked } }
    }
  }
`;

test('a practitioner sees own appointments and the patients in them, and of them nothing else', async () => {
  const visits = await readVisits();
  const own = visits.filter(({ practitioner: { id } }) => id === castId('pra', 1));
  const others = visits.filter(({ practitioner: { id } }) => id !== castId('pra', 1));
  expect(own.length).toBeGreaterThan(0);
  expect(others.length).toBeGreaterThan(0);
  const representations = [
    { __typename: 'Customer', id: castId('cus', 1) },
    { __typename: 'Patient', id: castId('pat', 1) },
    { __typename: 'Appointment', id: own[0]?.id },
    { __typename: 'Appointment', id: others[0]?.id },
  ];

  const treating = await world.query(care, { as: practitioner(1), variables: { representations } });

  expect(treating.data).toEqual({
    _entities: [
      { health: null },
      { id: castId('pat', 1), nameMasked: '李*', appointments: { nodes: own.map(({ id }) => ({ id })) } },
      { id: own[0]?.id, patient: { nameMasked: '李*' } },
      null,
    ],
  });
  expect(treating.errors).toMatchObject([{ path: ['_entities', 0, 'health'], extensions: { code: 'FORBIDDEN' } }]);
});

test.each([
  ['a paediatrician, who has no appointment with a grown patient', practitioner(6)],
  ['a pharmacist, who reviews but does not treat', practitioner(1, ['health:review'])],
  ['an agent with the same number', { subject: castId('agt', 1), scopes: new Set(['health:treat']) }],
])('%s sees neither patient nor appointment', async (_, caller) => {
  const [visit] = await readVisits();
  const representations = [
    { __typename: 'Patient', id: castId('pat', 1) },
    { __typename: 'Appointment', id: visit?.id },
  ];

  const { data } = await world.query(care, { as: caller, variables: { representations } });

  expect(data).toEqual({ _entities: [null, null] });
});

test('the patients of several practitioners take one statement each for rows and for the right to see them', async () => {
  const representations = [1, 2, 20].map((number) => ({ __typename: 'Patient', id: castId('pat', number) }));
  const statements = await world.statementsOf(() =>
    Promise.all(
      [5, 7, 10].map((number) =>
        world.query(
          'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }',
          {
            as: practitioner(number),
            variables: { representations },
          },
        ),
      ),
    ),
  );

  expect(statements.sort()).toEqual(['health.care_by_pair', 'health.patients_by_id']);
});
