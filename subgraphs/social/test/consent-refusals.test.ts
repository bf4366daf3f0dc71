import { anonymous } from '@ecosystem/kit/caller';
import { castId, castUuid } from '@ecosystem/kit/world';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { customers, partners } from '../src/db/tables.ts';
import {
  type ConsentWorld,
  customerNumber,
  dayMs,
  later,
  makeCode,
  makeGranted,
  makeRequest,
  modestProgram,
  newcomer,
  newKey,
  openSocial,
  partnerNumber,
  plainAnswer,
  plainRequest,
  rides,
  undeclaredScope,
} from './consents-world.ts';

let world: ConsentWorld;
beforeAll(async () => {
  world = await openSocial();
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const rows = async () => {
  const [counts] = await world.subgraph.database.read.execute(
    sql`select (select count(*) from consents) as consents, (select count(*) from outbox) as events,
      (select count(*) from consent_receipts) as receipts, (select max(version) from consents) as changes`,
  );
  return counts;
};
/** The refusal, after which nothing was written. */
async function refuse(mutation: string, input: Record<string, unknown>, caller = rides) {
  const before = await rows();
  const refusal = await world.refusalOf(mutation, input, caller);
  expect(await rows()).toEqual(before);
  return refusal;
}
async function setStatus(partner: number, status: 'LIVE' | 'SUSPENDED'): Promise<void> {
  await world.subgraph.database.write
    .update(partners)
    .set({ status })
    .where(eq(partners.id, castUuid(partner)));
}
/** Does something while the operator allows the partner only the profile; afterwards its versions declare what is allowed again. */
async function whileProfileOnly(partner: number, act: () => Promise<void>): Promise<void> {
  const { write } = world.subgraph.database;
  const isPartner = eq(partners.id, castUuid(partner));
  const before = await write.select({ allowedScopes: partners.allowedScopes }).from(partners).where(isPartner);
  await write
    .update(partners)
    .set({ allowedScopes: ['PROFILE_BASIC'] })
    .where(isPartner);
  try {
    await act();
  } finally {
    for (const row of before) await write.update(partners).set(row).where(isPartner);
  }
}

describe('requestConsent is refused', () => {
  test.each<[string, Record<string, unknown>, string, string]>([
    ['a partner that the caller is not', { partnerId: castId('par', 2) }, 'NOT_FOUND', 'partnerId'],
    ['a partner that does not exist', { partnerId: castId('par', 999) }, 'NOT_FOUND', 'partnerId'],
    ['something that is no partner', { partnerId: castId('cus', 1) }, 'INVALID_INPUT', 'partnerId'],
    ['a mini program of another partner', { miniProgramId: castId('app', 2) }, 'NOT_FOUND', 'miniProgramId'],
    ['something that is no mini program', { miniProgramId: castId('cus', 1) }, 'INVALID_INPUT', 'miniProgramId'],
    ['no purpose', { purpose: '  ' }, 'PURPOSE_REQUIRED', 'purpose'],
    ['a purpose that is too long', { purpose: 'x'.repeat(201) }, 'INVALID_INPUT', 'purpose'],
    ['no scope', { scopes: [] }, 'INVALID_INPUT', 'scopes'],
    ['a scope that nothing declares', { scopes: [undeclaredScope] }, 'SCOPE_NOT_DECLARED', 'scopes'],
    [
      'a scope that another of its mini programs declares',
      { miniProgramId: castId('app', modestProgram), scopes: ['PROFILE_BASIC', 'ORDERS_READ'] },
      'SCOPE_NOT_DECLARED',
      'scopes',
    ],
    [
      'a mini program that is offline',
      { miniProgramId: castId('app', 13), scopes: ['PROFILE_BASIC'] },
      'SCOPE_NOT_DECLARED',
      'scopes',
    ],
    ['a day more than a scope allows', { ttlDays: 91 }, 'TTL_TOO_LONG', 'ttlDays'],
    ['more days than a partner may ask for', { scopes: ['PROFILE_BASIC'], ttlDays: 181 }, 'TTL_TOO_LONG', 'ttlDays'],
    ['8 days of prescriptions', { scopes: ['HEALTH_PRESCRIPTIONS'], ttlDays: 8 }, 'TTL_TOO_LONG', 'ttlDays'],
    ['days of a place', { scopes: ['LOCATION_COARSE'], ttlDays: 1 }, 'TTL_TOO_LONG', 'duration'],
    [
      'an address for ever',
      { scopes: ['ADDRESS_READ'], duration: 'PERSISTENT', ttlDays: null },
      'TTL_TOO_LONG',
      'duration',
    ],
    [
      'orders for ever',
      { scopes: ['PROFILE_BASIC', 'ORDERS_READ'], duration: 'PERSISTENT', ttlDays: null },
      'TTL_TOO_LONG',
      'duration',
    ],
    ['no days', { ttlDays: null }, 'INVALID_INPUT', 'ttlDays'],
    ['no day', { ttlDays: 0 }, 'INVALID_INPUT', 'ttlDays'],
    ['days of one use', { duration: 'ONE_TIME' }, 'INVALID_INPUT', 'ttlDays'],
    ['a code that means nobody', { customerHint: '00000-00000' }, 'NOT_FOUND', 'customerHint'],
    ['something that is no code', { customerHint: 'liwei' }, 'NOT_FOUND', 'customerHint'],
  ])('for %s', async (_, more, code, path) => {
    const customerHint = await makeCode(world, newcomer);
    const input = { ...plainRequest, partnerId: rides.subject, customerHint, ...more };

    expect(await refuse('requestConsent', input)).toEqual([code, path]);
    // A refused request uses no code up.
    const { scopes, ...rest } = plainRequest;
    const asked = await world.mutate(
      'requestConsent',
      { ...rest, scopes, partnerId: rides.subject, customerHint },
      rides,
    );
    expect(asked.userErrors).toEqual([]);
  });

  test('to partners that are not live, and to all who are no partners', async () => {
    const customerHint = await makeCode(world, newcomer);
    const ask = (number: number) =>
      refuse(
        'requestConsent',
        { ...plainRequest, partnerId: castId('par', number), customerHint },
        partnerNumber(number),
      );

    // Suspended, sandbox, terminated, in review, applied, rejected.
    for (const number of [9, 10, 11, 12, 13, 14]) expect(await ask(number)).toEqual(['PARTNER_NOT_LIVE', 'partnerId']);
    const input = { ...plainRequest, partnerId: rides.subject, customerHint };
    expect(await refuse('requestConsent', input, newcomer)).toEqual(['NOT_FOUND', 'partnerId']);
  });

  test('for a scope that the operator does not allow', async () => {
    const input = { ...plainRequest, partnerId: castId('par', 3), customerHint: await makeCode(world, newcomer) };

    await whileProfileOnly(3, async () => {
      expect(await refuse('requestConsent', input, partnerNumber(3))).toEqual(['SCOPE_NOT_ALLOWED', 'scopes']);
    });
  });

  test('for a customer whose account was closed after the code was shown', async () => {
    const customerHint = await makeCode(world, customerNumber(30));
    await world.subgraph.database.write
      .update(customers)
      .set({ status: 'FROZEN' })
      .where(eq(customers.customerId, castUuid(30)));
    const input = { ...plainRequest, partnerId: rides.subject, customerHint };

    expect(await refuse('requestConsent', input)).toEqual(['NOT_FOUND', 'customerHint']);
  });
});

describe('authoriseConsent is refused', () => {
  test.each<[string, Record<string, unknown>, string, string]>([
    ['nothing', { scopes: [], separateConsentFor: [] }, 'INVALID_INPUT', 'scopes'],
    ['a scope that was not asked for', { scopes: ['PROFILE_BASIC', 'VEHICLES_READ'] }, 'SCOPE_NOT_REQUESTED', 'scopes'],
    [
      'a sensitive scope that is not named by itself',
      { separateConsentFor: [] },
      'SEPARATE_CONSENT_REQUIRED',
      'separateConsentFor',
    ],
    [
      'separate consent for a scope that is not granted',
      { scopes: ['PROFILE_BASIC'] },
      'INVALID_INPUT',
      'separateConsentFor',
    ],
    ['an old privacy policy', { policyVersion: '2025-01' }, 'POLICY_VERSION_STALE', 'policyVersion'],
    ['a consent that does not exist', { consentId: castId('cns', 999) }, 'NOT_FOUND', 'consentId'],
    ['something that is no consent', { consentId: castId('par', 1) }, 'INVALID_INPUT', 'consentId'],
  ])('for %s', async (_, more, code, path) => {
    const consentId = await makeRequest(world);

    expect(await refuse('authoriseConsent', { ...plainAnswer, consentId, ...more }, newcomer)).toEqual([code, path]);
  });

  test('after 24 hours, and not a moment before', async () => {
    const [consentId, other] = [await makeRequest(world), await makeRequest(world)];
    const answer = (id: string) => ({ ...plainAnswer, consentId: id });

    expect(await later(world, dayMs, () => refuse('authoriseConsent', answer(consentId), newcomer))).toEqual([
      'CONSENT_EXPIRED',
      'consentId',
    ]);
    const granted = await later(world, dayMs - 1, () => world.mutate('authoriseConsent', answer(other), newcomer));
    expect(granted.userErrors).toEqual([]);
  });

  test('for a partner that is live no more', async () => {
    const consentId = await makeRequest(world, {}, [newcomer, partnerNumber(7)]);
    await setStatus(7, 'SUSPENDED');
    expect(await refuse('authoriseConsent', { ...plainAnswer, consentId }, newcomer)).toEqual([
      'PARTNER_NOT_LIVE',
      'consentId',
    ]);

    await setStatus(7, 'LIVE');
    expect((await world.mutate('authoriseConsent', { ...plainAnswer, consentId }, newcomer)).userErrors).toEqual([]);
  });

  test('for a scope that the operator has taken from the partner since', async () => {
    const consentId = await makeRequest(world, {}, [newcomer, partnerNumber(4)]);
    await whileProfileOnly(4, async () => {
      expect(await refuse('authoriseConsent', { ...plainAnswer, consentId }, newcomer)).toEqual([
        'SCOPE_NOT_ALLOWED',
        'scopes',
      ]);
      const part = { scopes: ['PROFILE_BASIC'], separateConsentFor: [], policyVersion: '2026-03', consentId };
      expect((await world.mutate('authoriseConsent', part, newcomer)).userErrors).toEqual([]);
    });
  });
});

test('a reason has at most 200 characters', async () => {
  const consentId = await makeGranted(world);
  const reason = 'x'.repeat(201);

  expect(await refuse('revokeConsent', { consentId, reason }, newcomer)).toEqual(['INVALID_INPUT', 'reason']);
});

test('a consent that is in force stays as it is when its partner is suspended', async () => {
  const consentId = await makeGranted(world, {}, [newcomer, partnerNumber(8)]);
  await setStatus(8, 'SUSPENDED');
  await world.runJobs();
  const read = () =>
    world.query('query ($id: ID!) { consent(id: $id) { status } }', { as: newcomer, variables: { id: consentId } });

  expect((await read()).data).toEqual({ consent: { status: 'AUTHORISED' } });
  await setStatus(8, 'LIVE');
});

describe.each([
  ['authoriseConsent', plainAnswer],
  ['rejectConsent', {}],
  ['revokeConsent', {}],
])('%s', (mutation, more) => {
  test('is refused to everybody but the customer, the partner that asked among them', async () => {
    const consentId = await (mutation === 'revokeConsent' ? makeGranted(world) : makeRequest(world));
    for (const caller of [customerNumber(1), rides, partnerNumber(2)]) {
      expect(await refuse(mutation, { ...more, consentId }, caller)).toEqual(['NOT_FOUND', 'consentId']);
    }
  });

  test('is refused to a customer whose account is frozen or erased', async () => {
    const input = { ...more, consentId: castId('cns', 999) };

    expect(await refuse(mutation, input, customerNumber(41))).toEqual(['CUSTOMER_FROZEN', null]);
    expect(await refuse(mutation, input, customerNumber(8))).toEqual(['CUSTOMER_ERASED', null]);
  });

  test('needs a caller', async () => {
    const type = `${mutation.slice(0, 1).toUpperCase()}${mutation.slice(1)}Input`;
    const input = { ...more, consentId: castId('cns', 999), idempotencyKey: newKey() };
    const { errors } = await world.query(
      `mutation ($input: ${type}!) { ${mutation}(input: $input) { userErrors { code } } }`,
      { as: anonymous, variables: { input } },
    );

    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });
});
