import type { Pool } from '@ecosystem/kit/database';
import { checkInvariants } from '@ecosystem/kit/invariants';
import { openTestSubgraph, type TestSubgraph } from '@ecosystem/kit/testing';
import { castUuid, seedNow } from '@ecosystem/kit/world';
import { and, eq, type SQL, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { miniPrograms, miniProgramVersions, partners, stakes } from '../src/db/tables.ts';
import { social } from '../src/index.ts';

let world: TestSubgraph;
beforeAll(async () => {
  world = await openTestSubgraph(social);
});
afterAll(() => world[Symbol.asyncDispose]());

const breaks = (constraint: string) => ({ cause: { constraint_name: `mini_program_versions_${constraint}` } });
const reviewed = { submittedAt: seedNow, reviewedAt: seedNow, reviewedBy: 'opr' };

describe('the database refuses a version', () => {
  type Row = Partial<typeof miniProgramVersions.$inferInsert>;
  test.each<[string, string, number, Row]>([
    ['IN_REVIEW beside one IN_REVIEW (C6)', 'one_in_review', 11, { status: 'IN_REVIEW', submittedAt: seedNow }],
    ['IN_REVIEW beside one DELAYED (C6)', 'one_in_review', 17, { status: 'IN_REVIEW', submittedAt: seedNow }],
    ['DELAYED beside one IN_REVIEW (C6)', 'one_in_review', 11, { status: 'DELAYED', submittedAt: seedNow }],
    ['LIVE beside one LIVE (C6)', 'one_live', 1, { status: 'LIVE', rolloutPercent: 100, ...reviewed }],
    ['RELEASING beside one RELEASING', 'one_releasing', 5, { status: 'RELEASING', rolloutPercent: 5, ...reviewed }],
    ['LIVE for a part of the users', 'rollout', 19, { status: 'LIVE', rolloutPercent: 99, ...reviewed }],
    ['RELEASING for all users', 'rollout', 19, { status: 'RELEASING', rolloutPercent: 100, ...reviewed }],
    ['RELEASING for nobody', 'rollout', 19, { status: 'RELEASING', ...reviewed }],
    ['APPROVED for somebody', 'rollout', 19, { status: 'APPROVED', rolloutPercent: 1, ...reviewed }],
    ['APPROVED by nobody', 'reviewed', 19, { status: 'APPROVED', submittedAt: seedNow, reviewedAt: seedNow }],
    ['REJECTED without a reason', 'reason', 19, { status: 'REJECTED', ...reviewed }],
    ['APPROVED with a reason for a refusal', 'reason', 19, { status: 'APPROVED', rejectionReason: 'No.', ...reviewed }],
    ['IN_REVIEW that was never submitted', 'submitted', 19, { status: 'IN_REVIEW' }],
  ])('that is %s', async (_, constraint, program, row) => {
    const inserted = world.subgraph.database.write.insert(miniProgramVersions).values({
      miniProgramId: castUuid(program),
      number: '9.0.0',
      status: 'DRAFT',
      declaredScopes: [],
      ...row,
    });
    await expect(inserted).rejects.toMatchObject(breaks(constraint));
  });
});

test('what customers of the demo are asked for, the mini program declares and its partner may ask for (C1)', async () => {
  const undeclared = await world.subgraph.database.write.execute(sql`
    select c.id from consents c
    join partners p on p.id = c.partner_id
    left join mini_program_versions v on v.mini_program_id = c.mini_program_id and v.status = 'LIVE'
    where not c.requested <@ p.allowed_scopes
      or c.mini_program_id is not null and not c.requested <@ coalesce(v.declared_scopes, '{}')`);

  expect([...undeclared]).toEqual([]);
});

describe('the invariants find', () => {
  const liveOf = (program: number): SQL | undefined =>
    and(eq(miniProgramVersions.miniProgramId, castUuid(program)), eq(miniProgramVersions.status, 'LIVE'));

  test.each<[string, string, (pool: Pool) => PromiseLike<unknown>]>([
    [
      'a scope that the partner may not ask for',
      'declares only what its partner may ask',
      (pool) =>
        pool
          .update(miniProgramVersions)
          .set({ declaredScopes: ['CLAIMS_READ'] })
          .where(liveOf(1)),
    ],
    [
      'an open mini program without a version',
      'has a version for all of them',
      (pool) => pool.delete(miniProgramVersions).where(liveOf(2)),
    ],
    [
      'a live mini program of a partner that is not live',
      'a live mini program is of a live partner',
      (pool) =>
        pool
          .update(miniPrograms)
          .set({ status: 'LIVE' })
          .where(eq(miniPrograms.id, castUuid(18))),
    ],
    [
      'a partner whose state nobody decided',
      'the state to which its last review led',
      (pool) =>
        pool
          .update(partners)
          .set({ status: 'SUSPENDED' })
          .where(eq(partners.id, castUuid(15))),
    ],
    [
      'stakes above the whole',
      'at most the whole',
      async (pool) => {
        // As if the rule of the database were not there.
        await pool.execute(sql`set local session_replication_role = replica`);
        await pool
          .update(stakes)
          .set({ percent: '99.00' })
          .where(eq(stakes.partnerId, castUuid(7)));
      },
    ],
    [
      'two versions in review (C6)',
      'C6* one version waits',
      async (pool) => {
        await pool.execute(sql`drop index mini_program_versions_one_in_review`);
        const review = { status: 'IN_REVIEW', reviewedAt: null, reviewedBy: null, rejectionReason: null } as const;
        await pool.update(miniProgramVersions).set(review).where(eq(miniProgramVersions.status, 'REJECTED'));
        await pool
          .insert(miniProgramVersions)
          .values({ miniProgramId: castUuid(2), number: '9.0.0', declaredScopes: [], submittedAt: seedNow, ...review });
      },
    ],
  ])('%s', async (_, sentence, damage) => {
    await using broken = await openTestSubgraph(social);
    const check = () => checkInvariants('social', broken.subgraph.database, social.invariants);
    await expect(check()).resolves.toBeUndefined();
    await broken.subgraph.database.write.transaction(async (pool) => {
      await damage(pool);
    });
    await expect(check()).rejects.toThrow(sentence);
  });
});
