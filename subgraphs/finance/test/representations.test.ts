import { anonymous, type Caller } from '@ecosystem/kit/caller';
import { paymentUuid } from '@ecosystem/kit/demo-facts';
import { formatId } from '@ecosystem/kit/ids';
import { customer, openTestSubgraph } from '@ecosystem/kit/testing';
import { castId } from '@ecosystem/kit/world';
import { afterAll, describe, expect, test } from 'vitest';
import { finance } from '../src/index.ts';

const world = await openTestSubgraph(finance);
afterAll(() => world[Symbol.asyncDispose]());

const agent: Caller = { subject: castId('agt', 1), scopes: new Set(['finance:read']) };
const paymentId = (number: number, order: number) => formatId('pay', paymentUuid(number, order));

type PolicyIds = {
  readonly me: { readonly finance: { readonly policies: readonly { __typename: string; id: string }[] } };
};

describe('a representation', () => {
  const entities = /* GraphQL */ `
    query ($representations: [_Any!]!) {
      _entities(representations: $representations) {
        __typename
        ... on Wallet { walletStatus: status }
        ... on Payment { status amount { currency } createdAt }
        ... on AutoPolicy { policyNumber }
        ... on HealthPolicy { policyNumber }
        ... on LifePolicy { policyNumber }
        ... on ReturnFreightPolicy { policyNumber }
        ... on Loan { principal { amount } }
        ... on InsuranceAgent { name }
      }
    }
  `;
  const ask = async (as: Caller, representations: object[]) => {
    const { data, errors } = await world.query(entities, { as, variables: { representations } });
    return { entities: (data as { _entities: unknown[] } | undefined)?._entities, errors };
  };

  /** A row of each type; each belongs to the owner, of whom the test reads the ids. */
  const ownRows = async () => {
    const { data } = await world.query('{ me { finance { policies { __typename id } } } }', { as: customer(1) });
    const own = (data as PolicyIds).me.finance.policies;
    return [
      { __typename: 'Wallet', id: castId('wal', 1) },
      { __typename: 'Payment', id: paymentId(1, 0) },
      ...own.map(({ __typename, id }) => ({ __typename, id })),
      ...own.map(({ id }) => ({ __typename: 'Policy', id })),
      { __typename: 'Loan', id: castId('lon', 1) },
    ];
  };

  test('of a row is answered to its owner, and as a missing one to everybody else', async () => {
    const rows = await ownRows();
    const nothing = rows.map(() => null);

    expect((await ask(customer(1), rows)).entities).toEqual(
      rows.map(({ __typename }) => expect.objectContaining(__typename === 'Policy' ? {} : { __typename })),
    );
    expect(rows).toHaveLength(9);
    expect(await ask(customer(2), rows)).toEqual({ entities: nothing, errors: undefined });
    expect(await ask(agent, rows)).toEqual({ entities: nothing, errors: undefined });
    expect(await ask(anonymous, rows)).toEqual({ entities: nothing, errors: undefined });
  });

  test("of a vehicle policy is its holder's, by its own type and by the interface", async () => {
    const rows = ['AutoPolicy', 'Policy'].map((__typename) => ({ __typename, id: castId('pau', 3) }));

    expect((await ask(customer(3), rows)).entities).toMatchObject([
      { __typename: 'AutoPolicy' },
      { __typename: 'AutoPolicy' },
    ]);
    expect((await ask(customer(1), rows)).entities).toEqual([null, null]);
  });

  test('with the prefix of another kind of policy names nothing', async () => {
    const id = castId('pli', 3);

    expect(
      await ask(customer(3), [
        { __typename: 'LifePolicy', id },
        { __typename: 'Policy', id },
      ]),
    ).toEqual({
      entities: [null, null],
      errors: undefined,
    });
  });

  test.each([
    [1, 0, 'CAPTURED'],
    [2, 0, 'CREATED'],
    [2, 9, 'CAPTURED'],
  ])('of the payment of customer %i for order %i is %s', async (number, order, status) => {
    const { entities: found } = await ask(customer(number), [{ __typename: 'Payment', id: paymentId(number, order) }]);

    expect(found).toMatchObject([{ status, amount: { currency: 'CNY' } }]);
  });

  test('of an agent is public', async () => {
    expect((await ask(anonymous, [{ __typename: 'InsuranceAgent', id: castId('agt', 3) }])).entities).toMatchObject([
      { name: 'Xu Anran' },
    ]);
  });

  test.each([
    ['malformed', 'Wallet', 'wallet-1', '"wallet-1" is not an id; expected wal_ and 26 characters.'],
    [
      'of another type',
      'Loan',
      castId('wal', 1),
      `The id "${castId('wal', 1)}" names another type; expected lon_ and 26 characters.`,
    ],
    [
      'of no policy',
      'Policy',
      castId('wal', 1),
      `The id "${castId('wal', 1)}" names another type; expected pau_ or phe_ or pli_ or prf_ and 26 characters.`,
    ],
    ['of an agent and malformed', 'InsuranceAgent', 'agt_1', '"agt_1" is not an id; expected agt_ and 26 characters.'],
    ['of a customer and malformed', 'Customer', 'cus_1', '"cus_1" is not an id; expected cus_ and 26 characters.'],
    [
      'malformed behind the prefix',
      'Policy',
      'pau_1',
      '"pau_1" is not an id; expected pau_ or phe_ or pli_ or prf_ and 26 characters.',
    ],
  ])('with an id that is %s is a clear error and fails alone', async (_, __typename, id, message) => {
    const representations = [
      { __typename, id },
      { __typename: 'Wallet', id: castId('wal', 1) },
    ];

    expect(await ask(customer(1), representations)).toMatchObject({
      entities: [null, { __typename: 'Wallet' }],
      errors: [{ message, path: ['_entities', 0], extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  test('of many payments takes one statement', async () => {
    const representations = Array.from({ length: 10 }, (_, order) => ({
      __typename: 'Payment',
      id: paymentId(1, order),
    }));

    expect(await world.statementsOf(() => ask(customer(1), representations))).toEqual(['finance.payments_by_id']);
  });
});
