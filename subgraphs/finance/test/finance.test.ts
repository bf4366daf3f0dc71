import { anonymous, type Caller } from '@ecosystem/kit/caller';
import { checkInvariants } from '@ecosystem/kit/invariants';
import { customer, openTestSubgraph } from '@ecosystem/kit/testing';
import { castId } from '@ecosystem/kit/world';
import { afterAll, describe, expect, test } from 'vitest';
import { finance } from '../src/index.ts';

const world = await openTestSubgraph(finance);
afterAll(() => world[Symbol.asyncDispose]());

const agent = (number: number): Caller => ({ subject: castId('agt', number), scopes: new Set(['finance:read']) });

const door = /* GraphQL */ `
  fragment Door on FinanceProfile {
    kyc { level verifiedAt nameMasked idNumberMasked expiresOn }
    wallet { id status balance { amount currency } available { amount } held { amount } dailyLimit { amount } }
    policies(status: $status) {
      __typename id policyNumber status product effectiveOn expiresOn autoRenews
      holder { id } premium { amount currency }
      ... on AutoPolicy { vehicle { id } }
      ... on HealthPolicy { deductibleRemaining { amount } }
      ... on LifePolicy { sumAssured { amount } }
    }
    payments(first: 1) { nodes { id } }
    openOffers { id }
    wealth { totalValue { amount currency } riskProfile holdings { id name units marketValue { amount } } }
    loans { id status principal { amount } outstanding { amount } aprPercent nextDueOn lender { id } }
    agent { id name licenceNumber }
    loyalty { tier points expiringNext30d }
  }
`;
const profile = /* GraphQL */ `
  query ($status: [PolicyStatus!]) { me { id finance { ...Door } } }
  ${door}
`;
const ofCustomer = /* GraphQL */ `
  query ($representations: [_Any!]!, $status: [PolicyStatus!]) {
    _entities(representations: $representations) { ... on Customer { finance { ...Door } } }
  }
  ${door}
`;

interface Policy {
  readonly __typename: string;
  readonly id: string;
  readonly status: string;
  readonly expiresOn: string;
}
type Profile = {
  readonly me: {
    readonly finance: {
      readonly policies: readonly Policy[];
      readonly wealth: {
        readonly totalValue: object;
        readonly holdings: readonly { marketValue: { amount: string } }[];
      };
      readonly wallet: Record<'balance' | 'available' | 'held', { readonly amount: string }>;
      readonly loans: readonly { readonly id: string; readonly status: string }[];
    } | null;
  };
};

async function readFinance(number: number, status: readonly string[] | null = null) {
  const { data, errors } = await world.query(profile, { as: customer(number), variables: { status } });
  expect(errors).toBeUndefined();
  return (data as Profile).me.finance;
}

describe('the cast', () => {
  test('@liwei has everything but a policy for the battery car', async () => {
    const { data, errors } = await world.query(profile, { as: customer(1) });

    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      me: {
        id: castId('cus', 1),
        finance: {
          kyc: { level: 'STANDARD', nameMasked: '李*', idNumberMasked: expect.stringMatching(/^9\*{16}[\dX]$/) },
          wallet: { id: castId('wal', 1), status: 'ACTIVE', balance: { amount: '12846.20', currency: 'CNY' } },
          loans: [{ id: castId('lon', 1), status: 'IN_REPAYMENT', lender: { id: castId('par', 5) } }],
          agent: { id: castId('agt', 1), name: 'Lin Yue' },
          wealth: { riskProfile: 'R3', holdings: [{}, {}, {}] },
          loyalty: { tier: 'GOLD', points: 6420, expiringNext30d: 320 },
        },
      },
    });
    const kinds = (await readFinance(1))?.policies.map(({ __typename }) => __typename);
    expect(kinds?.toSorted()).toEqual(['HealthPolicy', 'LifePolicy', 'ReturnFreightPolicy']);
  });

  test('@zhangmin has a policy in force for the car', async () => {
    const { data } = await world.query(profile, { as: customer(3), variables: { status: ['IN_FORCE'] } });

    expect(data).toMatchObject({
      me: {
        finance: {
          policies: expect.arrayContaining([
            expect.objectContaining({
              __typename: 'AutoPolicy',
              id: castId('pau', 3),
              holder: { id: castId('cus', 3) },
              vehicle: { id: castId('veh', 3) },
            }),
          ]),
        },
      },
    });
  });

  test('a customer with nothing has an empty wallet and no error', async () => {
    expect(await readFinance(50)).toMatchObject({
      kyc: { level: 'NONE', verifiedAt: null },
      wallet: { balance: { amount: '0.00' } },
      policies: [],
      wealth: { totalValue: { amount: '0.00' }, holdings: [] },
      loans: [],
      agent: null,
      loyalty: { points: 0 },
    });
  });

  test.each([
    ['an erased customer', 8],
    ['a customer who never had an account', 999],
  ])('%s has no finance', async (_, number) => {
    const { data, errors } = await world.query(profile, { as: customer(number) });

    expect(data).toEqual({ me: { id: castId('cus', number), finance: null } });
    expect(errors?.[0]).toMatchObject({
      message: 'This customer has no account in finance.',
      extensions: { code: 'FORBIDDEN' },
    });
  });
});

