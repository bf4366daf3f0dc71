import { anonymous, type Caller } from '@ecosystem/kit/caller';
import { customer } from '@ecosystem/kit/testing';
import { castId, castUuid } from '@ecosystem/kit/world';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { customers, partners } from '../src/db/tables.ts';
import {
  applicant,
  as,
  newKey,
  newUscc,
  openPartners,
  operator,
  type PartnersWorld,
  partnerWith,
} from './partners-world.ts';

let world: PartnersWorld;
beforeAll(async () => {
  world = await openPartners();
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const application = () => ({ name: 'Tea House', kind: 'MERCHANT', industry: 'RETAIL', uscc: newUscc() });
const register = (input: Record<string, unknown>, caller = applicant, fields = 'partner { id }') =>
  world.mutate('registerPartner', { ...application(), ...input }, caller, fields);

describe('a company that applies', () => {
  test('becomes a partner that has APPLIED, with the scopes that its industry begins with', async () => {
    const fields = 'partner { id name kind status industry onboardedAt miniPrograms { id } stakes { percent } }';
    const { partner, userErrors } = await register(
      { name: '  Tea House  ', uscc: '91350100M000100Y43' },
      applicant,
      fields,
    );

    expect(userErrors).toEqual([]);
    expect(partner).toEqual({
      id: expect.stringMatching(/^par_/),
      name: 'Tea House',
      kind: 'MERCHANT',
      status: 'APPLIED',
      industry: 'RETAIL',
      onboardedAt: null,
      miniPrograms: [],
      stakes: [],
    });
    const { id } = partner as { id: string };
    expect(await world.read('query ($id: ID!) { partner(id: $id) { allowedScopes } }', operator, { id })).toEqual({
      partner: { allowedScopes: ['PROFILE_BASIC', 'CONTACT_PHONE', 'ORDERS_READ'] },
    });
    const [row] = await world.subgraph.database.write
      .select()
      .from(partners)
      .where(eq(partners.uscc, '91350100M000100Y43'));
    expect(row).toMatchObject({ registeredBy: castId('cus', 9), createdAt: world.clock.now() });
    expect(await world.eventsOf(id)).toEqual([
      { topic: 'partner.registered', payload: { partnerId: row?.id, kind: 'MERCHANT', industry: 'RETAIL' } },
    ]);
  });

  test.each([
    ['a wrong check character (AT-3-1)', { uscc: '91350100M000100Y44' }, 'USCC_INVALID', 'uscc'],
    ['no code', { uscc: '' }, 'USCC_INVALID', 'uscc'],
    ['an empty name', { name: ' ' }, 'INVALID_INPUT', 'name'],
    ['a name of 101 characters', { name: '风'.repeat(101) }, 'INVALID_INPUT', 'name'],
    ['a key of 7 characters', { idempotencyKey: '1234567' }, 'INVALID_INPUT', 'idempotencyKey'],
  ])('with %s is refused, and nothing is written', async (_, input, code, field) => {
    const before = await world.subgraph.database.write.$count(partners);
    const { partner, userErrors } = await register(input);

    expect(partner).toBeNull();
    expect(userErrors).toMatchObject([{ code, path: [field] }]);
    expect(await world.subgraph.database.write.$count(partners)).toBe(before);
  });

  test('with the code of a partner is refused', async () => {
    const taken = await world.subgraph.database.write
      .select({ uscc: partners.uscc })
      .from(partners)
      .where(eq(partners.id, castUuid(1)));

    expect((await register({ ...taken[0] })).userErrors).toMatchObject([{ code: 'USCC_TAKEN', path: ['uscc'] }]);
  });

  test('with a name of 100 characters is taken', async () => {
    expect((await register({ name: '风'.repeat(100) })).userErrors).toEqual([]);
  });

  test('twice at once is taken once', async () => {
    const uscc = newUscc();
    const answers = await Promise.all([1, 2, 3, 4].map(() => register({ uscc })));

    expect(answers.flatMap(({ userErrors }) => userErrors.map(({ code }) => code))).toEqual(
      Array.from({ length: 3 }, () => 'USCC_TAKEN'),
    );
  });

  test('with the same key gets the same answer, also at once, and another input is refused', async () => {
    const input = { ...application(), idempotencyKey: newKey() };
    const [first, second] = await Promise.all([register(input), register(input)]);

    expect(first).toEqual(second);
    expect(first.userErrors).toEqual([]);
    expect((await register({ ...input, name: 'Coffee House' })).userErrors).toMatchObject([
      { code: 'IDEMPOTENCY_KEY_REUSED', path: ['idempotencyKey'] },
    ]);
  });

  test.each([
    ['FROZEN', 41, 'CUSTOMER_FROZEN'],
    ['ERASED', 8, 'CUSTOMER_ERASED'],
    ['CLOSING', 42, undefined],
  ] as const)('through an account that is %s is answered %s, %s', async (status, number, code) => {
    const [account] = await world.subgraph.database.write
      .select()
      .from(customers)
      .where(eq(customers.customerId, castUuid(number)));
    expect(account?.status).toBe(status);

    expect((await register({}, as('applicant', castId('cus', number)))).userErrors[0]?.code).toBe(code);
  });

  test('without signing in is an error', async () => {
    await expect(register({}, anonymous)).rejects.toThrow('A mutation needs a caller.');
  });
});

describe('a partner is seen', () => {
  const query = 'query ($id: ID!) { partner(id: $id) { id name allowedScopes } }';
  const name = 'Green Light Rides';
  const allowedScopes = [
    'PROFILE_BASIC',
    'CONTACT_PHONE',
    'VEHICLES_READ',
    'TRIPS_READ',
    'LOCATION_COARSE',
    'ORDERS_READ',
  ];
  const whole = { id: castId('par', 1), name, allowedScopes };

  test.each<[string, Caller, object | null]>([
    ['whole by itself', partnerWith(castId('par', 1)), whole],
    ['whole by an operator', operator, whole],
    ['by a customer without what it may ask for', customer(1), { ...whole, allowedScopes: null }],
    ['by other staff without what it may ask for', as('agent'), { ...whole, allowedScopes: null }],
    ['not by another partner', partnerWith(castId('par', 2)), null],
    ['not by another partner whose token says that it reviews', as('platform-operator', castId('par', 2)), null],
    ['not by anonymous callers', anonymous, null],
  ])('%s', async (_, caller, partner) => {
    expect(await world.read(query, caller, { id: castId('par', 1) })).toEqual({ partner });
  });

  test('as missing where there is none', async () => {
    expect(await world.read(query, operator, { id: castId('par', 999) })).toEqual({ partner: null });
  });
});

test('the demo has a live partner in each of six industries and more, each with scopes of its own (AT-29-1)', async () => {
  const { partners: page } = (await world.read(
    '{ partners(first: 100, status: [LIVE]) { nodes { id industry status allowedScopes } } }',
    operator,
  )) as { partners: { nodes: { id: string; industry: string; status: string; allowedScopes: string[] }[] } };
  const firstSix = [1, 2, 3, 4, 5, 6].map((number) => page.nodes.find(({ id }) => id === castId('par', number)));

  expect(firstSix.map((partner) => partner?.industry)).toEqual([
    'TRANSPORTATION',
    'HEALTHCARE',
    'TOURISM',
    'EDUCATION',
    'FINANCE',
    'RETAIL',
  ]);
  expect(page.nodes.every(({ status }) => status === 'LIVE')).toBe(true);
  expect(new Set(firstSix.map((partner) => partner?.allowedScopes.join())).size).toBe(6);
});

describe('the list of partners', () => {
  const list = `query ($status: [PartnerStatus!], $first: Int = 100, $after: String) {
    partners(status: $status, first: $first, after: $after) { nodes { name } pageInfo { endCursor } }
  }`;
  type List = { partners: { nodes: { name: string }[]; pageInfo: { endCursor: string | null } } };
  const readNames = async (variables: Record<string, unknown> = {}) => {
    const { partners: page } = (await world.read(list, operator, variables)) as List;
    return { names: page.nodes.map(({ name }) => name), after: page.pageInfo.endCursor };
  };

  test('comes by name, and its pages are the list', async () => {
    await register({ name: 'Tea House' });
    await register({ name: '茶馆' });
    const { names } = await readNames();
    const paged: string[] = [];
    let after: string | null = null;
    for (let page = 0; page * 2 < names.length; page += 1) {
      const next: Awaited<ReturnType<typeof readNames>> = await readNames({ first: 2, after });
      paged.push(...next.names);
      after = next.after;
    }

    expect(names.filter((name) => name === 'Tea House').length).toBeGreaterThan(1);
    expect(paged).toEqual(names);
    const latin = names.filter((name) => /^[A-Z]/.test(name) && !name.startsWith('风'));
    expect(latin).toEqual(latin.toSorted());
  });

  test('comes in the states that are asked for', async () => {
    expect((await readNames({ status: ['SANDBOX', 'REJECTED'] })).names).toEqual([
      'Quick Coin Lending',
      'Umbrella Tree Insurance',
    ]);
  });

  test('is for operators alone', async () => {
    for (const caller of [partnerWith(castId('par', 1)), customer(1), anonymous]) {
      const { data, errors } = await world.query(list, { as: caller });
      expect(data).toEqual({ partners: null });
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
  });

  test('takes one statement for each kind of thing in it', async () => {
    const statements = await world.statementsOf(() =>
      world.read(
        '{ partners(first: 100) { nodes { stakes { holder { name } } miniPrograms { liveVersion { version } versions { version } declaredScopes } } } }',
        operator,
      ),
    );

    expect(statements.sort()).toEqual([
      'social.live_versions_by_program',
      'social.mini_programs_by_partner',
      'social.partner_pages',
      'social.partners_by_id',
      'social.stakes_by_partner',
      'social.versions_by_program',
    ]);
  });
});
