import type { Caller } from '@ecosystem/kit/caller';
import { parseId } from '@ecosystem/kit/ids';
import { customer } from '@ecosystem/kit/testing';
import { castId } from '@ecosystem/kit/world';
import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { partnerReviews } from '../src/db/tables.ts';
import { type PartnerStatus, partnerMachine } from '../src/domain/partner.ts';
import { as, newKey, openPartners, operator, type PartnersWorld, partnerWith } from './partners-world.ts';

let world: PartnersWorld;
beforeAll(async () => {
  world = await openPartners();
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const review = (input: Record<string, unknown>, caller = operator) =>
  world.mutate('reviewPartner', input, caller, 'partner { id status onboardedAt allowedScopes }');
const refusal = (input: Record<string, unknown>, caller = operator) => world.refusalOf('reviewPartner', input, caller);
const readPartner = async (id: string) => {
  const fields = 'status onboardedAt allowedScopes miniPrograms { status versions { version declaredScopes } }';
  const { partner } = await world.read(`query ($id: ID!) { partner(id: $id) { ${fields} } }`, operator, { id });
  return partner as {
    status: string;
    onboardedAt: string | null;
    allowedScopes: string[];
    miniPrograms: { status: string; versions: { version: string; declaredScopes: string[] }[] }[];
  };
};
const reviewRows = (partnerId: string) =>
  world.subgraph.database.write
    .select()
    .from(partnerReviews)
    .where(eq(partnerReviews.partnerId, parseId('par', partnerId)))
    .orderBy(asc(partnerReviews.createdAt), asc(partnerReviews.id));

/** Where each state leads, as the domain page says. */
const leads: Readonly<Record<PartnerStatus, readonly PartnerStatus[]>> = {
  APPLIED: ['KYB_REVIEW'],
  KYB_REVIEW: ['SANDBOX', 'REJECTED'],
  SANDBOX: ['LIVE'],
  LIVE: ['SUSPENDED'],
  SUSPENDED: ['LIVE', 'TERMINATED'],
  TERMINATED: [],
  REJECTED: [],
};

describe('a partner that is', () => {
  const pairs = partnerMachine.states.flatMap((from) => partnerMachine.states.map((to) => [from, to] as const));

  test.each(pairs)('%s and shall become %s does so only if the domain page says it', async (from, to) => {
    const partnerId = await world.aPartner(from);
    const before = [await readPartner(partnerId), await reviewRows(partnerId), await world.eventsOf(partnerId)];
    const { partner, userErrors } = await review({ partnerId, status: to });

    if (leads[from].includes(to)) {
      expect(userErrors).toEqual([]);
      expect(partner).toMatchObject({ id: partnerId, status: to });
      expect((await reviewRows(partnerId)).at(-1)).toMatchObject({ fromStatus: from, toStatus: to });
      expect((await world.eventsOf(partnerId)).at(-1)).toMatchObject({
        topic: 'partner.reviewed',
        payload: { from, to },
      });
    } else {
      expect(userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION', path: ['status'] }]);
      expect([await readPartner(partnerId), await reviewRows(partnerId), await world.eventsOf(partnerId)]).toEqual(
        before,
      );
    }
  });

  test.each(partnerMachine.states)(
    '%s gets other scopes without a change of state, unless it is at its end',
    async (status) => {
      const partnerId = await world.aPartner(status);
      const isOver = leads[status].length === 0;

      expect(await refusal({ partnerId, status, allowedScopes: ['ORDERS_READ'] })).toBe(
        isOver ? 'ILLEGAL_TRANSITION' : null,
      );
      expect((await readPartner(partnerId)).allowedScopes).toEqual(
        isOver ? ['PROFILE_BASIC', 'CONTACT_PHONE', 'ORDERS_READ'] : ['ORDERS_READ'],
      );
    },
  );
});

test('a partner is onboarded when it goes live for the first time, and that day stays', async () => {
  const partnerId = await world.aPartner('SANDBOX');
  expect((await readPartner(partnerId)).onboardedAt).toBeNull();
  await review({ partnerId, status: 'LIVE' });
  const { onboardedAt } = await readPartner(partnerId);
  expect(onboardedAt).toBe('2026-10-31T16:00:00Z');
  world.clock.advance(86_400_000);
  await review({ partnerId, status: 'SUSPENDED' });
  await review({ partnerId, status: 'LIVE' });

  expect((await readPartner(partnerId)).onboardedAt).toBe(onboardedAt);
});

test('every review is kept with who decided what, why and when', async () => {
  const partnerId = await world.aPartner('APPLIED');
  await review({ partnerId, status: 'KYB_REVIEW', note: '  The papers are complete.  ' });
  world.clock.advance(1_000);
  await review({
    partnerId,
    status: 'SANDBOX',
    allowedScopes: ['ORDERS_READ', 'PROFILE_BASIC', 'ORDERS_READ'],
    note: ' ',
  });

  const at = world.clock.now();
  expect(await reviewRows(partnerId)).toMatchObject([
    {
      reviewer: castId('opr', 1),
      fromStatus: 'APPLIED',
      toStatus: 'KYB_REVIEW',
      allowedScopes: null,
      note: 'The papers are complete.',
      createdAt: new Date(at.getTime() - 1_000),
    },
    {
      reviewer: castId('opr', 1),
      fromStatus: 'KYB_REVIEW',
      toStatus: 'SANDBOX',
      allowedScopes: ['PROFILE_BASIC', 'ORDERS_READ'],
      note: null,
      createdAt: at,
    },
  ]);
});

describe('a review', () => {
  test.each<[string, Record<string, unknown>, Caller, string]>([
    ['of a scope that the industry never has', { allowedScopes: ['HEALTH_SUMMARY'] }, operator, 'SCOPE_NOT_ALLOWED'],
    ['with a note of 501 characters', { note: 'x'.repeat(501) }, operator, 'INVALID_INPUT'],
    ['of the id of a mini program', { partnerId: castId('app', 1) }, operator, 'INVALID_INPUT'],
    ['of a partner that does not exist', { partnerId: castId('par', 999) }, operator, 'NOT_FOUND'],
    ['by a partner', {}, partnerWith(castId('par', 1)), 'NOT_FOUND'],
    ['by a partner whose token says that it reviews', {}, as('platform-operator', castId('par', 1)), 'NOT_FOUND'],
    ['by a customer', {}, customer(1), 'NOT_FOUND'],
    ['by other staff', {}, as('agent'), 'NOT_FOUND'],
  ])('%s is refused, and nothing changes', async (_, input, caller, code) => {
    const partnerId = await world.aPartner('SANDBOX');
    const before = await readPartner(partnerId);

    expect(await refusal({ partnerId, status: 'LIVE', ...input }, caller)).toBe(code);
    expect(await readPartner(partnerId)).toEqual(before);
  });

  test('by the partner itself is refused, whatever its token says', async () => {
    const partnerId = await world.aPartner('SANDBOX');
    expect(await refusal({ partnerId, status: 'LIVE' }, as('platform-operator', partnerId))).toBe('NOT_FOUND');
  });

  test('with the same key is done once, and another input is refused', async () => {
    const partnerId = await world.aPartner('SANDBOX');
    const input = { partnerId, status: 'LIVE', idempotencyKey: newKey() };
    const answers = await Promise.all([review(input), review(input)]);

    expect(answers.map(({ userErrors }) => userErrors)).toEqual([[], []]);
    expect((await reviewRows(partnerId)).filter(({ toStatus }) => toStatus === 'LIVE')).toHaveLength(1);
    expect(await refusal({ ...input, status: 'SUSPENDED' })).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  test('at the same time as another is done once', async () => {
    const partnerId = await world.aPartner('SANDBOX');
    const answers = await Promise.all([1, 2, 3].map(() => refusal({ partnerId, status: 'LIVE' })));

    expect(answers.filter((code) => code === null)).toHaveLength(1);
    expect(answers.filter((code) => code === 'ILLEGAL_TRANSITION')).toHaveLength(2);
  });
});

describe('the mini programs of a partner', () => {
  /** One of a partner whose version is live, one that nobody could open yet. */
  const aPublisher = async () => {
    const partnerId = await world.aPartner('LIVE');
    const miniProgramId = await world.aProgram(partnerId);
    await world.aVersion(partnerId, miniProgramId, '1.0.0', 'LIVE');
    await world.aProgram(partnerId);
    return { partnerId, miniProgramId };
  };
  const states = async (partnerId: string) => (await readPartner(partnerId)).miniPrograms.map(({ status }) => status);

  test('are suspended, come back and go with it', async () => {
    const { partnerId, miniProgramId } = await aPublisher();
    expect(await states(partnerId)).toEqual(['LIVE', 'REGISTERED']);
    await review({ partnerId, status: 'SUSPENDED' });
    expect(await states(partnerId)).toEqual(['SUSPENDED', 'REGISTERED']);
    await world.checkInvariants();
    await review({ partnerId, status: 'LIVE' });
    expect(await states(partnerId)).toEqual(['LIVE', 'REGISTERED']);
    await review({ partnerId, status: 'SUSPENDED' });
    await review({ partnerId, status: 'TERMINATED' });
    expect(await states(partnerId)).toEqual(['OFFLINE', 'REGISTERED']);

    const moved = (await world.eventsOf(partnerId)).filter(({ topic }) => topic === 'mini_program.status_changed');
    expect(moved.map(({ payload }) => payload)).toEqual(
      ['LIVE', 'SUSPENDED', 'LIVE', 'SUSPENDED', 'OFFLINE'].map((to) => ({
        miniProgramId: parseId('app', miniProgramId),
        to,
      })),
    );
  });

  test('of others stay as they are', async () => {
    const [one, other] = [await aPublisher(), await aPublisher()];
    await review({ partnerId: one.partnerId, status: 'SUSPENDED' });

    expect(await states(other.partnerId)).toEqual(['LIVE', 'REGISTERED']);
  });

  test('lose what their partner may not ask for any more, but for versions that are over', async () => {
    const { partnerId, miniProgramId } = await aPublisher();
    await world.aVersion(partnerId, miniProgramId, '1.1.0', 'REJECTED');
    await world.aVersion(partnerId, miniProgramId, '1.2.0', 'IN_REVIEW');
    await review({ partnerId, status: 'LIVE', allowedScopes: ['ORDERS_READ'] });

    const { miniPrograms } = await readPartner(partnerId);
    expect(
      Object.fromEntries((miniPrograms[0]?.versions ?? []).map((one) => [one.version, one.declaredScopes])),
    ).toEqual({
      '1.0.0': [],
      '1.1.0': ['PROFILE_BASIC'],
      '1.2.0': [],
    });
  });
});
