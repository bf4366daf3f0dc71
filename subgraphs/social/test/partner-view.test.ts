import type { Caller } from '@ecosystem/kit/caller';
import { boundScopeOf } from '@ecosystem/kit/consent';
import { gatewayCaller } from '@ecosystem/kit/gateway-caller';
import { customer, openTestSubgraph } from '@ecosystem/kit/testing';
import {
  readConsentScopes,
  readPolicyFields,
  readView,
  selectWhole,
  strangersToViews,
} from '@ecosystem/kit/testing-partner-view';
import { castId, castUuid, seedNow } from '@ecosystem/kit/world';
import { eq, inArray } from 'drizzle-orm';
import { afterAll, describe, expect, test } from 'vitest';
import { consents, partners } from '../src/db/tables.ts';
import type { ConsentScope } from '../src/domain/consent.ts';
import { social } from '../src/index.ts';
import { endingAt, type Granted, grant, nameOf, partner } from './partner-world.ts';

const world = await openTestSubgraph(social);
const { write } = world.subgraph.database;
// Only what a test grants is in force.
await write.delete(consents).where(inArray(consents.partnerId, [castUuid(6), castUuid(7)]));
afterAll(() => world[Symbol.asyncDispose]());

const shop = partner(6);
const allScopes = readConsentScopes() as ConsentScope[];
const viewQuery = /* GraphQL */ `
  query ($subjectId: ID!, $consentId: ID) {
    partnerView(subjectId: $subjectId, consentId: $consentId) { consentId subjectId scopes expiresAt customerRef }
  }
`;
const view = (as: Caller, variables: { subjectId: string; consentId?: string | null }) =>
  world.query(viewQuery, { as, variables });
const expectNone = (answer: unknown) => expect(answer).toEqual({ data: { partnerView: null } });

const past = new Date(seedNow.getTime() - 1);
/** Consents that are not in force, in each way. */
const notInForce: readonly (readonly [string, Parameters<typeof grant>[4]])[] = [
  ['taken back', { status: 'REVOKED', revokedAt: past }],
  ['used up', { status: 'CONSUMED', duration: 'ONE_TIME' }],
  ['ended', { status: 'EXPIRED', ...endingAt(past) }],
  ['over without anybody having ended it', endingAt(seedNow)],
  ['not answered', { status: 'AWAITING_AUTHORISATION', scopes: [], separateFor: [], grantedAt: null, expiresAt: past }],
];

describe.each(readPolicyFields(social))('$field of a view', ({ field, scope }) => {
  const own = scope as ConsentScope;
  const read = ({ consentId }: Granted, as: Caller = shop) =>
    readView(world, selectWhole(world.subgraph.schema, field), { as, consentId });

  test(`answers under ${scope} alone`, async () => {
    const { data, errors } = await read(await grant(world, 6, 21, [own]));

    expect(errors).toBeUndefined();
    expect(data).toEqual({ _entities: [{ [field]: expect.any(String) }] });
  });

  test(`is refused where everything but ${scope} is granted`, async () => {
    const others = allScopes.filter((other) => other !== scope);
    const { data, errors } = await read(await grant(world, 6, 21, others));

    expect(data).toEqual({ _entities: [{ [field]: null }] });
    expect(errors).toMatchObject([
      {
        path: ['_entities', 0, field],
        extensions: { code: 'CONSENT_REQUIRED' },
        message: expect.stringContaining(scope),
      },
    ]);
  });

  test('shows nothing of an erased customer', async () => {
    expect(await read(await grant(world, 6, 8, [own]))).toEqual({ data: { _entities: [{ [field]: null }] } });
  });

  test.each(strangersToViews)('is nothing for %s', async (_, caller) => {
    expect(await read(await grant(world, 6, 21, [own]), caller)).toEqual({ data: { _entities: [null] } });
  });

  test('is nothing for another partner, whose consent it is not', async () => {
    expect(await read(await grant(world, 6, 21, [own]), partner(5))).toEqual({ data: { _entities: [null] } });
  });

  test.each(notInForce)('is nothing under a consent that is %s', async (_, change) => {
    expect(await read(await grant(world, 6, 21, [own], change))).toEqual({ data: { _entities: [null] } });
  });
});

