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

/** Fields of finance below others that are open: what is asked, where the field is, and the scopes of which one is enough. */
const deepReads: readonly (readonly [string, string, readonly string[]])[] = [
  ['auto { rides(first: 1) { nodes { payment { id } } } }', 'payment', ['finance:read', 'finance:collect']],
  ['auto { fines(first: 1) { nodes { payment { id } } } }', 'payment', ['finance:read']],
  ['health { patients { appointments(first: 1) { nodes { payment { id } } } } }', 'payment', ['finance:read']],
  ['auto { vehicles { policies { id } } }', 'policies', ['finance:read', 'finance:assess']],
  ['auto { vehicles { insuranceQuote { id } } }', 'insuranceQuote', ['finance:read']],
  ['health { patients { healthPolicies { id } } }', 'healthPolicies', ['finance:read']],
  ['commerce { orders(first: 1) { nodes { returnFreightPolicy { id } } } }', 'returnFreightPolicy', ['finance:read']],
  ['commerce { orders(first: 1) { nodes { reimbursementClaims { id } } } }', 'reimbursementClaims', ['finance:read']],
];
const financeScopes = [...new Set(Object.values(personas).flatMap(({ scopes }) => scopes))].filter((scope) =>
  scope.startsWith('finance:'),
);
const doorScopes = ['customer:read', 'auto:read', 'health:read', 'commerce:read'];

test.each(deepReads)('me { %s } answers %s only with one of the scopes %j', async (operation, field, allowed) => {
  for (const scope of financeScopes) {
    const token = await world.tokenWith(castId('cus', 1), [...doorScopes, scope]);
    const { errors = [] } = await world.ask(`{ me { ${operation} } }`, { token });

    expect(new Set(errors.map(({ path, extensions }) => `${path?.at(-1)} ${extensions['code']}`)), scope).toEqual(
      new Set(allowed.includes(scope) ? [] : [`${field} FORBIDDEN`]),
    );
  }
});

/** Has paid for a ride, a fine and a visit. */
const payer = castId('cus', 6);
const { data: own } = await world.ask<PaymentsShown>(
  '{ me { finance { payments(first: 100) { nodes { id payable { __typename } } } } } }',
  { token: await world.token('customer', payer) },
);
interface PaymentsShown {
  readonly me: {
    readonly finance: {
      readonly payments: {
        readonly nodes: readonly { readonly id: string; readonly payable: { readonly __typename: string } | null }[];
      };
    };
  };
}
const paymentOf = (type: string) =>
  own?.me.finance.payments.nodes.find(({ payable }) => payable?.__typename === type)?.id ?? 'none';

// What is paid leads back to its payment, for whoever may ask for the payment itself.
test.each([
  ['Ride', ['finance:read', 'finance:collect']],
  ['TrafficFine', ['finance:read']],
  ['Appointment', ['finance:read']],
])('%s.payment below a payment needs one of the scopes %j', async (type, allowed) => {
  const operation = `{ payment(id: "${paymentOf(type)}") { payable { ... on ${type} { payment { id } } } } }`;
  for (const scope of ['finance:read', 'finance:collect']) {
    const token = await world.tokenWith(payer, [scope]);
    const { data, errors = [] } = await world.ask(operation, { token });

    const isOpen = allowed.includes(scope);
    expect(data).toEqual({ payment: { payable: { payment: isOpen ? { id: paymentOf(type) } : null } } });
    expect(errors.map(({ path }) => path)).toEqual(isOpen ? [] : [['payment', 'payable', 'payment']]);
  }
});

test.each([
  [['finance:read'], false],
  [['finance:read', 'finance:assess'], true],
])('with the scopes %j the reserve of a claim may be asked for: %s', async (scopes, mayAsk) => {
  const { data: shown } = await world.ask<ClaimsShown>('{ me { finance { claims(first: 1) { nodes { id } } } } }', {
    token: await world.token('customer'),
  });
  const id = shown?.me.finance.claims.nodes[0]?.id;
  const token = await world.tokenWith(castId('cus', 1), scopes);
  const { data, errors = [] } = await world.ask(`{ claim(id: "${id}") { id reserve { amount } } }`, { token });

  // Who asks is no handler, so there is nothing to see with any scope.
  expect(data).toEqual({ claim: { id, reserve: null } });
  expect(errors.map(({ path }) => path)).toEqual(mayAsk ? [] : [['claim', 'reserve']]);
});

interface ClaimsShown {
  readonly me: { readonly finance: { readonly claims: { readonly nodes: readonly { readonly id: string }[] } } };
}

describe('resolvePaymentCode', () => {
  const operation = '{ resolvePaymentCode(payload: "no code") { payload } }';

  test.each(Object.keys(personas))('is open to the %s', async (persona) => {
    const { data, errors } = await world.ask(operation, { token: await world.token(persona) });

    expect(errors).toBeUndefined();
    expect(data).toEqual({ resolvePaymentCode: null });
  });

  test('is open to somebody without any scope, but not without a token', async () => {
    const { errors } = await world.ask(operation, { token: await world.tokenWith(castId('cus', 1), []) });
    const anonymous = await world.ask(operation);

    expect(errors).toBeUndefined();
    expect(anonymous.errors).toMatchObject([{ path: ['resolvePaymentCode'], extensions: { code: 'UNAUTHENTICATED' } }]);
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
