import { anonymous } from '@ecosystem/kit/caller';
import { formatId, parseId } from '@ecosystem/kit/ids';
import { castId, castUuid } from '@ecosystem/kit/world';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stakes } from '../src/db/tables.ts';
import { openPartners, operator, type PartnersWorld } from './partners-world.ts';

let world: PartnersWorld;
beforeAll(async () => {
  world = await openPartners();
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const since = '2026-01-01';
const holders = [1, 2, 3, 4].map(castUuid);
const [first = '', second = ''] = holders;
const aCompany = async () => parseId('par', await world.aPartner('APPLIED'));
const give = (partnerId: string, holderId: string, percent: string) =>
  world.subgraph.database.write.insert(stakes).values({ partnerId, holderId, percent, since });
const brokenRule = { cause: { constraint_name: 'stakes_within_whole' } };

test("the demo's logistics partner shows a stake of 51.00 of the platform's group, the largest first (AT-23-1)", async () => {
  const query = 'query ($id: ID!) { partner(id: $id) { stakes { holder { id name status } percent since } } }';

  expect(await world.read(query, operator, { id: castId('par', 7) })).toEqual({
    partner: {
      stakes: [
        {
          holder: { id: castId('par', 15), name: 'Ecosystem Group', status: 'LIVE' },
          percent: '51.00',
          since: '2023-03-01',
        },
        {
          holder: { id: castId('par', 6), name: 'Corner Shop Online', status: 'LIVE' },
          percent: '12.50',
          since: '2024-07-15',
        },
      ],
    },
  });
});

test('anybody sees the stakes in a partner that is named elsewhere', async () => {
  const { _entities } = await world.read(
    'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Partner { stakes { percent } } } }',
    anonymous,
    { r: [{ __typename: 'Partner', id: castId('par', 7) }] },
  );
  expect(_entities).toEqual([{ stakes: [{ percent: '51.00' }, { percent: '12.50' }] }]);
});

test('at most 20 stakes are shown, the largest', async () => {
  const partnerId = await aCompany();
  for (let number = 1; number <= 21; number += 1) {
    await give(partnerId, await aCompany(), `0.${String(number).padStart(2, '0')}`);
  }
  const [{ stakes: shown } = { stakes: [] }] = (
    await world.read(
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Partner { stakes { percent } } } }',
      operator,
      { r: [{ __typename: 'Partner', id: formatId('par', partnerId) }] },
    )
  )['_entities'] as [{ stakes: { percent: string }[] }];

  expect(shown).toHaveLength(20);
  expect([shown[0]?.percent, shown.at(-1)?.percent]).toEqual(['0.21', '0.02']);
});

describe('the stakes in one partner', () => {
  test('are 100 percent together at most', async () => {
    const partnerId = await aCompany();
    await give(partnerId, first, '99.99');
    await give(partnerId, second, '0.01');

    await expect(give(partnerId, castUuid(3), '0.01')).rejects.toMatchObject(brokenRule);
  });

  test('do not grow above 100 percent', async () => {
    const partnerId = await aCompany();
    await give(partnerId, first, '60.00');
    await give(partnerId, second, '40.00');

    const growth = world.subgraph.database.write
      .update(stakes)
      .set({ percent: '40.01' })
      .where(and(eq(stakes.partnerId, partnerId), eq(stakes.holderId, second)));
    await expect(growth).rejects.toMatchObject(brokenRule);
  });

  test('go from one holder to another inside one transaction', async () => {
    const partnerId = await aCompany();
    await give(partnerId, first, '100.00');

    await world.subgraph.database.write.transaction(async (pool) => {
      await pool.insert(stakes).values({ partnerId, holderId: second, percent: '100.00', since });
      await pool.delete(stakes).where(and(eq(stakes.partnerId, partnerId), eq(stakes.holderId, first)));
    });
    expect(await world.subgraph.database.write.$count(stakes, eq(stakes.partnerId, partnerId))).toBe(1);
  });

  test('do not pass 100 percent when many are written at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const partnerId = await aCompany();
      const written = await Promise.allSettled(
        holders.map((holderId) =>
          world.subgraph.database.write.transaction(async (pool) => {
            await pool.insert(stakes).values({ partnerId, holderId, percent: '50.01', since });
            // All have written before the first of them ends, so that no other's row is seen without a lock.
            await arrive(partnerId);
          }),
        ),
      );

      expect(written.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(written.filter(({ status }) => status === 'rejected')).toMatchObject(
        Array.from({ length: holders.length - 1 }, () => ({ reason: { constraint_name: 'stakes_within_whole' } })),
      );
    }
  });

  test.each([
    ['of the partner in itself', 'stakes_holder', (partnerId: string) => give(partnerId, partnerId, '1.00')],
    ['of nothing', 'stakes_percent', (partnerId: string) => give(partnerId, first, '0.00')],
    ['of less than nothing', 'stakes_percent', (partnerId: string) => give(partnerId, first, '-1.00')],
    ['of more than everything', 'stakes_percent', (partnerId: string) => give(partnerId, first, '100.01')],
  ])('are none %s', async (_, constraint, write) => {
    await expect(write(await aCompany())).rejects.toMatchObject({ cause: { constraint_name: constraint } });
  });
});

const arrivals = new Map<string, { count: number; wait: PromiseWithResolvers<void> }>();
/** Waits until every holder has come here for the partner. */
function arrive(partnerId: string): Promise<void> {
  const here = arrivals.get(partnerId) ?? { count: 0, wait: Promise.withResolvers<void>() };
  here.count += 1;
  arrivals.set(partnerId, here);
  if (here.count === holders.length) here.wait.resolve();
  return here.wait.promise;
}
