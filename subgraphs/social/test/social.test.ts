import { anonymous, type Caller } from '@ecosystem/kit/caller';
import { checkInvariants } from '@ecosystem/kit/invariants';
import { customer, openTestSubgraph } from '@ecosystem/kit/testing';
import { castId } from '@ecosystem/kit/world';
import { afterAll, describe, expect, test } from 'vitest';
import { social } from '../src/index.ts';

const world = await openTestSubgraph(social);
afterAll(() => world[Symbol.asyncDispose]());

const liwei = customer(1);
const instant = expect.stringMatching(/^20\d\d-\d\d-\d\dT.*Z$/);
const staff = (prefix: string, number: number): Caller => ({
  subject: castId(prefix, number),
  scopes: new Set(['customer:assist']),
});

const profile = /* GraphQL */ `
  query ($first: Int = 5, $after: String, $status: [ConsentStatus!]) {
    me {
      id
      displayName
      phoneMasked
      status
      joinedAt
      social {
        locale
        cityCode
        contactCount
        recentMiniPrograms { id name category partner { name } }
        consents(first: $first, after: $after, status: $status) {
          nodes { id status partner { id name } miniProgram { partner { id } } scopes sensitiveScopes expiresAt revokedAt }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }
`;

type Profile = {
  me: {
    social: {
      contactCount: number;
      recentMiniPrograms: { id: string }[];
      consents: {
        nodes: { id: string; status: string; partner: { id: string } }[];
        pageInfo: { hasNextPage: boolean; endCursor: string | null };
      };
    };
  };
};

async function readProfile(number: number, variables: Record<string, unknown> = {}) {
  const { data, errors } = await world.query(profile, { as: customer(number), variables });
  expect(errors).toBeUndefined();
  return (data as Profile).me.social;
}

describe('the cast', () => {
  test('@liwei sees the account, the mini program opened last first (AT-24-1) and the consents in force', async () => {
    const { data, errors } = await world.query(profile, { as: liwei, variables: { status: ['AUTHORISED'] } });

    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      me: {
        id: castId('cus', 1),
        displayName: '小伟',
        phoneMasked: '100****7919',
        status: 'ACTIVE',
        social: {
          locale: 'zh-CN',
          cityCode: '440300',
          recentMiniPrograms: [
            { id: castId('app', 1), name: 'Quick Ride', category: 'MOBILITY', partner: { name: 'Green Light Rides' } },
            { id: castId('app', 9) },
            { id: castId('app', 7) },
            { id: castId('app', 2) },
            { id: castId('app', 18) },
          ],
        },
      },
    });
    const { nodes } = (data as Profile).me.social.consents;
    const partners = nodes.map(({ partner }) => partner.id);
    expect(partners).toEqual(expect.arrayContaining([1, 2, 5, 6].map((number) => castId('par', number))));
    expect(nodes.every(({ status }) => status === 'AUTHORISED')).toBe(true);
  });

  test('@sunli took every consent back', async () => {
    const { consents } = await readProfile(7);

    expect(consents.nodes).toHaveLength(4);
    expect(consents.nodes).toEqual(
      consents.nodes.map(() => expect.objectContaining({ status: 'REVOKED', revokedAt: instant })),
    );
  });

  test('@erased sees that the account is erased, and nothing else', async () => {
    const { data, errors } = await world.query(profile, { as: customer(8) });

    expect(errors).toBeUndefined();
    expect(data).toEqual({
      me: {
        id: castId('cus', 8),
        displayName: null,
        phoneMasked: null,
        status: 'ERASED',
        joinedAt: null,
        social: null,
      },
    });
  });

  test('the newcomer has an account and nothing else', async () => {
    const { contactCount, recentMiniPrograms, consents } = await readProfile(50);

    expect({ contactCount, recentMiniPrograms, consents: consents.nodes }).toEqual({
      contactCount: 0,
      recentMiniPrograms: [],
      consents: [],
    });
  });

  test('a customer without an account gets an id and nulls', async () => {
    const { data, errors } = await world.query(profile, { as: customer(999) });

    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ me: { id: castId('cus', 999), displayName: null, status: null, social: null } });
  });

  test('names of 1 and of 40 characters are shown whole', async () => {
    const names = await Promise.all(
      [49, 48].map((number) => world.query('{ me { displayName } }', { as: customer(number) })),
    );

    expect(
      names.map(({ data }) => [...String((data as { me: { displayName: string } }).me.displayName)].length),
    ).toEqual([1, 40]);
  });
});

