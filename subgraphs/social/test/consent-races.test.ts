import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ConsentWorld,
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

describe('the same key', () => {
  test('gives one request and uses one code, also when both arrive at once', async () => {
    const customerHint = await makeCode(world, newcomer);
    const request = { ...plainRequest, partnerId: rides.subject, customerHint, idempotencyKey: newKey() };
    const ask = () => world.mutate('requestConsent', request, rides, partnerFields);
    const [one, other] = await Promise.all([ask(), ask()]);

    expect(one.userErrors).toEqual([]);
    expect(other).toEqual(one);
    expect(await ask()).toEqual(one);
    const changed = { ...request, purpose: 'Something else' };
    expect(await world.refusalOf('requestConsent', changed, rides)).toEqual([
      'IDEMPOTENCY_KEY_REUSED',
      'idempotencyKey',
    ]);
  });

  test.each([
    ['authoriseConsent', plainAnswer],
    ['rejectConsent', {}],
  ])('of %s changes once', async (mutation, more) => {
    const consentId = await makeRequest(world);
    const input = { ...more, consentId, idempotencyKey: newKey() };
    const send = () => world.mutate(mutation, input, newcomer, 'consent { status }');
    const [one, other] = await Promise.all([send(), send()]);

    expect(one.userErrors).toEqual([]);
    expect(other).toEqual(one);
    expect(await topicsOf(world, consentId)).toHaveLength(2);
  });
});

describe('two at once', () => {
  const decide = (mutation: string, consentId: string) =>
    world.mutate(mutation, { ...(mutation === 'authoriseConsent' && plainAnswer), consentId }, newcomer);

  test.each([
    ['two grants', 'authoriseConsent', 'authoriseConsent'],
    ['a grant and a refusal', 'authoriseConsent', 'rejectConsent'],
    ['two refusals', 'rejectConsent', 'rejectConsent'],
  ])('%s: one wins', async (_, one, other) => {
    const consentId = await makeRequest(world);
    const answers = await Promise.all([decide(one, consentId), decide(other, consentId)]);

    expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
    expect(await topicsOf(world, consentId)).toHaveLength(2);
  });

  test('two revocations: one wins', async () => {
    const consentId = await makeGranted(world);
    const answers = await Promise.all([decide('revokeConsent', consentId), decide('revokeConsent', consentId)]);

    expect(answers.flatMap(({ userErrors }) => userErrors.map(({ code }) => code))).toEqual(['ALREADY_FINAL']);
  });
});