describe('partnerView', () => {
  test('is the newest consent in force, or the one that is named', async () => {
    const older = await grant(world, 6, 22, ['PROFILE_BASIC'], endingAt(new Date('2027-01-01'), 90));
    const newer = await grant(world, 6, 22, ['CONTACT_PHONE']);
    await grant(world, 6, 22, ['ORDERS_READ'], { status: 'REVOKED', revokedAt: past });
    const { subjectId } = older;

    expect(await view(shop, { subjectId })).toEqual({
      data: {
        partnerView: {
          consentId: newer.consentId,
          subjectId,
          scopes: ['CONTACT_PHONE'],
          expiresAt: null,
          customerRef: castId('cus', 22),
        },
      },
    });
    expect((await view(shop, { subjectId, consentId: older.consentId })).data).toMatchObject({
      partnerView: { consentId: older.consentId, scopes: ['PROFILE_BASIC'], expiresAt: '2027-01-01T00:00:00Z' },
    });
  });

  test('is the consent that the caller is held to, whatever is newer, and no other that it names', async () => {
    const older = await grant(world, 6, 29, ['PROFILE_BASIC']);
    const newer = await grant(world, 6, 29, ['CONTACT_PHONE']);
    const { subjectId } = older;
    const held: Caller = { ...shop, scopes: new Set([...shop.scopes, boundScopeOf(older.consentId)]) };

    for (const consentId of [null, older.consentId]) {
      const { data } = await view(held, { subjectId, consentId });
      expect(data).toMatchObject({ partnerView: { consentId: older.consentId, scopes: ['PROFILE_BASIC'] } });
    }
    expectNone(await view(held, { subjectId, consentId: newer.consentId }));
  });

  test.each(notInForce)('is null under a consent that is %s', async (_, change) => {
    const { consentId, subjectId } = await grant(world, 6, 23, ['PROFILE_BASIC'], change);

    expectNone(await view(shop, { subjectId }));
    expectNone(await view(shop, { subjectId, consentId }));
  });

  test('is there under a consent for one use until it is used', async () => {
    const { consentId, subjectId, uuid } = await grant(world, 6, 24, ['PROFILE_BASIC'], { duration: 'ONE_TIME' });
    expect((await view(shop, { subjectId })).data).toMatchObject({ partnerView: { consentId } });

    await write.update(consents).set({ status: 'CONSUMED' }).where(eq(consents.id, uuid));

    expectNone(await view(shop, { subjectId }));
  });

  test('is null for a partner that is not live', async () => {
    const { subjectId } = await grant(world, 9, 24, ['PROFILE_BASIC']);

    expectNone(await view(partner(9), { subjectId }));
  });

  test('tells nothing of names and consents of others, of none and of no form', async () => {
    const { consentId, subjectId } = await grant(world, 6, 25, ['PROFILE_BASIC']);
    const foreign = await grant(world, 5, 25, ['PROFILE_BASIC']);
    const neighbour = await grant(world, 6, 26, ['PROFILE_BASIC']);

    for (const variables of [
      { subjectId: foreign.subjectId },
      { subjectId, consentId: foreign.consentId },
      { subjectId, consentId: neighbour.consentId },
      { subjectId: neighbour.subjectId, consentId },
      { subjectId, consentId: castId('cns', 999) },
      { subjectId, consentId: 'nonsense' },
      { subjectId, consentId: castId('cus', 25) },
      { subjectId: castId('sub', 999) },
      { subjectId: castId('cus', 25) },
      { subjectId: '' },
    ]) {
      expectNone(await view(shop, variables));
    }
    for (const [, caller] of strangersToViews) expectNone(await view(caller, { subjectId, consentId }));
    expectNone(await view(partner(5), { subjectId, consentId }));
    expectNone(await view(gatewayCaller, { subjectId, consentId }));
  });

  test('takes two statements, however many partners ask at once', async () => {
    const granted = await Promise.all([21, 22, 25, 26].map((number) => grant(world, 6, number, ['PROFILE_BASIC'])));
    const query = 'query ($subjectId: ID!) { partnerView(subjectId: $subjectId) { displayName cityCode } }';
    const ask = ({ subjectId }: Granted) => world.query(query, { as: shop, variables: { subjectId } });

    const names = await world.statementsOf(() => Promise.all([1, 2, 3, 4, 5].flatMap(() => granted.map(ask))));

    expect(names).toEqual(['social.standings', 'social.viewed_accounts']);
  });
});

