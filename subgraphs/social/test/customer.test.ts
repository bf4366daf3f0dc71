import { anonymous, type Caller } from '@ecosystem/kit/caller';
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

const account = 'id displayName avatarUrl phoneMasked status joinedAt';
const hidden = { displayName: null, avatarUrl: null, phoneMasked: null, status: null, joinedAt: null };
const wholeAccount = {
  displayName: '小伟',
  avatarUrl: expect.stringContaining('https://'),
  phoneMasked: '100****7919',
  status: 'ACTIVE',
  joinedAt: instant,
};
const face = { ...hidden, displayName: wholeAccount.displayName, avatarUrl: wholeAccount.avatarUrl };

describe('@liwei is seen', () => {
  test.each([
    ['whole by @liwei', liwei, wholeAccount],
    ['whole by the agent', staff('agt', 1), wholeAccount],
    ['whole by a claim handler who is assigned', staff('hdl', 1), wholeAccount],
    ['whole by an operator who is assigned', staff('opr', 1), wholeAccount],
    ['as name and picture by an accepted contact', customer(2), face],
    ['not by a customer who only asked to be a contact', customer(6), null],
    ['not by a customer who was blocked', customer(7), null],
    ['not by a former contact', customer(8), null],
    ['not by the agent of another', staff('agt', 2), null],
    ['not by a claim handler of another', staff('hdl', 2), null],
    ['not by staff of another kind with the same number', staff('pra', 1), null],
    ['not by anonymous callers', anonymous, null],
  ])('%s', async (_, caller, seen) => {
    const { data, errors } = await world.query(
      `query ($id: ID!, $representations: [_Any!]!) {
        customer(id: $id) { ${account} }
        _entities(representations: $representations) { ... on Customer { ${account} } }
      }`,
      {
        as: caller,
        variables: {
          id: castId('cus', 1),
          representations: [{ __typename: 'Customer', id: castId('cus', 1) }],
        },
      },
    );

    const id = castId('cus', 1);
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      customer: seen && { id, ...seen },
      _entities: [{ id, ...(seen ?? hidden) }],
    });
  });
});

test('an unknown customer is answered exactly as a stranger, with the same statements', async () => {
  const ask = (number: number) =>
    world.query(`query ($id: ID!) { customer(id: $id) { ${account} } }`, {
      as: liwei,
      variables: { id: castId('cus', number) },
    });

  expect(await ask(999)).toEqual(await ask(50));
  expect(await world.statementsOf(() => ask(999))).toEqual(await world.statementsOf(() => ask(50)));
});

test('staff who look after @erased see that the account is erased', async () => {
  const { data } = await world.query(`query ($id: ID!) { customer(id: $id) { ${account} } }`, {
    as: staff('agt', 2),
    variables: { id: castId('cus', 8) },
  });

  expect(data).toEqual({ customer: { ...hidden, id: castId('cus', 8), status: 'ERASED' } });
});

test('many customers at once take one statement for accounts and one for what the caller is to them', async () => {
  const representations = Array.from({ length: 50 }, (_, index) => ({
    __typename: 'Customer',
    id: castId('cus', index + 1),
  }));
  const statements = await world.statementsOf(() =>
    world.query(
      `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Customer { ${account} } } }`,
      { as: liwei, variables: { representations } },
    ),
  );

  expect(statements.sort()).toEqual(['social.customers_by_id', 'social.relations_by_pair']);
});
