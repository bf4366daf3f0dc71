import { anonymous, type Caller } from '@ecosystem/kit/caller';
import { parseId } from '@ecosystem/kit/ids';
import { customer } from '@ecosystem/kit/testing';
import { castId } from '@ecosystem/kit/world';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { miniPrograms, miniProgramVersions } from '../src/db/tables.ts';
import type { PartnerStatus } from '../src/domain/partner.ts';
import { as, newKey, openPartners, operator, type PartnersWorld, partnerWith } from './partners-world.ts';

let world: PartnersWorld;
let partnerId = '';
let partner: Caller = anonymous;
beforeAll(async () => {
  world = await openPartners();
  partnerId = await world.aPartner('LIVE');
  partner = partnerWith(partnerId);
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const shown = 'version status declaredScopes submittedAt reviewedAt rejectionReason rolloutPercent';
const submit = (miniProgramId: string, input: Record<string, unknown> = {}, caller = partner) =>
  world.mutate(
    'submitMiniProgramVersion',
    { miniProgramId, version: '1.0.0', declaredScopes: ['PROFILE_BASIC'], ...input },
    caller,
    `miniProgram { id status liveVersion { version } versions { ${shown} } }`,
  );
const codeOf = async (answer: Promise<{ userErrors: readonly { code: string }[] }>) =>
  (await answer).userErrors[0]?.code ?? null;
const review = (miniProgramId: string, input: Record<string, unknown> = {}, caller = operator) =>
  world.mutate(
    'reviewMiniProgramVersion',
    { miniProgramId, version: '1.0.0', approve: true, ...input },
    caller,
    `miniProgram { id versions { ${shown} } }`,
  );
const now = '2026-10-31T16:00:00Z';

describe('a version that is submitted', () => {
  test('waits for the operator, with each of its scopes once', async () => {
    const miniProgramId = await world.aProgram(partnerId);
    const declaredScopes = ['ORDERS_READ', 'PROFILE_BASIC', 'ORDERS_READ'];
    const { miniProgram, userErrors } = await submit(miniProgramId, { version: '1.0.0-beta.1', declaredScopes });

    expect(userErrors).toEqual([]);
    expect(miniProgram).toEqual({
      id: miniProgramId,
      status: 'REGISTERED',
      liveVersion: null,
      versions: [
        {
          version: '1.0.0-beta.1',
          status: 'IN_REVIEW',
          declaredScopes: ['PROFILE_BASIC', 'ORDERS_READ'],
          submittedAt: now,
          reviewedAt: null,
          rejectionReason: null,
          rolloutPercent: 0,
        },
      ],
    });
    expect((await world.eventsOf(partnerId)).at(-1)).toEqual({
      topic: 'mini_program.version_submitted',
      payload: {
        miniProgramId: parseId('app', miniProgramId),
        version: '1.0.0-beta.1',
        declaredScopes: ['PROFILE_BASIC', 'ORDERS_READ'],
      },
    });
  });

  test('while another one is in review is refused (AT-27-1), also when both come at once', async () => {
    const miniProgramId = await world.aProgram(partnerId);
    const codes = await Promise.all(
      ['1.0.0', '1.1.0', '1.2.0'].map((version) => codeOf(submit(miniProgramId, { version }))),
    );

    expect(codes.toSorted()).toEqual(['VERSION_IN_REVIEW', 'VERSION_IN_REVIEW', null]);
    expect(await codeOf(submit(miniProgramId, { version: '2.0.0' }))).toBe('VERSION_IN_REVIEW');
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['no semantic version', { version: '1.0' }, 'INVALID_INPUT'],
    ['65 characters', { version: `1.0.0-${'a'.repeat(59)}` }, 'INVALID_INPUT'],
    [
      'a scope that the partner does not have',
      { declaredScopes: ['PROFILE_BASIC', 'TRIPS_READ'] },
      'SCOPE_NOT_ALLOWED',
    ],
    ['the id of a partner', { miniProgramId: castId('par', 1) }, 'INVALID_INPUT'],
    ['a mini program that does not exist', { miniProgramId: castId('app', 999) }, 'NOT_FOUND'],
    ['a mini program of another partner', { miniProgramId: castId('app', 1) }, 'NOT_FOUND'],
  ])('with %s is refused', async (_, input, code) => {
    expect(await codeOf(submit(await world.aProgram(partnerId), input))).toBe(code);
  });

  test.each<[string, Caller]>([
    ['another partner', partnerWith(castId('par', 1))],
    ['a customer', customer(1)],
    ['an operator', operator],
  ])('by %s is refused as if there were no mini program', async (_, caller) => {
    const miniProgramId = await world.aProgram(partnerId);
    const [other, missing] = [await submit(miniProgramId, {}, caller), await submit(castId('app', 999), {}, caller)];

    expect(other).toEqual(missing);
    expect(other.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['miniProgramId'] }]);
  });

  // A partner in another state never comes to have a mini program.
  test.each<[PartnerStatus, PartnerStatus[], string | null]>([
    ['SANDBOX', [], 'PARTNER_NOT_LIVE'],
    ['LIVE', ['LIVE'], null],
    ['SUSPENDED', ['LIVE', 'SUSPENDED'], 'PARTNER_NOT_LIVE'],
    ['TERMINATED', ['LIVE', 'SUSPENDED', 'TERMINATED'], 'PARTNER_NOT_LIVE'],
  ])('by a partner that is %s is taken only if that is LIVE', async (_, states, code) => {
    const own = await world.aPartner('SANDBOX');
    const miniProgramId = await world.aProgram(own);
    for (const status of states) await world.mutate('reviewPartner', { partnerId: own, status }, operator);

    expect(await codeOf(submit(miniProgramId, {}, partnerWith(own)))).toBe(code);
  });

  test('of a mini program that is gone is refused', async () => {
    const miniProgramId = await world.aProgram(partnerId);
    await world.aVersion(partnerId, miniProgramId, '1.0.0', 'LIVE');
    const isIt = eq(miniPrograms.id, parseId('app', miniProgramId));
    await world.subgraph.database.write.update(miniPrograms).set({ status: 'OFFLINE' }).where(isIt);

    expect(await codeOf(submit(miniProgramId, { version: '1.1.0' }))).toBe('ILLEGAL_TRANSITION');
  });

  test('with the same key is taken once, and another input is refused', async () => {
    const miniProgramId = await world.aProgram(partnerId);
    const idempotencyKey = newKey();
    const [first, second] = await Promise.all([1, 2].map(() => submit(miniProgramId, { idempotencyKey })));

    expect(first).toEqual(second);
    expect(first?.userErrors).toEqual([]);
    expect(await codeOf(submit(miniProgramId, { idempotencyKey, version: '2.0.0' }))).toBe('IDEMPOTENCY_KEY_REUSED');
  });
});

