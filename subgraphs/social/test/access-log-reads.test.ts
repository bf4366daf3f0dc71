import { anonymous, type Caller } from '@ecosystem/kit/caller';
import { customer, openTestSubgraph } from '@ecosystem/kit/testing';
import { castId } from '@ecosystem/kit/world';
import { afterAll, describe, expect, test } from 'vitest';
import { social } from '../src/index.ts';
import { partner } from './partner-world.ts';

const world = await openTestSubgraph(social);
afterAll(() => world[Symbol.asyncDispose]());

describe('the log of a customer', () => {
  const query = /* GraphQL */ `
    query ($first: Int, $after: String) {
      me {
        accessLog(first: $first, after: $after) {
          nodes { id occurredAt actor partner { id name } operationName scopesUsed fieldsRead isGranted }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  `;
  type Page = {
    me: { accessLog: { nodes: { id: string; actor: string; occurredAt: string }[]; pageInfo: { endCursor: string } } };
  };
  const read = async (variables: object = {}) =>
    ((await world.query(query, { as: customer(1), variables: { ...variables } })).data as Page).me.accessLog;

  test('shows who read what, newest first, page by page', async () => {
    const whole = await read({ first: 100 });
    const first = await read({ first: 2 });
    const second = await read({ first: 98, after: first.pageInfo.endCursor });

    expect(whole.nodes.length).toBeGreaterThan(2);
    expect([...first.nodes, ...second.nodes]).toEqual(whole.nodes);
    expect(whole.nodes.map(({ occurredAt }) => occurredAt)).toEqual(
      whole.nodes
        .map(({ occurredAt }) => occurredAt)
        .toSorted()
        .toReversed(),
    );
    expect(whole.nodes).toContainEqual({
      id: expect.stringMatching(/^alg_/),
      occurredAt: expect.any(String),
      actor: `partner ${castId('par', 6)}`,
      partner: { id: castId('par', 6), name: 'Corner Shop Online' },
      operationName: 'PartnerUnderConsent',
      scopesUsed: expect.arrayContaining(['ORDERS_READ']),
      fieldsRead: expect.arrayContaining(['PartnerCustomerView.orders']),
      isGranted: true,
    });
  });

  test.each<[string, Caller]>([
    ['another customer', customer(2)],
    ['assigned staff', { subject: castId('opr', 1), scopes: new Set(['customer:assist']) }],
    ['the partner that read', partner(6)],
    ['nobody', anonymous],
  ])('is closed to %s', async (_, caller) => {
    const { data, errors } = await world.query(
      '{ _entities(representations: [{ __typename: "Customer", id: "' +
        castId('cus', 1) +
        '" }]) { ... on Customer { accessLog { nodes { id } } } } }',
      { as: caller },
    );

    expect(data).toEqual({ _entities: [{ accessLog: null }] });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});
