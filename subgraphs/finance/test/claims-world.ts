import type { Caller } from '@ecosystem/kit/caller';
import { type Change, makeChange } from '@ecosystem/kit/command';
import { formatId, newId, parseId, type Uuid } from '@ecosystem/kit/ids';
import { runDueJobs } from '@ecosystem/kit/testing-jobs';
import { asc, eq } from 'drizzle-orm';
import { type ClaimRow, lockClaim } from '../src/db/claims.ts';
import { claimLines, claims, coverages, outbox, payouts, policies } from '../src/db/tables.ts';
import { jobs } from '../src/jobs/index.ts';
import { type Answer, as, type FinanceWorld, openFinance, yuan } from './finance-world.ts';
import { aHolder, aPolicy, type CoverageFacts, type Holder } from './makers-policies.ts';

/** Everything that is asked of a claim in these tests. */
export const claimFields = /* GraphQL */ `
  claim {
    id claimNumber status cause claimedAmount { amount } reserve { amount } approvedAmount { amount } paidAmount { amount }
    lines {
      coverageCode claimed { amount } approved { amount } deductibleApplied { amount } coinsuranceApplied { amount } reason
    }
    payouts { id amount { amount currency } status settledAt payee { __typename ... on Customer { id } ... on Merchant { id } } }
  }
`;

/** A claim as the API shows it. */
export interface ShownClaim {
  readonly id: string;
  readonly status: string;
  readonly [field: string]: unknown;
}

/** A policy of a holder of its own. */
export interface Insured {
  readonly holder: Holder;
  readonly policyId: string;
  readonly policyUuid: Uuid;
}

/** The usual motor promise: 500.00 of each damage and 10 % are the holder's. */
export const motor: readonly CoverageFacts[] = [
  { code: 'VEHICLE_DAMAGE', limitMinor: 100_000_00n, deductibleMinor: 500_00n, coinsurancePercent: '10' },
  { code: 'GLASS', limitMinor: 1_000_00n },
];

let evidence = 0;
/** So many photos that were never named before. */
export const photos = (count: number): string[] =>
  Array.from({ length: count }, () => {
    evidence += 1;
    return formatId('evd', newId(new Date(evidence)));
  });

/** One claimed amount with a photo. */
export const line = (coverageCode: string, amount: string, evidenceIds = photos(1)) => ({
  coverageCode,
  amount: yuan(amount),
  evidenceIds,
});

/** One approved amount. */
export const give = (coverageCode: string, amount: string, reason?: string) => ({
  coverageCode,
  approved: yuan(amount),
  ...(reason !== undefined && { reason }),
});

const loss = {
  lossAt: '2026-10-20T04:00:00.000Z',
  cause: 'COLLISION',
  description: 'A pillar of the car park.',
} as const;

/** An instant as the API writes it, without milliseconds where there are none. */
export const formatInstant = (at: Date): string => at.toISOString().replace('.000Z', 'Z');

/** What claims need on top of finance. */
export interface ClaimsWorld extends FinanceWorld {
  /** The holder of a motor policy; a new one unless one is given. */
  aMotorist(
    changes?: Parameters<typeof aPolicy>[4],
    promises?: readonly CoverageFacts[],
    holder?: Holder,
  ): Promise<Insured>;
  aFamily(deductibleLeftMinor: bigint, promises: readonly CoverageFacts[]): Promise<Insured>;
  /** The input of a filing of a collision of 8600.00, with changes. */
  filing(insured: Insured, changes?: Record<string, unknown>): Record<string, unknown>;
  /** Files a claim that must be taken in. */
  file(insured: Insured, changes?: Record<string, unknown>): Promise<ShownClaim>;
  /** The caller to whom a claim is assigned. */
  handlerOf(claimId: string): Promise<Caller>;
  assess(claimId: string, decision: string, lines: object[], more?: Record<string, unknown>): Promise<ShownClaim>;
  pay(claimId: string): Promise<ShownClaim>;
  /** Does all that is due by the clock; nothing may fail. */
  doWhatIsDue(): Promise<void>;
  /** Makes a change of a claim by one of the steps that have no mutation. */
  step<Value>(claimId: string, work: (change: Change, claim: ClaimRow) => Promise<Value>): Promise<Value>;
  /** All rows that belong to a claim, for comparing before and after. */
  rowsOf(claimId: string): Promise<{ claim: typeof claims.$inferSelect; [table: string]: unknown }>;
  /** What is left of each coverage of a policy, in minor units. */
  remainingOf(policyUuid: Uuid): Promise<Record<string, bigint>>;
  /** The topics of the events of a customer, in their order. */
  topicsOf(holder: Holder): Promise<string[]>;
}

