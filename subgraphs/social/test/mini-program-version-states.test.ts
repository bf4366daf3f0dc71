import { parseId } from '@ecosystem/kit/ids';
import { castId } from '@ecosystem/kit/world';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { miniPrograms } from '../src/db/tables.ts';
import { type VersionStatus, versionMachine } from '../src/domain/mini-program-version.ts';
import { newKey, openPartners, operator, type PartnersWorld, partnerWith } from './partners-world.ts';

let world: PartnersWorld;
let partnerId = '';
beforeAll(async () => {
  world = await openPartners();
});
// A partner has only so many mini programs.
beforeEach(async () => {
  partnerId = await world.aPartner('LIVE');
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const version = '2.0.0';
/** A version of each state in a mini program of its own, whose version 1.0.0 is live if the state needs one before it. */
async function aVersionIn(status: VersionStatus): Promise<string> {
  const miniProgramId = await world.aProgram(partnerId);
  if (['SUPERSEDED', 'ROLLED_BACK', 'RELEASING'].includes(status)) {
    await world.aVersion(partnerId, miniProgramId, '1.0.0', 'LIVE');
  }
  await world.aVersion(partnerId, miniProgramId, version, status);
  expect((await world.versionRow(miniProgramId, version)).status).toBe(status);
  return miniProgramId;
}

/** What a partner or an operator does to a version: where it leads from each state, and how it is refused from the others. */
const acts: Record<
  string,
  {
    act: (miniProgramId: string) => Promise<string | null>;
    moves: Partial<Record<VersionStatus, VersionStatus>>;
    refusal: (status: VersionStatus) => string;
  }
> = {
  submitted: {
    act: (miniProgramId) =>
      world.refusalOf(
        'submitMiniProgramVersion',
        { miniProgramId, version, declaredScopes: [] },
        partnerWith(partnerId),
      ),
    moves: { DRAFT: 'IN_REVIEW' },
    refusal: (status) => (['IN_REVIEW', 'DELAYED'].includes(status) ? 'VERSION_IN_REVIEW' : 'VERSION_EXISTS'),
  },
  approved: {
    act: (miniProgramId) =>
      world.refusalOf('reviewMiniProgramVersion', { miniProgramId, version, approve: true }, operator),
    moves: { IN_REVIEW: 'APPROVED', DELAYED: 'APPROVED' },
    refusal: () => 'ILLEGAL_TRANSITION',
  },
  rejected: {
    act: (miniProgramId) =>
      world.refusalOf('reviewMiniProgramVersion', { miniProgramId, version, approve: false, reason: 'No.' }, operator),
    moves: { IN_REVIEW: 'REJECTED', DELAYED: 'REJECTED' },
    refusal: () => 'ILLEGAL_TRANSITION',
  },
  'released to a part of the users': {
    act: release(50),
    moves: { APPROVED: 'RELEASING', RELEASING: 'RELEASING' },
    refusal: refuseRelease,
  },
  'released to all users (AT-27-2)': {
    act: release(100),
    moves: { APPROVED: 'LIVE', RELEASING: 'LIVE' },
    refusal: refuseRelease,
  },
};

function release(rolloutPercent: number) {
  return (miniProgramId: string) =>
    world.refusalOf('releaseMiniProgramVersion', { miniProgramId, version, rolloutPercent }, partnerWith(partnerId));
}
function refuseRelease(status: VersionStatus): string {
  return ['LIVE', 'SUPERSEDED', 'ROLLED_BACK'].includes(status) ? 'ILLEGAL_TRANSITION' : 'NOT_APPROVED';
}

describe('a version that is', () => {
  const pairs = versionMachine.states.flatMap((status) => Object.keys(acts).map((name) => [status, name] as const));

  test.each(pairs)('%s and is %s moves as the domain page says', async (status, name) => {
    const miniProgramId = await aVersionIn(status);
    const before = await world.versionRow(miniProgramId, version);
    const { act, moves, refusal } = acts[name] ?? { act: async () => null, moves: {}, refusal: () => '' };
    const to = moves[status];

    expect(await act(miniProgramId)).toBe(to === undefined ? refusal(status) : null);
    const after = await world.versionRow(miniProgramId, version);
    if (to === undefined) expect(after).toEqual(before);
    else expect(after.status).toBe(to);
  });
});

describe('a release', () => {
  const send = (miniProgramId: string, number: string, input: Record<string, unknown>, own = partnerId) =>
    world.refusalOf('releaseMiniProgramVersion', { miniProgramId, version: number, ...input }, partnerWith(own));
  const statesOf = async (miniProgramId: string) => {
    const { miniProgram } = await world.read(
      'query ($id: ID!) { miniProgram(id: $id) { status liveVersion { version } versions { version status rolloutPercent } } }',
      partnerWith(partnerId),
      { id: miniProgramId },
    );
    const { status, liveVersion, versions } = miniProgram as {
      status: string;
      liveVersion: { version: string } | null;
      versions: { version: string; status: string; rolloutPercent: number }[];
    };
    const shown = versions.map((one) => [one.version, `${one.status} ${one.rolloutPercent}`]);
    return { status, live: liveVersion?.version ?? null, ...Object.fromEntries(shown) };
  };

  test('grows step by step; at 100 percent nobody gets the version before any more', async () => {
    const miniProgramId = await world.aProgram(partnerId);
    await world.aVersion(partnerId, miniProgramId, '1.0.0', 'APPROVED');
    expect(await send(miniProgramId, '1.0.0', { rolloutPercent: 1 })).toBeNull();
    expect(await statesOf(miniProgramId)).toEqual({ status: 'REGISTERED', live: null, '1.0.0': 'RELEASING 1' });
    expect(await send(miniProgramId, '1.0.0', {})).toBeNull();
    expect(await statesOf(miniProgramId)).toEqual({ status: 'LIVE', live: '1.0.0', '1.0.0': 'LIVE 100' });

    await world.aVersion(partnerId, miniProgramId, '1.1.0', 'APPROVED');
    for (const rolloutPercent of [5, 99]) {
      expect(await send(miniProgramId, '1.1.0', { rolloutPercent })).toBeNull();
      expect(await statesOf(miniProgramId)).toMatchObject({ live: '1.0.0', '1.1.0': `RELEASING ${rolloutPercent}` });
    }
    expect(await send(miniProgramId, '1.1.0', { rolloutPercent: null })).toBeNull();
    expect(await statesOf(miniProgramId)).toEqual({
      status: 'LIVE',
      live: '1.1.0',
      '1.0.0': 'SUPERSEDED 0',
      '1.1.0': 'LIVE 100',
    });
    const released = (await world.eventsOf(partnerId)).filter(({ topic }) => topic === 'mini_program.released');
    expect(released.slice(-3).map(({ payload }) => payload)).toMatchObject(
      [5, 99, 100].map((rolloutPercent) => ({ version: '1.1.0', rolloutPercent })),
    );
  });

  test('to a part takes the place of another one to a part, and leaves the live one', async () => {
    const miniProgramId = await world.aProgram(partnerId);
    await world.aVersion(partnerId, miniProgramId, '1.0.0', 'LIVE');
    await world.aVersion(partnerId, miniProgramId, '1.1.0', 'RELEASING');
    await world.aVersion(partnerId, miniProgramId, '1.1.1', 'RELEASING');

    expect(await statesOf(miniProgramId)).toEqual({
      status: 'LIVE',
      live: '1.0.0',
      '1.0.0': 'LIVE 100',
      '1.1.0': 'SUPERSEDED 0',
      '1.1.1': 'RELEASING 10',
    });
  });

  test.each([0, -1, 101])('to %i percent is refused', async (rolloutPercent) => {
    expect(await send(await aVersionIn('APPROVED'), version, { rolloutPercent })).toBe('ROLLOUT_RANGE');
  });

  test.each([10, 9, 1])(
    'to %i percent after 10 percent is refused: the share may only grow',
    async (rolloutPercent) => {
      expect(await send(await aVersionIn('RELEASING'), version, { rolloutPercent })).toBe('ROLLOUT_RANGE');
    },
  );

  test.each([
    ['of a version that does not exist', { version: '9.9.9' }, 'NOT_FOUND'],
    ['of a mini program that does not exist', { miniProgramId: castId('app', 999) }, 'NOT_FOUND'],
    ['of a mini program of another partner', { miniProgramId: castId('app', 3), version: '1.1.0' }, 'NOT_FOUND'],
    ['of the id of a partner', { miniProgramId: castId('par', 1) }, 'INVALID_INPUT'],
  ])('%s is refused', async (_, input, code) => {
    expect(await send(await aVersionIn('APPROVED'), version, input)).toBe(code);
  });

  test('by a partner that is suspended is refused, and possible again when it is back', async () => {
    const own = await world.aPartner('LIVE');
    const miniProgramId = await world.aProgram(own);
    await world.aVersion(own, miniProgramId, version, 'APPROVED');
    const move = (status: string) => world.mutate('reviewPartner', { partnerId: own, status }, operator);

    await move('SUSPENDED');
    expect(await send(miniProgramId, version, {}, own)).toBe('PARTNER_NOT_LIVE');
    await move('LIVE');
    expect(await send(miniProgramId, version, {}, own)).toBeNull();
  });

  test.each(['SUSPENDED', 'OFFLINE'] as const)('of a mini program that is %s is refused', async (status) => {
    const miniProgramId = await aVersionIn('RELEASING');
    const isIt = eq(miniPrograms.id, parseId('app', miniProgramId));
    await world.subgraph.database.write.update(miniPrograms).set({ status }).where(isIt);

    expect(await send(miniProgramId, version, {})).toBe('ILLEGAL_TRANSITION');
  });

  test('of two versions at once leaves one live', async () => {
    const miniProgramId = await aVersionIn('APPROVED');
    await world.aVersion(partnerId, miniProgramId, '2.1.0', 'APPROVED');
    const codes = await Promise.all([version, '2.1.0'].map((number) => send(miniProgramId, number, {})));

    expect(codes).toEqual([null, null]);
    const rows = await Promise.all([version, '2.1.0'].map((number) => world.versionRow(miniProgramId, number)));
    expect(rows.map(({ status }) => status).toSorted()).toEqual(['LIVE', 'SUPERSEDED']);
  });

  test('with the same key is done once, and another input is refused', async () => {
    const miniProgramId = await aVersionIn('APPROVED');
    const input = { rolloutPercent: 30, idempotencyKey: newKey() };

    expect(await Promise.all([send(miniProgramId, version, input), send(miniProgramId, version, input)])).toEqual([
      null,
      null,
    ]);
    expect(await send(miniProgramId, version, { ...input, rolloutPercent: 40 })).toBe('IDEMPOTENCY_KEY_REUSED');
  });
});
