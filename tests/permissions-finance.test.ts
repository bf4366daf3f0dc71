import { personas } from '@ecosystem/kit/personas';
import { castId } from '@ecosystem/kit/world';
import { type GraphQLInputType, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';
import { afterAll, describe, expect, test } from 'vitest';
import { startWorld } from './world.ts';

// Domain sections 4.1 and 9: which scopes open which roots, mutations and fields of finance, through the gateway.

const world = await startWorld();
afterAll(() => world[Symbol.asyncDispose]());
const schema = world.subgraphs.finance.subgraph.schema;

/** Mutations by name, each with the scopes of which one is enough. */
const mutations: Readonly<Record<string, readonly string[]>> = {
  createPayment: ['finance:pay', 'finance:collect'],
  authorisePayment: ['finance:pay'],
  capturePayment: ['finance:collect'],
  cancelPayment: ['finance:pay', 'finance:collect'],
  refundPayment: ['finance:collect'],
  payByCode: ['finance:pay'],
  createCollectionCode: ['finance:collect'],
  transferMoney: ['finance:pay'],
  sendRedPacket: ['finance:pay'],
  openRedPacket: ['finance:pay'],
  quotePolicy: ['finance:insure'],
  bindQuote: ['finance:insure'],
  cancelPolicy: ['finance:insure'],
  fileClaim: ['finance:insure'],
  assessClaim: ['finance:assess'],
  payClaim: ['finance:assess'],
  respondToOffer: ['finance:insure'],
};

const order = castId('ord', 1);
const period = '(from: "2026-10-01", to: "2026-11-01")';
const ofShop = (fields: string) => `{ product(id: "${castId('prd', 1)}") { merchant { ${fields} } } }`;
/** Root fields and fields of entities with scopes of their own: the operation, where in the answer the field is, and the scopes. */
const reads: readonly (readonly [operation: string, path: readonly (string | number)[], scopes: readonly string[]])[] =
  [
    [`{ payment(id: "${castId('pay', 1)}") { id } }`, ['payment'], ['finance:read', 'finance:collect']],
    [`{ policy(id: "${castId('pli', 1)}") { id } }`, ['policy'], ['finance:read']],
    [`{ claim(id: "${castId('clm', 1)}") { id } }`, ['claim'], ['finance:read', 'finance:assess']],
    ['{ assignedClaims { nodes { id } } }', ['assignedClaims'], ['finance:assess']],
    [`{ redPacket(id: "${castId('pkt', 1)}") { id } }`, ['redPacket'], ['finance:read']],
    ['{ ledgerTrialBalance { asset } }', ['ledgerTrialBalance'], ['finance:audit']],
    ['{ me { finance { loyalty { tier } } } }', ['me', 'finance'], ['finance:read']],
    [ofShop('payments { nodes { id } }'), ['product', 'merchant', 'payments'], ['finance:collect']],
    [ofShop(`settlement${period} { net { amount } }`), ['product', 'merchant', 'settlement'], ['finance:collect']],
    [
      `{ miniProgram(id: "${castId('app', 1)}") { partner { payoutsTotal${period} { amount } } } }`,
      ['miniProgram', 'partner', 'payoutsTotal'],
      ['partner:manage'],
    ],
  ];

describe.each(Object.entries(personas))('the %s', (persona, { scopes }) => {
  const may = (allowed: readonly string[]) => allowed.some((scope) => scopes.includes(scope));

  test.each(Object.entries(mutations))('sends %s only with one of the scopes %j', async (mutation, allowed) => {
    const type = `${mutation.slice(0, 1).toUpperCase()}${mutation.slice(1)}Input`;
    const { errors = [] } = await world.ask(
      `mutation ($input: ${type}!) { ${mutation}(input: $input) { userErrors { code } } }`,
      { token: await world.token(persona), variables: { input: exampleOf(schema.getType(type) as GraphQLInputType) } },
    );
    const refused = errors.filter(({ extensions }) => extensions['code'] === 'FORBIDDEN');

    expect(refused.map(({ path }) => path)).toEqual(may(allowed) ? [] : [[mutation]]);
  });

  test.each(reads)('asks %s only with one of its scopes', async (operation, path, allowed) => {
    const { errors = [] } = await world.ask(operation, { token: await world.token(persona) });
    const refused = errors.filter(
      ({ message }) => message.includes('needs the scope') || message.includes('needs one of'),
    );

    expect(refused.map((error) => error.path)).toEqual(may(allowed) ? [] : [path]);
  });
});

test('a customer does not ask for whom else an agent works', async () => {
  const { data, errors } = await world.ask(
    '{ me { finance { agent { name customerCount customers { nodes { id } } } } } }',
    { token: await world.token('customer') },
  );

  expect(data).toEqual({ me: { finance: { agent: { name: 'Lin Yue', customerCount: null, customers: null } } } });
  expect(errors?.map(({ path, extensions }) => [path?.at(-1), extensions['code']]).toSorted()).toEqual([
    ['customerCount', 'FORBIDDEN'],
    ['customers', 'FORBIDDEN'],
  ]);
});

/** Something of this type that the gateway accepts, and that names nothing that exists. */
function exampleOf(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return exampleOf(type.ofType);
  if (isListType(type)) return [];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const required = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    return Object.fromEntries(required.map((field) => [field.name, exampleOf(field.type)]));
  }
  const examples: Readonly<Record<string, unknown>> = {
    Int: 1,
    Boolean: true,
    Decimal: '1.00',
    CurrencyCode: 'CNY',
    Date: '2026-11-01',
    DateTime: '2026-11-01T00:00:00Z',
    ID: order,
  };
  return examples[String(type)] ?? 'example-text';
}