describe('partnerStanding', () => {
  const query = /* GraphQL */ `
    query ($partnerId: ID!, $subjectId: ID, $consentId: ID) {
      partnerStanding(partnerId: $partnerId, subjectId: $subjectId, consentId: $consentId) {
        status name allowedScopes consent { consentId scopes expiresAt } grantedScopeSets
      }
    }
  `;
  const ask = (variables: Record<string, unknown>, as: Caller = gatewayCaller) => world.query(query, { as, variables });
  const partnerId = castId('par', 6);
  type Standing = { partnerStanding: { consent: object | null; grantedScopeSets: string[][] } };

  test('tells what the partner may do and which consent it may use', async () => {
    await write
      .update(partners)
      .set({ allowedScopes: ['PROFILE_BASIC', 'ORDERS_READ'] })
      .where(eq(partners.id, castUuid(6)));
    const older = await grant(world, 6, 27, ['PROFILE_BASIC']);
    const newer = await grant(world, 6, 27, ['ORDERS_READ']);
    const { subjectId } = older;
    const standing = {
      status: 'LIVE',
      name: 'Corner Shop Online',
      allowedScopes: ['PROFILE_BASIC', 'ORDERS_READ'],
      grantedScopeSets: [],
    };
    const consentOf = ({ consentId }: Granted, scope: string) => ({ consentId, scopes: [scope], expiresAt: null });

    expect((await ask({ partnerId, subjectId })).data).toEqual({
      partnerStanding: { ...standing, consent: consentOf(newer, 'ORDERS_READ') },
    });
    expect((await ask({ partnerId, subjectId, consentId: older.consentId })).data).toEqual({
      partnerStanding: { ...standing, consent: consentOf(older, 'PROFILE_BASIC') },
    });
    for (const unknown of [
      { subjectId: 'nonsense' },
      { subjectId: castId('sub', 999) },
      { subjectId, consentId: 'nonsense' },
      { subjectId: await nameOf(world, 5, 27) },
    ]) {
      expect((await ask({ partnerId, ...unknown })).data).toEqual({ partnerStanding: { ...standing, consent: null } });
    }
  });

  test('of a partner that is not live says so, and names no consent', async () => {
    const { subjectId } = await grant(world, 9, 27, ['PROFILE_BASIC']);

    expect((await ask({ partnerId: castId('par', 9), subjectId })).data).toMatchObject({
      partnerStanding: { status: 'SUSPENDED', consent: null },
    });
    expect((await ask({ partnerId: castId('par', 999) })).data).toEqual({ partnerStanding: null });
    expect((await ask({ partnerId: 'nonsense' })).data).toEqual({ partnerStanding: null });
  });

  test('without a customer tells the different sets of scopes in force, each once', async () => {
    for (const number of [28, 29, 30]) await grant(world, 7, number, ['PROFILE_BASIC', 'ADDRESS_READ']);
    await grant(world, 7, 28, ['PROFILE_BASIC']);
    await grant(world, 7, 28, ['ORDERS_READ'], { status: 'REVOKED', revokedAt: past });
    await grant(world, 7, 28, ['VEHICLES_READ'], endingAt(past));

    const { data } = await ask({ partnerId: castId('par', 7) });

    const { consent, grantedScopeSets } = (data as Standing).partnerStanding;
    expect(consent).toBeNull();
    expect(grantedScopeSets.sort()).toEqual([['PROFILE_BASIC'], ['PROFILE_BASIC', 'ADDRESS_READ']]);
  });

  test.each<readonly [string, Caller]>([
    ...strangersToViews,
    ['the partner itself', shop],
    ['a partner that claims the scope of the gateway', { ...shop, scopes: new Set(['gateway:enforce']) }],
  ])('is closed to %s', async (_, caller) => {
    const { data, errors } = await ask({ partnerId }, caller);

    expect(data).toEqual({ partnerStanding: null });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  test('of many requests is answered in their order, by one statement', async () => {
    const granted = await Promise.all([21, 22, 27, 28].map((number) => grant(world, 6, number, ['PROFILE_BASIC'])));
    const many = [1, 2, 3, 4, 5].flatMap(() => granted);
    const asked = [...many.map(({ subjectId }) => ({ partnerId, subjectId })), { partnerId: castId('par', 99) }];
    const query = `query ($asked: [AskedStandingInput!]!) {
      partnerStandings(asked: $asked) { status consent { consentId } }
    }`;
    let answer: unknown;

    const names = await world.statementsOf(async () => {
      answer = (await world.query(query, { as: gatewayCaller, variables: { asked } })).data?.['partnerStandings'];
    });

    expect(names).toEqual(['social.standings']);
    expect(answer).toEqual([...many.map(({ consentId }) => ({ status: 'LIVE', consent: { consentId } })), null]);
  });

  test('is asked about at most 100 at once, and by the gateway alone', async () => {
    const query = 'query ($asked: [AskedStandingInput!]!) { partnerStandings(asked: $asked) { status } }';
    const codeFor = async (as: Caller, count: number) => {
      const variables = { asked: Array.from({ length: count }, () => ({ partnerId })) };
      return (await world.query(query, { as, variables })).errors?.[0]?.extensions['code'];
    };

    expect(await codeFor(gatewayCaller, 100)).toBeUndefined();
    expect(await codeFor(gatewayCaller, 101)).toBe('BAD_USER_INPUT');
    expect(await codeFor(customer(1), 1)).toBe('FORBIDDEN');
  });
});