describe('a review of a version', () => {
  const inReview = async () => {
    const miniProgramId = await world.aProgram(partnerId);
    await world.aVersion(partnerId, miniProgramId, '1.0.0', 'IN_REVIEW');
    return miniProgramId;
  };

  test.each([
    ['lets it go live', { approve: true, reason: 'Fine.' }, { status: 'APPROVED', rejectionReason: null }],
    ['refuses it', { approve: false, reason: ' It crashes. ' }, { status: 'REJECTED', rejectionReason: 'It crashes.' }],
  ])('%s', async (_, input, after) => {
    const miniProgramId = await inReview();
    const { miniProgram, userErrors } = await review(miniProgramId, input);

    expect(userErrors).toEqual([]);
    expect(miniProgram).toMatchObject({
      versions: [{ ...after, reviewedAt: now, submittedAt: now, rolloutPercent: 0 }],
    });
    expect(await world.versionRow(miniProgramId, '1.0.0')).toMatchObject({ reviewedBy: castId('opr', 1) });
    expect((await world.eventsOf(partnerId)).at(-1)).toMatchObject({
      topic: 'mini_program.version_reviewed',
      payload: { version: '1.0.0', status: after.status },
    });
  });

  test.each<[string, Record<string, unknown>, Caller, string]>([
    ['that refuses it without a reason', { approve: false }, operator, 'REASON_REQUIRED'],
    ['that refuses it with a blank reason', { approve: false, reason: ' ' }, operator, 'REASON_REQUIRED'],
    ['with a reason of 501 characters', { approve: false, reason: 'x'.repeat(501) }, operator, 'INVALID_INPUT'],
    ['of a version that does not exist', { version: '9.9.9' }, operator, 'NOT_FOUND'],
    ['of a mini program that does not exist', { miniProgramId: castId('app', 999) }, operator, 'NOT_FOUND'],
    ['of the id of a partner', { miniProgramId: castId('par', 1) }, operator, 'INVALID_INPUT'],
    ['by a customer', {}, customer(1), 'NOT_FOUND'],
    ['by a partner whose token says that it reviews', {}, as('platform-operator', castId('par', 1)), 'NOT_FOUND'],
  ])('%s is refused, and nothing changes', async (_, input, caller, code) => {
    const miniProgramId = await inReview();
    const before = await world.versionRow(miniProgramId, '1.0.0');

    expect(await codeOf(review(miniProgramId, input, caller))).toBe(code);
    expect(await world.versionRow(miniProgramId, '1.0.0')).toEqual(before);
  });

  test('by its own partner is refused', async () => {
    expect(await codeOf(review(await inReview(), {}, partner))).toBe('NOT_FOUND');
  });

  test('with the same key is done once', async () => {
    const miniProgramId = await inReview();
    const input = { idempotencyKey: newKey() };
    const answers = await Promise.all([review(miniProgramId, input), review(miniProgramId, input)]);

    expect(answers.map(({ userErrors }) => userErrors)).toEqual([[], []]);
    expect(await codeOf(review(miniProgramId, { ...input, approve: false, reason: 'No.' }))).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
  });
});

