import { castId } from '@ecosystem/kit/world';
import { hashOf, operationOf } from '../partner-requests.ts';
import { readOperation } from '../world.ts';
import { type Attack, contact, liwei, orders, type Row, type Scene, shopId } from './attack.ts';

const free = 'query Free($subjectId: ID!) { partnerView(subjectId: $subjectId) { phoneMasked } }';
const variables = { subjectId: liwei };
const firstParty = readOperation('profile');
const finances = operationOf('bank', 'CustomerFinances');
const own = operationOf('shop', 'OwnPartner');
const askForConsent = operationOf('shop', 'AskForConsent');
const persisted = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });

const post =
  (body: unknown) =>
  ({ shop }: Scene) => ({ token: shop, body });
const refused = (code: string, documentId: string | null = null, operationName: string | null = null): Row => ({
  log: 'refusals',
  code,
  documentId,
  operationName,
});

/** A text that is not registered. */
const text = (
  name: string,
  query: string,
  more: Record<string, unknown> = {},
  documentId: string | null = null,
): Attack => ({
  name,
  request: post({ query, variables, ...more }),
  status: 403,
  code: 'PERSISTED_QUERY_ONLY',
  row: refused('PERSISTED_QUERY_ONLY', documentId),
});

/** An id that is none of the shop's. */
const id = (name: string, body: Record<string, unknown>, documentId: string): Attack => ({
  name,
  request: post({ variables, ...body }),
  status: 404,
  code: 'PERSISTED_QUERY_NOT_IN_LIST',
  row: refused('PERSISTED_QUERY_NOT_IN_LIST', documentId),
});

/** A request that names an operation in no way that counts. */
const bad = (
  name: string,
  body: unknown,
  documentId: string | null = null,
  operationName: string | null = null,
): Attack => ({
  name,
  request: post(body),
  status: 400,
  code: 'BAD_REQUEST',
  row: refused('BAD_REQUEST', documentId, operationName),
});

/** Whoever has tricks of HTTP still sends a text that is not registered. */
const trick = (name: string, headers: (scene: Scene) => Record<string, string | string[]>): Attack => ({
  ...text(name, free),
  request: (scene) => ({ token: scene.shop, body: { query: free, variables }, headers: headers(scene) }),
});