/** Opens finance with what tests of claims share. */
export async function openClaims(): Promise<ClaimsWorld> {
  const world = await openFinance();
  const { database } = world.subgraph;
  const pool = database.write;
  const subjectOf = ({ claim, userErrors }: Answer): ShownClaim => {
    if (userErrors.length > 0) throw new Error(userErrors.map(({ code, message }) => `${code}: ${message}`).join(' '));
    return claim as ShownClaim;
  };
  const claimOf = async (claimId: string) => {
    const [claim] = await pool
      .select()
      .from(claims)
      .where(eq(claims.id, parseId('clm', claimId)));
    if (!claim) throw new Error(`There is no claim ${claimId}.`);
    return claim;
  };
  /** A second goes by before each step, so that events stand in their order. */
  const tick = () => world.clock.advance(1_000);
  const filing: ClaimsWorld['filing'] = ({ policyId }, changes = {}) => ({
    ...loss,
    policyId,
    lines: [line('VEHICLE_DAMAGE', '8600.00')],
    ...changes,
  });
  const handlerOf: ClaimsWorld['handlerOf'] = async (claimId) => {
    const { handlerId } = await claimOf(claimId);
    if (handlerId === null) throw new Error('Nobody handles the claim.');
    return as('claim-handler', formatId('hdl', handlerId));
  };
  return {
    ...world,
    async aMotorist(changes, promises = motor, known) {
      const holder = known ?? (await aHolder(pool));
      const policy = await aPolicy(pool, holder, 'AUTO', promises, changes);
      return { holder, policyId: policy.id, policyUuid: policy.uuid };
    },
    async aFamily(deductibleLeftMinor, promises) {
      const holder = await aHolder(pool);
      const policy = await aPolicy(pool, holder, 'HEALTH', promises, { deductibleLeftMinor });
      return { holder, policyId: policy.id, policyUuid: policy.uuid };
    },
    filing,
    file: async (insured, changes) => {
      tick();
      return subjectOf(await world.mutate('fileClaim', filing(insured, changes), insured.holder.as, claimFields));
    },
    handlerOf,
    assess: async (claimId, decision, lines, more = {}) => {
      tick();
      const input = { claimId, decision, lines, ...more };
      return subjectOf(await world.mutate('assessClaim', input, await handlerOf(claimId), claimFields));
    },
    pay: async (claimId) => {
      tick();
      return subjectOf(await world.mutate('payClaim', { claimId }, await handlerOf(claimId), claimFields));
    },
    async doWhatIsDue() {
      tick();
      const failed = await runDueJobs({
        works: jobs.filter(({ name }) => name === 'settle-payout' || name === 'close-claim'),
        databaseUrl: world.databaseUrl,
        database,
        clock: world.clock,
      });
      if (failed.length > 0) throw new Error(failed.map(({ name, message }) => `${name}: ${message}`).join('\n'));
    },
    step: (claimId, work) => {
      tick();
      return makeChange({ database, clock: world.clock }, async (change) => {
        const claim = await lockClaim(change.pool, parseId('clm', claimId));
        if (!claim) throw new Error(`There is no claim ${claimId}.`);
        return work(change, claim);
      });
    },
    async rowsOf(claimId) {
      const claim = await claimOf(claimId);
      const [lines, sent, limits, policy] = await Promise.all([
        pool.select().from(claimLines).where(eq(claimLines.claimId, claim.id)).orderBy(asc(claimLines.coverageCode)),
        pool.select().from(payouts).where(eq(payouts.claimId, claim.id)).orderBy(asc(payouts.attempt)),
        pool.select().from(coverages).where(eq(coverages.policyId, claim.policyId)).orderBy(asc(coverages.code)),
        pool.select().from(policies).where(eq(policies.id, claim.policyId)),
      ]);
      return { claim, lines, payouts: sent, limits, policy };
    },
    async remainingOf(policyUuid) {
      const rows = await pool.select().from(coverages).where(eq(coverages.policyId, policyUuid));
      return Object.fromEntries(rows.map(({ code, remainingMinor }) => [code, remainingMinor]));
    },
    async topicsOf(holder) {
      const rows = await pool.select().from(outbox).where(eq(outbox.customerId, holder.uuid)).orderBy(asc(outbox.id));
      return rows.map(({ topic }) => topic);
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}
