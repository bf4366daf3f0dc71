import { makeChange } from '@ecosystem/kit/command';
import { formatId, newId } from '@ecosystem/kit/ids';
import { seedNow } from '@ecosystem/kit/world';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeClaim } from '../src/commands/claim-close.ts';
import { reopenClaim } from '../src/commands/claim-reopen.ts';
import { withdrawClaim } from '../src/commands/claim-withdraw.ts';
import { settlePayout } from '../src/commands/payout-settle.ts';
import { post } from '../src/db/ledger.ts';
import { claimLines, claims, coverages, payouts, wallets } from '../src/db/tables.ts';
import { type ClaimStatus, claimMachine } from '../src/domain/claim.ts';
import { computeCloseBefore } from '../src/domain/claim-ending.ts';
import { payoutKey, payoutPostings } from '../src/domain/payout.ts';
import { type ClaimsWorld, give, type Insured, line, openClaims } from './claims-world.ts';

let world: ClaimsWorld;
beforeAll(async () => {
  world = await openClaims();
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

interface Case extends Insured {
  readonly claimId: string;
}

const paid = ['PAID', 'CLOSED'] as const;
const approved = ['APPROVED', 'PARTIALLY_APPROVED', 'PAYING', ...paid] as const;
const isOneOf = (states: readonly string[], status: string) => states.includes(status);

/** A claim of 100.00 under a policy of its own, put into a state as if it had come there; a payout of another time is with it. */
async function aClaimIn(status: ClaimStatus): Promise<Case> {
  const { write } = world.subgraph.database;
  const motorist = await world.aMotorist({}, [{ code: 'GLASS', limitMinor: 1_000_00n }]);
  const { id: claimId } = await world.file(motorist, { lines: [line('GLASS', '100.00')] });
  const { claim } = await world.rowsOf(claimId);
  const approvedMinor = isOneOf(approved, status) ? 100_00n : status === 'REJECTED' ? 0n : null;
  const paidMinor = isOneOf(paid, status) ? 100_00n : null;
  const paidAt = isOneOf(paid, status) ? computeCloseBefore(world.clock.now()) : null;
  await write.update(claims).set({ status, approvedMinor, paidMinor, paidAt }).where(eq(claims.id, claim.id));
  await write.update(claimLines).set({ approvedMinor }).where(eq(claimLines.claimId, claim.id));
  await write
    .update(coverages)
    .set({ remainingMinor: 1_000_00n - (approvedMinor ?? 0n) })
    .where(eq(coverages.policyId, claim.policyId));
  if (status === 'PAYING' || isOneOf(paid, status)) {
    await write.insert(payouts).values({
      customerId: claim.customerId,
      claimId: claim.id,
      id: newId(seedNow),
      attempt: 1,
      amountMinor: 100_00n,
      currency: 'CNY',
      status: status === 'PAYING' ? 'PENDING' : 'SETTLED',
      settledAt: paidAt,
      payeeKind: 'CUSTOMER',
      payeeId: claim.customerId,
    });
  }
  if (isOneOf(paid, status)) {
    const { customerId, currency } = claim;
    const payee = { payeeKind: 'CUSTOMER', payeeId: customerId } as const;
    await post(write, {
      ownerId: customerId,
      kind: 'CLAIM_PAYOUT',
      reference: payoutKey(claim.id, 1),
      bookedAt: world.clock.now(),
      postings: payoutPostings(payee, { customerId, amountMinor: 100_00n, currency }),
    });
  }
  return { ...motorist, claimId };
}

/** What an act answers: a refusal, or null; jobs refuse nothing and change nothing. */
type Act = (of: Case) => Promise<string | null>;

const assess =
  (decision: string, lines: object[]): Act =>
  async ({ claimId }) => {
    const input = { claimId, decision, lines };
    const { userErrors } = await world.mutate('assessClaim', input, await world.handlerOf(claimId));
    return userErrors[0]?.code ?? null;
  };

const settle =
  (walletStatus: 'ACTIVE' | 'CLOSED'): Act =>
  async ({ claimId, holder }) => {
    const { database } = world.subgraph;
    const setWallet = (status: 'ACTIVE' | 'CLOSED') =>
      database.write.update(wallets).set({ status }).where(eq(wallets.customerId, holder.uuid));
    await setWallet(walletStatus);
    const { claim } = await world.rowsOf(claimId);
    const [payout] = await database.write
      .select()
      .from(payouts)
      .where(and(eq(payouts.customerId, claim.customerId), eq(payouts.claimId, claim.id)));
    await makeChange({ database, clock: world.clock }, (change) =>
      settlePayout(change, { customerId: claim.customerId, id: payout?.id ?? newId(seedNow) }),
    );
    await setWallet('ACTIVE');
    return null;
  };

const step =
  (work: typeof withdrawClaim): Act =>
  async ({ claimId }) => {
    const result = await world.step(claimId, work);
    return result.ok ? null : result.code;
  };

/** Every act by which a claim moves: where it leads from each state, and what it answers elsewhere. */
const acts: Record<string, { act: Act; moves: Partial<Record<ClaimStatus, ClaimStatus>>; refusal: string | null }> = {
  'approved by its handler': {
    act: assess('APPROVE', [give('GLASS', '100.00')]),
    moves: { TRIAGED: 'APPROVED', INVESTIGATING: 'APPROVED', REOPENED: 'APPROVED' },
    refusal: 'ILLEGAL_TRANSITION',
  },
  'approved in part': {
    act: assess('PARTIALLY_APPROVE', [give('GLASS', '50.00')]),
    moves: { TRIAGED: 'PARTIALLY_APPROVED', INVESTIGATING: 'PARTIALLY_APPROVED', REOPENED: 'PARTIALLY_APPROVED' },
    refusal: 'ILLEGAL_TRANSITION',
  },
  rejected: {
    act: assess('REJECT', []),
    moves: { TRIAGED: 'REJECTED', INVESTIGATING: 'REJECTED', REOPENED: 'REJECTED' },
    refusal: 'ILLEGAL_TRANSITION',
  },
  paid: {
    act: async ({ claimId }) =>
      (await world.mutate('payClaim', { claimId }, await world.handlerOf(claimId))).userErrors[0]?.code ?? null,
    moves: { APPROVED: 'PAYING', PARTIALLY_APPROVED: 'PAYING' },
    refusal: 'CLAIM_NOT_APPROVED',
  },
  'settled by the job': { act: settle('ACTIVE'), moves: { PAYING: 'PAID' }, refusal: null },
  'sent back by the job': { act: settle('CLOSED'), moves: { PAYING: 'APPROVED' }, refusal: null },
  'closed by the job': {
    act: async ({ claimId, holder }) => {
      const { claim } = await world.rowsOf(claimId);
      await makeChange({ database: world.subgraph.database, clock: world.clock }, (change) =>
        closeClaim(change, { customerId: holder.uuid, id: claim.id }),
      );
      return null;
    },
    moves: { PAID: 'CLOSED' },
    refusal: null,
  },
  'opened again': {
    act: step(reopenClaim),
    moves: { REJECTED: 'REOPENED', PAID: 'REOPENED', CLOSED: 'REOPENED' },
    refusal: 'ILLEGAL_TRANSITION',
  },
  withdrawn: {
    act: step(withdrawClaim),
    moves: { NOTIFIED: 'WITHDRAWN', TRIAGED: 'WITHDRAWN', INVESTIGATING: 'WITHDRAWN' },
    refusal: 'ILLEGAL_TRANSITION',
  },
};

describe.each(Object.entries(acts))('a claim that is %s', (name, { act, moves, refusal }) => {
  test.each(claimMachine.states)('from %s', async (status) => {
    const one = await aClaimIn(status);
    const before = await world.rowsOf(one.claimId);
    const answer = await act(one);
    const after = await world.rowsOf(one.claimId);
    const next = moves[status];

    if (next) {
      expect(answer).toBeNull();
      expect(after.claim.status).toBe(next);
      expect(after.claim.version).toBeGreaterThan(before.claim.version);
    } else {
      expect(answer).toBe(name === 'paid' && status === 'PAYING' ? 'PAYOUT_IN_FLIGHT' : refusal);
      expect(after).toEqual(before);
    }
    expect(formatId('clm', after.claim.id)).toBe(one.claimId);
  });
});

test('a claim that was paid before cannot be withdrawn, so that its loss is not paid twice', async () => {
  const one = await aClaimIn('PAID');
  await world.step(one.claimId, reopenClaim);
  const { claim } = await world.rowsOf(one.claimId);
  await world.subgraph.database.write.update(claims).set({ status: 'INVESTIGATING' }).where(eq(claims.id, claim.id));

  expect(await world.step(one.claimId, withdrawClaim)).toMatchObject({ ok: false, code: 'ILLEGAL_TRANSITION' });
  expect(
    await world.refusalOf('fileClaim', world.filing(one, { lines: [line('GLASS', '100.00')] }), one.holder.as),
  ).toBe('DUPLICATE_CLAIM');
});