describe('money', () => {
  test.each([1, 2, 3, 20, 50])('in the wallet of customer %i is either available or held (AT-1-5)', async (number) => {
    const wallet = (await readFinance(number))?.wallet;
    const [balance, available, held] = [wallet?.balance, wallet?.available, wallet?.held].map((money) =>
      BigInt(money?.amount.replace('.', '') ?? ''),
    );

    expect(balance).toBe((available ?? 0n) + (held ?? 0n));
  });

  test('that @liwei has authorised is held', async () => {
    expect(await readFinance(1)).toMatchObject({
      wallet: { available: { amount: '12726.20' }, held: { amount: '120.00' } },
    });
  });

  test('in holdings sums to the total, largest holding first', async () => {
    const wealth = (await readFinance(1))?.wealth;
    const values = wealth?.holdings.map(({ marketValue }) => Number(marketValue.amount)) ?? [];
    const total = values.reduce((sum, value) => sum + value, 0).toFixed(2);

    expect(wealth?.totalValue).toEqual({ amount: total, currency: 'CNY' });
    expect(values).toEqual(values.toSorted((one, other) => other - one));
  });

  test('in a frozen wallet is seen by its owner', async () => {
    expect(await readFinance(20)).toMatchObject({ wallet: { status: 'FROZEN' } });
  });
});

describe('policies', () => {
  test('come with the latest term first, and only in the states asked for', async () => {
    const all = (await readFinance(1))?.policies ?? [];
    const ended = (await readFinance(1, ['EXPIRED', 'CANCELLED']))?.policies ?? [];
    const terms = all.map(({ expiresOn }) => expiresOn);

    expect(terms).toEqual(terms.toSorted().toReversed());
    expect(ended.map(({ id }) => id)).toEqual(all.filter(({ status }) => status === 'EXPIRED').map(({ id }) => id));
    expect(ended).toHaveLength(1);
    expect(await readFinance(1, [])).toMatchObject({ policies: [] });
  });

  test('a term that began on a leap day ends on 1 March', async () => {
    expect((await readFinance(10, ['EXPIRED']))?.policies).toContainEqual(
      expect.objectContaining({ effectiveOn: '2024-02-29', expiresOn: '2025-03-01' }),
    );
  });
});

test('payments come newest first, in pages, and only in the states asked for', async () => {
  type Page = { nodes: { id: string; status: string; createdAt: string }[]; pageInfo: { endCursor: string } };
  const read = async (input: string) => {
    const { data, errors } = await world.query(
      `{ me { finance { payments(${input}) { nodes { id status createdAt } pageInfo { endCursor } } } } }`,
      { as: customer(1) },
    );
    expect(errors).toBeUndefined();
    return (data as { me: { finance: { payments: Page } } }).me.finance.payments;
  };
  const all = await read('first: 100');
  const first = await read('first: 4');
  const second = await read(`first: 4, after: "${first.pageInfo.endCursor}"`);
  const times = all.nodes.map(({ createdAt }) => Date.parse(createdAt));
  const held = await read('status: [AUTHORISED]');

  expect(times).toEqual(times.toSorted((one, other) => other - one));
  expect([...first.nodes, ...second.nodes]).toEqual(all.nodes.slice(0, 8));
  expect(held.nodes).toEqual(all.nodes.filter(({ status }) => status === 'AUTHORISED'));
  expect(held.nodes).toHaveLength(1);
  expect((await read('status: []')).nodes).toEqual([]);
});

test('the profile takes one statement for each list, however many customers ask at once', async () => {
  const profileStatements = [
    'finance.agents_by_customer',
    'finance.holdings_by_customer',
    'finance.kyc_by_customer',
    'finance.loans_by_customer',
    'finance.loyalty_by_customer',
    'finance.open_offers',
    'finance.payment_pages',
    'finance.policy_pages',
    'finance.wallets_by_customer',
    'finance.wealth_by_customer',
  ];
  const many = await world.statementsOf(() =>
    Promise.all([1, 3, 5, 6].map((number) => world.query(profile, { as: customer(number) }))),
  );
  const one = await world.statementsOf(() => world.query(profile, { as: customer(1) }));
  const byAgent = await world.statementsOf(() =>
    world.query(ofCustomer, {
      as: agent(1),
      variables: {
        representations: [1, 4, 7].map((number) => ({ __typename: 'Customer', id: castId('cus', number) })),
      },
    }),
  );

  expect(many.toSorted()).toEqual(profileStatements);
  expect(one.toSorted()).toEqual(profileStatements);
  expect(byAgent.toSorted()).toEqual(profileStatements);
});

describe('an agent', () => {
  const readAs = (as: Caller, number: number) =>
    world.query(ofCustomer, {
      as,
      variables: { representations: [{ __typename: 'Customer', id: castId('cus', number) }] },
    });

  test('reads the finance of an assigned customer (AT-10-2)', async () => {
    const { data, errors } = await readAs(agent(1), 4);

    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      _entities: [{ finance: { agent: { id: castId('agt', 1) }, wallet: { id: castId('wal', 4) } } }],
    });
  });

  test.each<[string, Caller, number]>([
    ['an agent of somebody else', agent(2), 4],
    ['an agent, of a customer without one', agent(1), 31],
    ['an agent, of a customer who does not exist', agent(1), 999],
    ['another customer', customer(1), 4],
    ['a partner', { subject: castId('par', 1), scopes: new Set(['finance:read']) }, 4],
    ['an anonymous caller', anonymous, 4],
  ])('%s is answered in the same way', async (_, as, number) => {
    const { data, errors } = await readAs(as, number);

    expect(data).toEqual({ _entities: [{ finance: null }] });
    expect(errors).toMatchObject([
      {
        message: 'This part of a customer is for the customer and the assigned agent alone.',
        path: ['_entities', 0, 'finance'],
        extensions: { code: 'FORBIDDEN' },
      },
    ]);
  });

  test('who is a customer nowhere has no me', async () => {
    expect((await world.query(profile, { as: agent(1) })).data).toEqual({ me: null });
  });
});

test('the demo world keeps the invariants', async () => {
  await expect(checkInvariants('finance', world.subgraph.database, finance.invariants)).resolves.toBeUndefined();
});