test('the profile takes one statement for each list, however many customers ask at once', async () => {
  const statementsFor = async (numbers: number[]) => {
    const names = await world.statementsOf(() =>
      Promise.all(numbers.map((number) => world.query(profile, { as: customer(number) }))),
    );
    return names.sort();
  };
  const several = await statementsFor([1, 2, 3, 5, 7]);

  expect([...new Set(several)]).toEqual([
    'social.consent_pages',
    'social.contact_counts_by_customer',
    'social.customers_by_id',
    'social.mini_programs_by_id',
    'social.partners_by_id',
    'social.recent_programs_by_customer',
  ]);
  // Partners stand at three places of the profile, each of which may be reached at another time.
  const partners = several.filter((name) => name === 'social.partners_by_id');
  expect(partners.length).toBeLessThanOrEqual(3);
  expect(several.filter((name) => name !== 'social.partners_by_id')).toHaveLength(5);
});

test('`me` with its id alone takes no statement', async () => {
  expect(await world.statementsOf(() => world.query('{ me { id } }', { as: liwei }))).toEqual([]);
});

describe('consents', () => {
  test('the pages, one after the other, are the list, newest first', async () => {
    const whole = await readProfile(1, { first: 100 });
    const first = await readProfile(1, { first: 3 });
    const second = await readProfile(1, { first: 100, after: first.consents.pageInfo.endCursor });
    const idsOf = ({ consents }: Profile['me']['social']) => consents.nodes.map(({ id }) => id);

    expect(idsOf(whole)).toHaveLength(8);
    expect([...idsOf(first), ...idsOf(second)]).toEqual(idsOf(whole));
    // The ids begin with the time at which they were made.
    expect(idsOf(whole)).toEqual(idsOf(whole).toSorted().toReversed());
    expect(first.consents.pageInfo.hasNextPage).toBe(true);
    expect(second.consents.pageInfo.hasNextPage).toBe(false);
  });

  test('each sensitive scope that is granted was agreed to separately (C2)', async () => {
    const { consents } = await readProfile(1, { first: 100 });

    expect(consents.nodes).toContainEqual(
      expect.objectContaining({
        scopes: ['PROFILE_BASIC', 'TRIPS_READ', 'VEHICLES_READ'],
        sensitiveScopes: ['TRIPS_READ'],
      }),
    );
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
    const { errors } = await world.query(profile, { as: liwei, variables });

    expect(errors).toMatchObject([
      { message, path: ['me', 'social', 'consents'], extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });
});

test('a customer reaches no row of another by door or representation; partners and mini programs are public', async () => {
  const { consents } = await readProfile(7);
  const query = /* GraphQL */ `
    query ($representations: [_Any!]!) {
      _entities(representations: $representations) {
        ... on Customer { social { contactCount } }
        ... on Consent { purpose }
        ... on Partner { name standing: status industry onboardedAt }
        ... on MiniProgram { name status }
      }
    }
  `;
  const representations = [
    { __typename: 'Customer', id: castId('cus', 7) },
    { __typename: 'Consent', id: consents.nodes[0]?.id },
    { __typename: 'Partner', id: castId('par', 14) },
    { __typename: 'MiniProgram', id: castId('app', 19) },
    { __typename: 'Partner', id: castId('par', 999) },
    { __typename: 'MiniProgram', id: castId('app', 999) },
    { __typename: 'Consent', id: castId('cns', 999) },
  ];
  const publicRows = [
    { name: 'Quick Coin Lending', standing: 'REJECTED', industry: 'FINANCE', onboardedAt: null },
    { name: 'Cover Compare', status: 'REGISTERED' },
    null,
    null,
    null,
  ];

  const ask = (as: Caller) => world.query(query, { as, variables: { representations } });
  const owner = await ask(customer(7));

  for (const outsider of [liwei, staff('agt', 1), staff('par', 1), anonymous]) {
    const { data, errors } = await ask(outsider);
    expect(data).toEqual({ _entities: [{ social: null }, null, ...publicRows] });
    expect(errors).toMatchObject([{ path: ['_entities', 0, 'social'], extensions: { code: 'FORBIDDEN' } }]);
  }
  expect(owner.errors).toBeUndefined();
  expect(owner.data).toEqual({
    _entities: [{ social: { contactCount: expect.any(Number) } }, { purpose: expect.any(String) }, ...publicRows],
  });
});

test.each([
  ['customer', 'nonsense', '"nonsense" is not an id; expected cus_ and 26 characters.'],
  ['customer', castId('app', 1), `The id "${castId('app', 1)}" names another type; expected cus_ and 26 characters.`],
  ['miniProgram', '', '"" is not an id; expected app_ and 26 characters.'],
  [
    'miniProgram',
    castId('par', 1),
    `The id "${castId('par', 1)}" names another type; expected app_ and 26 characters.`,
  ],
])('%s(id: "%s") is a clear error', async (field, id, message) => {
  const { data, errors } = await world.query(`query ($id: ID!) { ${field}(id: $id) { id } }`, {
    as: liwei,
    variables: { id },
  });

  expect(data).toEqual({ [field]: null });
  expect(errors).toMatchObject([{ message, path: [field], extensions: { code: 'BAD_USER_INPUT' } }]);
});

test('the demo world keeps the invariants', async () => {
  await expect(checkInvariants('social', world.subgraph.database, social.invariants)).resolves.toBeUndefined();
});