describe('the versions of a mini program are seen', () => {
  const query =
    'query ($id: ID!) { miniProgram(id: $id) { liveVersion { version status rolloutPercent } declaredScopes versions { version status } } }';
  const liveVersion = { version: '1.1.0', status: 'LIVE', rolloutPercent: 100 };
  const declaredScopes = ['PROFILE_BASIC', 'CONTACT_PHONE', 'TRIPS_READ', 'VEHICLES_READ'];
  const versions = [
    { version: '1.1.0', status: 'LIVE' },
    { version: '1.0.0', status: 'SUPERSEDED' },
  ];

  test.each<[string, Caller, object | null]>([
    ['all by its partner', partnerWith(castId('par', 1)), versions],
    ['all by an operator', operator, versions],
    ['as the live one by another partner', partnerWith(castId('par', 2)), null],
    ['as the live one by a customer', customer(1), null],
    ['as the live one by anonymous callers', anonymous, null],
  ])('%s, the newest first', async (_, caller, all) => {
    expect(await world.read(query, caller, { id: castId('app', 1) })).toEqual({
      miniProgram: { liveVersion, declaredScopes, versions: all },
    });
  });

  test.each([
    ['nobody could open yet', 19],
    ['is stopped', 18],
    ['is gone', 13],
  ])('without a live one where the mini program %s', async (_, number) => {
    expect(await world.read(query, customer(1), { id: castId('app', number) })).toEqual({
      miniProgram: { liveVersion: null, declaredScopes: [], versions: null },
    });
  });

  test('at most 100, the newest', async () => {
    const miniProgramId = await world.aProgram(partnerId);
    const id = parseId('app', miniProgramId);
    await world.subgraph.database.write.insert(miniProgramVersions).values(
      Array.from({ length: 101 }, (_, index) => ({
        miniProgramId: id,
        number: `${index}.0.0`,
        status: 'DRAFT' as const,
        declaredScopes: [],
        createdAt: new Date(world.clock.now().getTime() + index),
      })),
    );
    const { miniProgram } = await world.read(query, partner, { id: miniProgramId });
    const numbers = (miniProgram as { versions: { version: string }[] }).versions.map(({ version }) => version);

    expect(numbers).toEqual(Array.from({ length: 100 }, (_, index) => `${100 - index}.0.0`));
  });
});
