import type { Caller } from '@ecosystem/kit/caller';
import { parseId } from '@ecosystem/kit/ids';
import { castId } from '@ecosystem/kit/world';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { miniPrograms } from '../src/db/tables.ts';
import { partnerMachine } from '../src/domain/partner.ts';
import { applicant, newKey, openPartners, operator, type PartnersWorld, partnerWith } from './partners-world.ts';

let world: PartnersWorld;
beforeAll(async () => {
  world = await openPartners();
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const input = { name: 'Kite Festival', category: 'GAME' };
const register = (change: Record<string, unknown>, caller: Caller) =>
  world.mutate(
    'registerMiniProgram',
    { ...input, ...change },
    caller,
    'miniProgram { id name category status partner { id } liveVersion { version } versions { version } declaredScopes }',
  );

describe('a mini program that is registered', () => {
  test.each(partnerMachine.states)(
    'by a partner that is %s is taken only if that is LIVE or SANDBOX',
    async (status) => {
      const partnerId = await world.aPartner(status);
      const { miniProgram, userErrors } = await register({}, partnerWith(partnerId));

      if (status === 'LIVE' || status === 'SANDBOX') {
        expect(userErrors).toEqual([]);
        expect(miniProgram).toEqual({
          ...input,
          id: expect.stringMatching(/^app_/),
          status: 'REGISTERED',
          partner: { id: partnerId },
          liveVersion: null,
          versions: [],
          declaredScopes: [],
        });
        const { id } = miniProgram as { id: string };
        expect((await world.eventsOf(partnerId)).at(-1)).toEqual({
          topic: 'mini_program.registered',
          payload: { miniProgramId: parseId('app', id), partnerId: parseId('par', partnerId), category: 'GAME' },
        });
      } else {
        expect(userErrors).toMatchObject([{ code: 'PARTNER_NOT_LIVE', path: null }]);
      }
    },
  );

  test.each<[string, Record<string, unknown>, Caller, string]>([
    ['without a name', { name: '' }, partnerWith(castId('par', 1)), 'INVALID_INPUT'],
    ['with a name of 41 characters', { name: 'x'.repeat(41) }, partnerWith(castId('par', 1)), 'INVALID_INPUT'],
    ['by somebody who is not a partner', {}, applicant, 'NOT_FOUND'],
    ['by an operator', {}, operator, 'NOT_FOUND'],
    ['by a partner that does not exist', {}, partnerWith(castId('par', 999)), 'NOT_FOUND'],
  ])('%s is refused', async (_, change, caller, code) => {
    expect(await world.refusalOf('registerMiniProgram', { ...input, ...change }, caller)).toBe(code);
  });

  test('as the 51st of its partner is refused, also when two come at once', async () => {
    const partnerId = await world.aPartner('LIVE');
    const uuid = parseId('par', partnerId);
    for (let number = 1; number < 50; number += 1) await world.aProgram(partnerId);
    const codes = await Promise.all(
      [1, 2].map(() => world.refusalOf('registerMiniProgram', input, partnerWith(partnerId))),
    );

    expect(codes.toSorted()).toEqual(['INVALID_INPUT', null]);
    expect(await world.subgraph.database.write.$count(miniPrograms, eq(miniPrograms.partnerId, uuid))).toBe(50);
  });

  test('with the same key is made once, and another input is refused', async () => {
    const partner = partnerWith(await world.aPartner('LIVE'));
    const idempotencyKey = newKey();
    const [first, second] = await Promise.all([1, 2].map(() => register({ idempotencyKey }, partner)));

    expect(first).toEqual(second);
    expect((await register({ idempotencyKey, name: 'Other' }, partner)).userErrors).toMatchObject([
      { code: 'IDEMPOTENCY_KEY_REUSED' },
    ]);
  });
});