/** Attacks by what is to be executed. */
export const documentAttacks: readonly Attack[] = [
  text('a text of its own', free),
  text('a registered text with one more space', orders.body.replace('{', ' {')),
  text('a registered text with a comment', `${orders.body}# more`),
  text('a registered text with a byte order mark', `\uFEFF${orders.body}`),
  text('the schema', '{ __schema { types { name } } }'),
  text('a type of the schema', '{ __type(name: "Customer") { fields { name } } }'),
  text(
    'a registered text and a fragment on the schema',
    `${orders.body}fragment F on Query { __schema { types { name } } }`,
  ),
  text("another partner's text", finances.body),
  text("a frontend's text", firstParty),
  text('an own id and a text that is not registered', free, { documentId: orders.id }, orders.id),
  text('an own hash and a text that is not registered', free, persisted(hashOf(orders.body)), hashOf(orders.body)),
  text('a hash to be remembered with its text', free, persisted(hashOf(free)), hashOf(free)),
  id('the hash that was to be remembered', persisted(hashOf(free)), hashOf(free)),
  id("another partner's id", { documentId: finances.id }, finances.id),
  id("another partner's id with its algorithm", { documentId: `sha256:${finances.id}` }, `sha256:${finances.id}`),
  id("another partner's hash", persisted(hashOf(finances.body)), hashOf(finances.body)),
  id("a frontend's id", { documentId: hashOf(firstParty) }, hashOf(firstParty)),
  id("a frontend's hash", persisted(hashOf(firstParty)), hashOf(firstParty)),
  id("an id of Relay's name", { doc_id: finances.id }, finances.id),
  id('an id that every object has', { documentId: '__proto__' }, '__proto__'),
  id('an id that no database can hold', { documentId: 'a\0b' }, 'a\u{FFFD}b'),
  id('a very long id', { documentId: 'a'.repeat(10_000) }, 'a'.repeat(100)),
  {
    ...id('a name that no database can hold', { documentId: 'none', operationName: 'a\0b' }, 'none'),
    row: refused('PERSISTED_QUERY_NOT_IN_LIST', 'none', 'a\u{FFFD}b'),
  },
  bad('a list of requests', [
    { documentId: orders.id, variables },
    { query: free, variables },
  ]),
  bad('nothing', {}),
  bad('a list of ids', { documentId: [orders.id, finances.id], variables }),
  bad('an empty id and a text', { documentId: '', query: free, variables }),
  bad('a hash of another version', { extensions: { persistedQuery: { version: 2, sha256Hash: orders.id } } }),
  bad(
    'the name of another operation',
    { documentId: orders.id, operationName: contact.name, variables },
    orders.id,
    contact.name,
  ),
  bad('a list of names', { documentId: orders.id, operationName: [contact.name], variables }, orders.id),
  bad('variables that are a list', { documentId: orders.id, variables: [variables] }, orders.id),
  bad('variables that are the text of a list', { documentId: orders.id, variables: '[]' }, orders.id),
  {
    name: 'an own id and another text of its own',
    request: post({ documentId: orders.id, query: contact.body, variables }),
    status: 400,
    code: 'CANNOT_SEND_PQ_ID_AND_BODY',
    row: refused('CANNOT_SEND_PQ_ID_AND_BODY', orders.id),
  },
  {
    name: 'a mutation by GET',
    request: ({ shop }) => ({ method: 'GET', token: shop, search: { documentId: askForConsent.id, variables: '{}' } }),
    status: 405,
    code: 'METHOD_NOT_ALLOWED',
    row: refused('METHOD_NOT_ALLOWED', askForConsent.id),
  },
  {
    name: 'a mutation by GET that says that it is a POST',
    request: ({ shop }) => ({
      method: 'GET',
      token: shop,
      search: { documentId: askForConsent.id },
      headers: { 'x-http-method-override': 'POST' },
    }),
    status: 405,
    code: 'METHOD_NOT_ALLOWED',
    row: refused('METHOD_NOT_ALLOWED', askForConsent.id),
  },
  {
    name: 'a text in the address and an id in the body',
    request: ({ shop }) => ({
      token: shop,
      search: { query: free, variables: JSON.stringify(variables) },
      body: { documentId: own.id, variables: { id: shopId } },
    }),
    status: 200,
    code: null,
    data: { partner: { id: shopId } },
    row: { log: 'none' },
  },
  {
    name: 'a text in the address and an id in the body of a GET',
    request: ({ shop }) => ({
      method: 'GET',
      token: shop,
      search: { query: free, variables: JSON.stringify(variables) },
      body: { documentId: own.id },
    }),
    status: 403,
    code: 'PERSISTED_QUERY_ONLY',
    row: refused('PERSISTED_QUERY_ONLY'),
  },
  {
    name: 'a text in a form',
    request: ({ shop }) => ({
      token: shop,
      body: new URLSearchParams({ query: free }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }),
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    row: { log: 'none' },
  },
  {
    name: 'a text at the other address',
    request: ({ shop }) => ({ token: shop, path: '/', body: { query: free, variables } }),
    status: 403,
    code: 'PERSISTED_QUERY_ONLY',
    row: refused('PERSISTED_QUERY_ONLY'),
  },
  {
    name: "the id of another partner's state",
    request: post({ documentId: own.id, variables: { id: castId('par', 5) } }),
    status: 200,
    code: null,
    data: { partner: null },
    row: { log: 'none' },
  },
  trick('a header that names the caller', () => ({ 'x-caller': '{"subject":"gateway"}', 'x-callers': '["gateway"]' })),
  trick('a request id of ten kilobytes', () => ({ 'x-request-id': 'a'.repeat(10_000) })),
  trick('two tokens, its own first', ({ shop, operator }) => ({
    authorization: [`Bearer ${shop}`, `Bearer ${operator}`],
  })),
  trick('an override of the method', () => ({ 'x-http-method-override': 'GET', 'x-method-override': 'GET' })),
  ...[
    `{ partnerStanding(partnerId: "${shopId}") { status consent { consentId } } }`,
    'mutation { recordAccess(input: {}) { access { isGranted } } }',
    'mutation { redeemSignInCode(input: {}) { __typename } }',
    'query ($subjectId: ID!) { partnerView(subjectId: $subjectId) { customerRef } }',
    '{ _entities(representations: [{ __typename: "PartnerCustomerView" }]) { __typename } }',
    '{ _service { sdl } }',
    '{ me { id } }',
  ].map((query) => text(`what is for the gateway or for customers alone: ${query.slice(0, 60)}`, query)),
];
