import { partnerBudgets } from '@ecosystem/gateway/database/tables-budgets';
import { demoSubjectId } from '@ecosystem/kit/subject-ids';
import { castId } from '@ecosystem/kit/world';
import { afterAll, describe, expect, test } from 'vitest';
import { apolloManifest, askByApollo } from './partner-clients/apollo.ts';
import { type Asked, hashOf, ordersText, type PartnerClient } from './partner-clients/client.ts';
import { askByClientPreset, preset } from './partner-clients/client-preset.ts';
import { askByCurl } from './partner-clients/curl.ts';
import { askByGraphqlRequest } from './partner-clients/graphql-request.ts';
import { askByRelay, relayManifest } from './partner-clients/relay.ts';
import { askByUrql, urqlText } from './partner-clients/urql.ts';
import { startWorld } from './world.ts';

// Real clients, each with the operations that its own tools wrote, published as these wrote them.

// Nothing is published but what the clients' tools wrote.
const world = await startWorld('in-process', { partners: { demoFolder: null } });
afterAll(() => world[Symbol.asyncDispose]());
const [shop, bank] = [await world.token('partner', 'shop'), await world.token('partner', 'bank')];

// One of these operations fits into the budget of the bank, and two do not.
const quota = 12;
await world.database?.pool
  .insert(partnerBudgets)
  .values({ partnerId: castId('par', 5), quota, windowS: 3_600, burst: 0, ceiling: quota });

const manifests: [string, unknown][] = [
  ['the manifest of Apollo', apolloManifest],
  ['the persisted queries of relay-compiler', relayManifest],
  ["the persisted documents of codegen's client preset", preset.persistedDocuments],
  ['a record of texts', { [hashOf(ordersText)]: ordersText, [hashOf(urqlText)]: urqlText }],
];

const publish = (partner: number, token: string, manifest: unknown) =>
  fetch(`${world.url}/partners/${castId('par', partner)}/operations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(manifest),
  });
for (const [, manifest] of manifests) await publish(5, bank, manifest);

const ofShop: Asked = {
  endpoint: `${world.url}/graphql`,
  token: shop,
  subjectId: demoSubjectId(6, 1),
  isPublished: true,
};

describe('published over HTTP as it is', () => {
  test.each(manifests)('%s is taken, and every operation in it', async (_, manifest) => {
    const response = await publish(6, shop, manifest);
    const operation = {
      documentId: expect.any(String),
      consentScopes: ['CONTACT_PHONE', 'ORDERS_READ', 'PROFILE_BASIC'],
      estimatedCost: expect.any(Number),
    };

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      operations: expect.arrayContaining([expect.objectContaining(operation)]),
    });
  });
});

const ofBank: Asked = { ...ofShop, token: bank, subjectId: demoSubjectId(5, 1) };
// The first one is answered.
await askByCurl('POST')(ofBank);

const clients: [string, PartnerClient][] = [
  ['Apollo Client 4 by POST', askByApollo(false)],
  ['Apollo Client 4 by GET', askByApollo(true)],
  ['urql by GET', askByUrql(true)],
  ['urql by POST', askByUrql(false)],
  ['Relay', askByRelay],
  ['graphql-request', askByGraphqlRequest],
  ["codegen's client preset", askByClientPreset],
  ['curl by GET', askByCurl('GET')],
  ['curl by POST', askByCurl('POST')],
];

describe.each(clients)('%s', (_, ask) => {
  test('reads what the customer granted, and shows the app which consent is missing for the rest', async () => {
    const { data, codes } = await ask(ofShop);

    expect(data).toMatchObject({ partnerView: { displayName: '小伟', orders: { nodes: [{}, {}] } } });
    expect(codes).toEqual(['CONSENT_REQUIRED']);
  });

  test('shows the app that a customer gave no consent at all', async () => {
    const { data, codes } = await ask({ ...ofShop, subjectId: demoSubjectId(6, 10) });

    expect(data).toMatchObject({ partnerView: null });
    expect(codes).toContain('CONSENT_REQUIRED');
  });

  test('shows the app that the budget is used up', async () => {
    const { codes } = await ask(ofBank);

    expect(codes).toEqual(['RATE_LIMITED']);
  });
});

const codeOfText = 'PERSISTED_QUERY_ONLY';
const codeOfId = 'PERSISTED_QUERY_NOT_IN_LIST';
test.each(clients.map(([name, ask]) => [name, ask, name === 'graphql-request' ? codeOfText : codeOfId] as const))(
  '%s shows the app that an operation is not published',
  async (_, ask, code) => {
    expect(await ask({ ...ofShop, isPublished: false })).toMatchObject({ codes: [code] });
  },
);

test("Relay's @catch hands the field that was refused to the component that reads it", async () => {
  const { data } = await askByRelay(ofShop);

  expect(data).toMatchObject({ partnerView: { phoneMasked: { ok: false, errors: [{}] } } });
});
