import { createHash } from 'node:crypto';
import { splitId } from '@ecosystem/kit/ids';
import { demoSubjectId } from '@ecosystem/kit/subject-ids';
import { castId, castUuid } from '@ecosystem/kit/world';
import canonicalize from 'canonicalize';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consentReceipts } from '../src/db/tables.ts';
import {
  type ConsentWorld,
  customerNumber,
  dayMs,
  later,
  makeCode,
  makeGranted,
  makeRequest,
  newcomer,
  newKey,
  openSocial,
  partnerFields,
  plainAnswer,
  plainRequest,
  rides,
  topicsOf,
} from './consents-world.ts';

let world: ConsentWorld;
beforeAll(async () => {
  world = await openSocial();
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const consentFields = `id status partner { id } miniProgram { id } requestedScopes scopes sensitiveScopes purpose duration
  grantedAt expiresAt revokedAt policyVersion useCount receipt { id sha256 issuedAt jurisdiction collectionMethod language }`;
const readConsent = async (id: string, caller = newcomer) =>
  (await world.query(`query ($id: ID!) { consent(id: $id) { ${consentFields} } }`, { as: caller, variables: { id } }))
    .data?.['consent'];
const inTime = (ms: number) => new Date(world.clock.now().getTime() + ms).toISOString();
/** The same as the API prints it. */
const shownIn = (ms: number) => inTime(ms).replace('.000Z', 'Z');

test('a partner asks, the customer grants a part, and takes it back', async () => {
  const customerHint = await makeCode(world, newcomer);
  const request = { ...plainRequest, partnerId: rides.subject, miniProgramId: castId('app', 1), customerHint };
  const asked = await world.mutate('requestConsent', request, rides, partnerFields);

  expect(asked).toEqual({
    consent: {
      consentId: expect.stringMatching(/^cns_/),
      status: 'AWAITING_AUTHORISATION',
      scopes: [],
      subjectId: null,
      expiresAt: shownIn(dayMs),
    },
    userErrors: [],
  });
  const { consentId } = asked['consent'] as { consentId: string };
  expect(await readConsent(consentId)).toMatchObject({
    status: 'AWAITING_AUTHORISATION',
    partner: { id: castId('par', 1) },
    miniProgram: { id: castId('app', 1) },
    requestedScopes: plainRequest.scopes,
    purpose: plainRequest.purpose,
    grantedAt: null,
    receipt: null,
  });

  // In another order, and twice: a grant is a set.
  const scopes = ['WALLET_BAND', 'PROFILE_BASIC', 'WALLET_BAND'];
  const answer = { ...plainAnswer, scopes, consentId };
  const granted = await world.mutate('authoriseConsent', answer, newcomer, `consent { ${consentFields} }`);
  expect(granted).toMatchObject({
    consent: {
      status: 'AUTHORISED',
      scopes: ['PROFILE_BASIC', 'WALLET_BAND'],
      sensitiveScopes: ['WALLET_BAND'],
      expiresAt: shownIn(30 * dayMs),
      policyVersion: '2026-03',
      useCount: 0,
      receipt: { id: expect.stringMatching(/^rcp_/), issuedAt: shownIn(0), jurisdiction: 'CN' },
    },
    userErrors: [],
  });

  const revoked = await world.mutate('revokeConsent', { consentId, reason: ' Enough ' }, newcomer, 'consent { id }');
  expect(revoked.userErrors).toEqual([]);
  expect(await readConsent(consentId)).toMatchObject({ status: 'REVOKED', revokedAt: shownIn(0) });
  const [row] = await world.subgraph.database.read.execute(
    sql`select revoke_reason from consents where id = ${splitId(consentId)?.uuid}`,
  );
  expect(row).toEqual({ revoke_reason: 'Enough' });
  // Events hold ids, and nothing that tells who the customer is.
  expect(await topicsOf(world, consentId)).toEqual([
    ['consent.requested', 'consentId,partnerId'],
    ['consent.authorised', 'consentId,partnerId'],
    ['consent.revoked', 'consentId,partnerId'],
  ]);
});

test('a customer refuses', async () => {
  const consentId = await makeRequest(world);
  const { consent } = await world.mutate(
    'rejectConsent',
    { consentId },
    newcomer,
    'consent { status scopes receipt { id } }',
  );

  expect(consent).toEqual({ status: 'REJECTED', scopes: [], receipt: null });
  expect(await topicsOf(world, consentId)).toEqual([
    ['consent.requested', 'consentId,partnerId'],
    ['consent.rejected', 'consentId,partnerId'],
  ]);
});

test.each([
  ['ONE_TIME', ['HEALTH_PRESCRIPTIONS', 'ADDRESS_READ'], null],
  ['PERSISTENT', ['PROFILE_BASIC'], null],
  ['TIME_BOUND', ['HEALTH_PRESCRIPTIONS'], 7],
] as const)('a consent that is %s for %j has %s days', async (duration, scopes, ttlDays) => {
  const consentId = await makeRequest(world, { duration, scopes, ttlDays });
  const answer = {
    ...plainAnswer,
    scopes,
    separateConsentFor: scopes.filter((scope) => scope === 'HEALTH_PRESCRIPTIONS'),
  };
  await world.mutate('authoriseConsent', { ...answer, consentId }, newcomer);

  expect(await readConsent(consentId)).toMatchObject({
    status: 'AUTHORISED',
    expiresAt: ttlDays === null ? null : shownIn(ttlDays * dayMs),
  });
});

describe('a receipt', () => {
  test('has the hash of its body, which says what was agreed, in the language of the customer', async () => {
    const consentId = await makeGranted(world);
    const shown = (await readConsent(consentId)) as { receipt: { id: string; sha256: string; language: string } };
    const [row] = await world.subgraph.database.read
      .select()
      .from(consentReceipts)
      .where(eq(consentReceipts.consentId, splitId(consentId)?.uuid ?? ''));
    const body = row?.body;

    expect(shown.receipt.sha256).toBe(
      createHash('sha256')
        .update(canonicalize(body) ?? '')
        .digest('hex'),
    );
    expect(body).toMatchObject({
      receipt_id: shown.receipt.id,
      record_id: consentId,
      pii_principal_id: demoSubjectId(1, 50),
      pii_controllers: [{ party_id: castId('par', 1), party_name: 'Green Light Rides' }],
      purposes: [{ purpose: plainRequest.purpose }],
      sensitive_pii_types: ['WALLET_BAND'],
      privacy_notice: { version: '2026-03', url: expect.stringMatching(/^https:/) },
      language: shown.receipt.language,
      expires_at: inTime(30 * dayMs),
    });
    // It proves a consent without telling whose.
    expect(JSON.stringify(body)).not.toContain(castId('cus', 50));
    expect(JSON.stringify(body)).not.toContain(castUuid(50));
  });

  test('of the demo world has the hash of its body', async () => {
    const rows = await world.subgraph.database.read.select().from(consentReceipts);

    expect(rows.length).toBeGreaterThan(20);
    for (const { body, sha256 } of rows) {
      expect(
        createHash('sha256')
          .update(canonicalize(body) ?? '')
          .digest('hex'),
      ).toBe(sha256);
    }
  });
});

describe('reading', () => {
  test('a consent of somebody else is like one that is missing', async () => {
    const consentId = await makeGranted(world);

    expect(await readConsent(consentId, customerNumber(2))).toBeNull();
    expect(await readConsent(consentId, rides)).toBeNull();
    expect(await readConsent(castId('cns', 999))).toBeNull();
  });

  test('the rules tell what can be asked for, and how long', async () => {
    const { data } = await world.query(
      '{ consentRules { policyVersion scopes { scope isSensitive longestLifeDays durations } } }',
      { as: rides },
    );
    const { policyVersion, scopes } = (data as { consentRules: { policyVersion: string; scopes: unknown[] } })
      .consentRules;

    expect(policyVersion).toBe('2026-03');
    expect(scopes).toHaveLength(16);
    expect(scopes).toEqual(
      expect.arrayContaining([
        {
          scope: 'PROFILE_BASIC',
          isSensitive: false,
          longestLifeDays: null,
          durations: ['ONE_TIME', 'TIME_BOUND', 'PERSISTENT'],
        },
        {
          scope: 'HEALTH_PRESCRIPTIONS',
          isSensitive: true,
          longestLifeDays: 7,
          durations: ['ONE_TIME', 'TIME_BOUND'],
        },
        { scope: 'ADDRESS_READ', isSensitive: false, longestLifeDays: null, durations: ['ONE_TIME'] },
      ]),
    );
  });

  test('the partner that sends its old request again sees how the consent stands', async () => {
    const customerHint = await makeCode(world, newcomer);
    const request = { ...plainRequest, partnerId: rides.subject, customerHint, idempotencyKey: newKey() };
    const ask = async () => (await world.mutate('requestConsent', request, rides, partnerFields))['consent'];
    const { consentId } = (await ask()) as { consentId: string };
    await world.mutate('rejectConsent', { consentId }, newcomer);

    expect(await ask()).toMatchObject({ consentId, status: 'REJECTED', subjectId: null, scopes: [] });
    expect(await later(world, dayMs, ask)).toMatchObject({ status: 'REJECTED' });
  });
});

test('the cast has the consents that others count on', async () => {
  const rows = await world.subgraph.database.read.execute<{ partner: string; scopes: string[] }>(
    sql`select distinct on (partner_id) partner_id as partner, scopes from consents
      where customer_id = ${castUuid(1)} and status = 'AUTHORISED' and expires_at > ${world.clock.now().toISOString()}
      order by partner_id, granted_at desc`,
  );

  expect(new Map(rows.map(({ partner, scopes }) => [partner, scopes]))).toEqual(
    new Map([
      [castUuid(1), ['PROFILE_BASIC', 'TRIPS_READ', 'VEHICLES_READ']],
      [castUuid(2), ['PROFILE_BASIC', 'HEALTH_SUMMARY', 'HEALTH_PRESCRIPTIONS']],
      [castUuid(5), ['PROFILE_BASIC', 'POLICIES_READ', 'WALLET_BAND']],
      [castUuid(6), ['PROFILE_BASIC', 'ORDERS_READ']],
    ]),
  );
});
