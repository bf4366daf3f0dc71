import { castId } from '@ecosystem/kit/world';
import type { GraphQLNamedType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { yuan } from './finance-world.ts';
import {
  type Outcome,
  openVisibility,
  type Things,
  type Token,
  tokenNames,
  tokens,
  type VisibilityWorld,
} from './visibility-world.ts';

// Domain section 9, R10, R35: which rows of finance each token sees. Whether its scopes allow the field at all is the gateway's to say.

let world: VisibilityWorld;
beforeAll(async () => {
  world = await openVisibility();
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const everybody = tokenNames;
const customer = ['owner', 'explorer'] as const;
/** Whose claim it is, and who decides it. */
const parties = [...customer, 'claim handler'] as const;
const door = [...customer, 'assigned agent'] as const;
const period = '(from: "2026-11-01", to: "2026-12-01")';

/** What is asked, of which thing, who is shown it, and what all others get. */
type Row = readonly [
  coordinate: string,
  id: (things: Things) => string,
  fields: string,
  shownTo: readonly Token[],
  others: Exclude<Outcome, 'shown'>,
];

const liwei = () => castId('cus', 1);
const [shop, partner, agent] = [() => castId('mer', 90), () => castId('par', 90), () => castId('agt', 1)];
const policyOf = (type: string) => (things: Things) => things.policies[type] ?? '';

const rows: readonly Row[] = [
  // The door, and each field behind it.
  ['Customer', liwei, 'id', everybody, 'null'],
  ['Customer', liwei, 'finance { kyc { level nameMasked idNumberMasked } }', door, 'FORBIDDEN'],
  ['Customer', liwei, 'finance { wallet { balance { amount } } }', door, 'FORBIDDEN'],
  ['Customer', liwei, 'finance { payments { nodes { id } } }', door, 'FORBIDDEN'],
  ['Customer', liwei, 'finance { policies { id } }', door, 'FORBIDDEN'],
  ['Customer', liwei, 'finance { claims { nodes { id } } }', door, 'FORBIDDEN'],
  ['Customer', liwei, 'finance { wealth { riskProfile } }', door, 'FORBIDDEN'],
  ['Customer', liwei, 'finance { loans { id } }', door, 'FORBIDDEN'],
  ['Customer', liwei, 'finance { agent { name } }', door, 'FORBIDDEN'],
  ['Customer', liwei, 'finance { loyalty { points } }', door, 'FORBIDDEN'],
  ['Customer', liwei, 'finance { openOffers { id } }', door, 'FORBIDDEN'],
  // Entities by their ids.
  ['Wallet', () => castId('wal', 1), 'balance { amount }', customer, 'null'],
  ['Wallet', () => castId('wal', 1), 'entries { nodes { id } }', customer, 'null'],
  ['Loan', ({ loan }) => loan, 'outstanding { amount }', customer, 'null'],
  ['Offer', ({ offer }) => offer, 'headline', customer, 'null'],
  ['AutoPolicy', () => castId('pau', 3), 'policyNumber', ['motorist'], 'null'],
  ['AutoPolicy', ({ motorPolicy }) => motorPolicy, 'policyNumber', customer, 'null'],
  ['HealthPolicy', policyOf('HealthPolicy'), 'policyNumber', customer, 'null'],
  ['LifePolicy', policyOf('LifePolicy'), 'policyNumber', customer, 'null'],
  ['ReturnFreightPolicy', policyOf('ReturnFreightPolicy'), 'policyNumber', customer, 'null'],
  ['Policy', policyOf('LifePolicy'), 'policyNumber', customer, 'null'],
  ['Payment', ({ payment }) => payment, 'amount { amount }', [...customer, 'paid shop'], 'null'],
  ['Payment', ({ payment }) => payment, 'payee { id }', [...customer, 'paid shop'], 'null'],
  ['Payment', ({ payment }) => payment, 'payable { __typename }', [...customer, 'paid shop'], 'null'],
  ['Payment', ({ payment }) => payment, 'payer { id }', customer, 'null'],
  [
    'Payment',
    ({ repairPayment }) => repairPayment,
    'amount { amount } refunds { id }',
    [...customer, 'paid workshop'],
    'null',
  ],
  ['Payment', ({ repairPayment }) => repairPayment, 'payer { id }', customer, 'null'],
  ['Quote', ({ quote }) => quote, 'premium { amount } riskFactors', customer, 'null'],
  [
    'InsuranceClaim',
    ({ claim }) => claim,
    'claimNumber claimedAmount { amount } lines { claimed { amount } }',
    parties,
    'null',
  ],
  ['InsuranceClaim', ({ claim }) => claim, 'policy { policyNumber holder { id } claims { id } }', parties, 'null'],
  ['InsuranceClaim', ({ claim }) => claim, 'reserve { amount }', ['claim handler'], 'null'],
  ['RedPacket', ({ packet }) => packet, 'total { amount } sender { id }', [...customer, 'chat member'], 'null'],
  [
    'RedPacket',
    ({ packet }) => packet,
    'claims { claimant { id } amount { amount } }',
    [...customer, 'chat member'],
    'null',
  ],
  ['RedPacket', ({ gift }) => gift, 'total { amount } sender { id }', [...customer, 'motorist'], 'null'],
  // What finance adds to things of others.
  ['Vehicle', ({ insuredVehicle }) => insuredVehicle, 'policies { id }', parties, 'null'],
  ['Vehicle', ({ insuredVehicle }) => insuredVehicle, 'insuranceQuote { id }', [], 'null'],
  ['Patient', ({ patient }) => patient, 'healthPolicies { id }', customer, 'null'],
  ['Order', ({ order }) => order, 'returnFreightPolicy { id }', customer, 'null'],
  ['Order', ({ order }) => order, 'reimbursementClaims { id }', customer, 'null'],
  ['Merchant', shop, 'collectionCode { payload merchant { id } }', everybody, 'null'],
  ['Ride', () => castId('rid', 970), 'payment { id }', [...customer, 'paid shop'], 'null'],
  ['Ride', () => castId('rid', 970), 'payment { payer { id } }', customer, 'null'],
  ['RepairOrder', () => castId('rep', 971), 'payment { id }', [...customer, 'paid workshop'], 'null'],
  ['ParkingSession', () => castId('prk', 970), 'payment { id }', [...customer, 'paid shop'], 'null'],
  ['ParkingSession', () => castId('prk', 971), 'payment { id }', [], 'null'],
  ['TrafficFine', () => castId('fne', 970), 'payment { id }', [...customer, 'paid shop'], 'null'],
  ['TrafficFine', () => castId('fne', 971), 'payment { id }', [], 'null'],
  ['Appointment', () => castId('apt', 970), 'payment { id }', [...customer, 'paid shop'], 'null'],
  ['Appointment', () => castId('apt', 971), 'payment { id }', [], 'null'],
  ['Merchant', shop, 'payments { nodes { id } }', ['paid shop'], 'FORBIDDEN'],
  ['Merchant', shop, `settlement${period} { net { amount } }`, ['paid shop'], 'FORBIDDEN'],
  ['Partner', partner, `payoutsTotal${period} { amount }`, ['own partner'], 'FORBIDDEN'],
  ['InsuranceAgent', agent, 'name licenceNumber', everybody, 'null'],
  ['InsuranceAgent', agent, 'customers { nodes { id } }', ['assigned agent'], 'FORBIDDEN'],
  ['InsuranceAgent', agent, 'customerCount', ['assigned agent'], 'FORBIDDEN'],
];

test.each(rows)('%s %s { %s } is shown to %j', async (type, id, fields, shownTo, others) => {
  const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { ${fields} } } }`;
  const variables = { r: [{ __typename: type, id: id(world.things) }] };
  const outcomes = await outcomesOf(query, variables);

  expect(outcomes).toEqual(expectedOf(shownTo, others));
});

/** Root fields of finance: the argument, who is shown something, and what all others get. */
const roots: readonly Row[] = [
  ['payment', ({ payment }) => payment, 'id amount { amount }', [...customer, 'paid shop'], 'null'],
  ['payment', ({ payment }) => payment, 'payer { id }', customer, 'null'],
  ['payment', ({ repairPayment }) => repairPayment, 'id', [...customer, 'paid workshop'], 'null'],
  ['payment', () => castId('pay', 999), 'id', [], 'null'],
  ['policy', ({ motorPolicy }) => motorPolicy, 'policyNumber holder { id }', customer, 'null'],
  ['policy', () => castId('pau', 3), 'policyNumber', ['motorist'], 'null'],
  ['claim', ({ claim }) => claim, 'claimNumber policy { policyNumber }', parties, 'null'],
  ['claim', ({ claim }) => claim, 'reserve { amount }', ['claim handler'], 'null'],
  [
    'redPacket',
    ({ packet }) => packet,
    'sender { id } claims { amount { amount } }',
    [...customer, 'chat member'],
    'null',
  ],
  ['redPacket', ({ gift }) => gift, 'sender { id } total { amount }', [...customer, 'motorist'], 'null'],
];

test.each(roots)('the root %s %s { %s } is shown to %j', async (field, id, fields, shownTo, others) => {
  const outcomes = await outcomesOf(`query ($id: ID!) { ${field}(id: $id) { ${fields} } }`, { id: id(world.things) });

  expect(outcomes).toEqual(expectedOf(shownTo, others));
});

/** Roots with a test of their own, or whose answer is the same for whoever may ask. */
const otherRoots = ['me', 'assignedClaims', 'resolvePaymentCode', 'ledgerTrialBalance', '_entities', '_service'];

/** Entities with a test of their own: what partners see is tried in `partner-view.test.ts`. */
const otherEntities = ['PartnerCustomerView'];

test('every root and every entity of finance is in the tables', () => {
  const { schema } = world.subgraph;
  const isEntity = ({ astNode }: GraphQLNamedType) =>
    astNode?.directives?.some(
      ({ name, arguments: given }) => name.value === 'key' && given?.every((one) => one.name.value !== 'resolvable'),
    );
  const entities = Object.values(schema.getTypeMap()).filter(isEntity);
  const asked = (table: readonly Row[]) => [...new Set(table.map(([name]) => name))].sort();

  expect([...asked(rows), ...otherEntities].sort()).toEqual(entities.map(({ name }) => name).sort());
  expect([...asked(roots), ...otherRoots].sort()).toEqual(Object.keys(schema.getQueryType()?.getFields() ?? {}).sort());
});

describe('me', () => {
  test('is the customer who asks, and nobody for all who are no customers', async () => {
    const customers: readonly Token[] = [...customer, 'another customer', 'chat member', 'motorist'];
    expect(await outcomesOf('{ me { id } }', {})).toEqual(expectedOf(customers, 'null'));
  });
});

test('a handler sees the claims that are assigned, and everybody else has no such list', async () => {
  const lists: Partial<Record<Token, readonly string[]>> = {};
  for (const token of tokenNames) {
    const { data } = await world.query('{ assignedClaims(first: 100) { nodes { id } } }', { as: tokens[token] });
    const assignedClaims = data?.['assignedClaims'] as { nodes: readonly { id: string }[] } | null;
    if (assignedClaims) lists[token] = assignedClaims.nodes.map(({ id }) => id);
  }

  expect(Object.keys(lists)).toEqual(['claim handler', 'other handler']);
  expect(lists['claim handler']).toContain(world.things.claim);
  expect(lists['other handler']).not.toContain(world.things.claim);
  expect(lists['other handler']?.filter((id) => lists['claim handler']?.includes(id))).toEqual([]);
});

test('a code is read by whoever scans it, and says who collects and nothing of who has paid', async () => {
  const { code } = await world.mutate(
    'createCollectionCode',
    { merchantId: shop(), kind: 'DYNAMIC', amount: yuan('5.00') },
    tokens['paid shop'],
    'code { payload }',
  );
  const query =
    'query ($payload: String!) { resolvePaymentCode(payload: $payload) { merchant { id } amount { amount } } }';
  const { payload } = code as { readonly payload: string };

  expect(await outcomesOf(query, { payload })).toEqual(expectedOf(everybody, 'null'));
});

test('a vehicle is priced from facts that come with the question, for who has them and with nothing else', async () => {
  const facts = { modelYear: 2022, mileageKm: 30_000, powertrain: 'BEV', marketValue: yuan('128000.00') };
  const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Vehicle { insuranceQuote { premium { amount } riskFactors } } } }`;
  const price = async (number: number, token: Token) =>
    world.query(query, {
      as: tokens[token],
      variables: { r: [{ __typename: 'Vehicle', id: castId('veh', number), ...facts }] },
    });

  // The same for a vehicle that nobody has: finance adds nothing that it knows.
  expect(await price(1, 'another customer')).toEqual(await price(9_999, 'owner'));
  expect(isShown((await price(1, 'owner')).data)).toBe(true);
});

test('what a shop reads of a payment names its buyer nowhere', async () => {
  const everything =
    'id status amount { amount } capturedAmount { amount } refundedAmount { amount } funding payer { id finance { kyc { nameMasked } } } payee { id } createdAt capturedAt expiresAt escrowReleaseAt iso20022Status refunds { id reason }';
  const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Merchant { payments { nodes { ${everything} } } } } }`;
  const variables = { r: [{ __typename: 'Merchant', id: shop() }] };
  const { data, errors } = await world.query(query, { as: tokens['paid shop'], variables });

  expect(errors).toBeUndefined();
  expect(JSON.stringify(data)).toContain(world.things.payment);
  expect(JSON.stringify(data)).not.toContain('cus_');
});

test('an agent sees the own customers alone, and no more of them than is assigned', async () => {
  const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on InsuranceAgent { customerCount customers(first: 100) { nodes { id finance { agent { id } } } } } } }`;
  const { data, errors } = await world.query(query, {
    as: tokens['assigned agent'],
    variables: { r: [{ __typename: 'InsuranceAgent', id: agent() }] },
  });

  expect(errors).toBeUndefined();
  const [shown] = (data?.['_entities'] ?? []) as AgentShown[];
  expect(shown?.customerCount).toBeGreaterThan(1);
  expect(shown?.customers.nodes).toHaveLength(shown?.customerCount ?? 0);
  expect(new Set(shown?.customers.nodes.map(({ finance }) => finance.agent.id))).toEqual(new Set([agent()]));
});
interface AgentShown {
  readonly customerCount: number;
  readonly customers: { readonly nodes: readonly { readonly finance: { readonly agent: { readonly id: string } } }[] };
}

const expectedOf = (shownTo: readonly Token[], others: Outcome): Record<string, Outcome> =>
  Object.fromEntries(tokenNames.map((token) => [token, shownTo.includes(token) ? 'shown' : others]));

async function outcomesOf(query: string, variables: Record<string, unknown>): Promise<Record<string, Outcome>> {
  const outcomes: Record<string, Outcome> = {};
  for (const token of tokenNames) {
    const { data, errors = [] } = await world.query(query, { as: tokens[token], variables });
    const [error] = errors;
    if (error) outcomes[token] = String(error.extensions['code']) as Outcome;
    else outcomes[token] = isShown(data) ? 'shown' : 'null';
  }
  return outcomes;
}

/** Whether there is a value at the end of what was asked: nothing on the way is null, and no list is empty. */
function isShown(value: unknown): boolean {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return false;
  return typeof value !== 'object' || Object.values(value).every(isShown);
}
