import { demoSubjectId } from '@ecosystem/kit/subject-ids';
import { castId } from '@ecosystem/kit/world';
import { operationOf } from '../partner-requests.ts';
import { type Attack, contact, idlePartners, liwei, noView, orders, type Scene, shopId } from './attack.ts';

const free = 'query Free($subjectId: ID!) { partnerView(subjectId: $subjectId) { displayName phoneMasked } }';
const own = operationOf('shop', 'OwnPartner');
const secondS = 1;
const hourS = 3_600 * secondS;
/** Scopes that only the gateway gives, in a token that the issuer really signed. */
const stolen = 'partner:read consent:in-force consent:PROFILE_BASIC consent:CONTACT_PHONE gateway:enforce';

const signed =
  (claims: Record<string, unknown>, body: Record<string, unknown>) =>
  async ({ world }: Scene) => ({ token: await world.sign({ sub: shopId, ...claims }), body });

const read = (subjectId: string) => ({ documentId: contact.id, variables: { subjectId } });

/** Asks as a partner that may not. */
const idle = (state: keyof typeof idlePartners): Attack => ({
  name: `a partner that is ${state}`,
  request: signed({ sub: idlePartners[state], scope: 'partner:read partner:manage' }, read(liwei)),
  status: 403,
  code: 'PARTNER_NOT_LIVE',
  row: { log: 'refusals', code: 'PARTNER_NOT_LIVE', documentId: contact.id, partnerId: idlePartners[state] },
});

/** A token that nobody accepts. */
const worthless = (name: string, request: Attack['request']): Attack => ({
  name,
  request,
  status: 401,
  code: 'UNAUTHENTICATED',
  row: { log: 'none' },
});

/** A call of somebody who is no partner, for what is for the gateway alone. */
const inner = (name: string, claims: Record<string, unknown>, query: string): Attack => ({
  name,
  request: signed(claims, { query }),
  status: 400,
  code: 'GRAPHQL_VALIDATION_FAILED',
  row: { log: 'none' },
});
const standing = `{ partnerStanding(partnerId: "${shopId}") { status } }`;

/** Attacks by who asks. */
export const tokenAttacks: readonly Attack[] = [
  {
    name: 'scopes of the gateway in a token: a field outside the consent',
    request: signed({ scope: stolen }, read(liwei)),
    status: 200,
    code: 'CONSENT_REQUIRED',
    data: { partnerView: { displayName: '小伟', phoneMasked: null } },
    row: { log: 'granted', operationName: contact.name, without: ['phoneMasked'] },
  },
  {
    name: 'scopes of the gateway in a token: no consent',
    request: signed({ scope: stolen }, read(demoSubjectId(6, 7))),
    status: 200,
    code: 'CONSENT_REQUIRED',
    data: noView,
    row: { log: 'denied', operationName: contact.name },
  },
  {
    name: 'scopes of the gateway alone: a text',
    request: signed(
      { scope: 'consent:in-force consent:PROFILE_BASIC' },
      { query: free, variables: { subjectId: liwei } },
    ),
    status: 403,
    code: 'PERSISTED_QUERY_ONLY',
    row: { log: 'refusals', code: 'PERSISTED_QUERY_ONLY' },
  },
  {
    name: 'scopes of an issuer alone: a text',
    request: signed({ scope: 'openid profile' }, { query: '{ __schema { types { name } } }' }),
    status: 403,
    code: 'PERSISTED_QUERY_ONLY',
    row: { log: 'refusals', code: 'PERSISTED_QUERY_ONLY' },
  },
  {
    name: 'a token without partner:read',
    request: signed({ scope: 'partner:manage' }, read(liwei)),
    status: 200,
    code: 'FORBIDDEN',
    data: noView,
    row: { log: 'denied', operationName: contact.name },
  },
  {
    name: 'a token without any scope',
    request: signed({}, read(liwei)),
    status: 200,
    code: 'FORBIDDEN',
    data: noView,
    row: { log: 'denied', operationName: contact.name },
  },
  {
    name: "a carrier's token: it is no partner of customers",
    request: signed({ scope: 'commerce:carry' }, { query: free, variables: { subjectId: liwei } }),
    status: 200,
    code: 'FORBIDDEN',
    data: noView,
    row: { log: 'none' },
  },
  {
    name: "a customer's token: there is no view without a partner",
    request: ({ customer }) => ({ token: customer, body: { query: free, variables: { subjectId: liwei } } }),
    status: 200,
    code: 'FORBIDDEN',
    data: noView,
    row: { log: 'none' },
  },
  idle('SUSPENDED'),
  idle('SANDBOX'),
  idle('TERMINATED'),
  idle('APPLIED'),
  idle('missing'),
  {
    name: 'a partner that is TERMINATED, and its own state',
    request: signed(
      { sub: idlePartners.TERMINATED, scope: 'partner:read' },
      { documentId: own.id, variables: { id: idlePartners.TERMINATED } },
    ),
    status: 403,
    code: 'PARTNER_NOT_LIVE',
    row: { log: 'refusals', code: 'PARTNER_NOT_LIVE', documentId: own.id, partnerId: idlePartners.TERMINATED },
  },
  {
    name: 'a partner that is SUSPENDED, and an operation that it never had',
    request: signed({ sub: idlePartners.SUSPENDED, scope: 'partner:read' }, { documentId: 'none' }),
    status: 404,
    code: 'PERSISTED_QUERY_NOT_IN_LIST',
    row: {
      log: 'refusals',
      code: 'PERSISTED_QUERY_NOT_IN_LIST',
      documentId: 'none',
      partnerId: idlePartners.SUSPENDED,
    },
  },
  worthless(
    'a token whose time is over',
    signed({ scope: stolen, exp: Math.floor(Date.now() / 1_000) - hourS }, read(liwei)),
  ),
  worthless('a token for somebody else', signed({ scope: stolen, aud: 'https://elsewhere.example' }, read(liwei))),
  worthless('a token with another subject put in', ({ shop }) => {
    const [head, , seal] = shop.split('.');
    const claims = { sub: castId('par', 5), scope: stolen, exp: Math.floor(Date.now() / 1_000) + hourS };
    const forged = [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), seal].join('.');
    return { token: forged, body: { documentId: orders.id, variables: { subjectId: liwei } } };
  }),
  worthless('two tokens in one header', ({ shop, customer }) => ({
    body: read(liwei),
    headers: { authorization: `Bearer ${shop}, Bearer ${customer}` },
  })),
  inner('a customer who asks where a partner stands', { sub: castId('cus', 1), scope: 'social:read' }, standing),
  inner("the gateway's name and scope in a token", { sub: 'gateway', scope: 'gateway:enforce' }, standing),
  inner(
    "the gateway's name and scope in a token, to write into a log",
    { sub: 'gateway', scope: 'gateway:enforce' },
    'mutation { recordAccess(input: {}) { access { isGranted } } }',
  ),
  inner(
    'an operator who redeems a code',
    { sub: castId('opr', 1), scope: 'partner:review' },
    'mutation { redeemSignInCode(input: {}) { __typename } }',
  ),
];
