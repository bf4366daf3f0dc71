import { rowOf } from '@ecosystem/kit/columns';
import type { Database, Pool } from '@ecosystem/kit/database';
import type { Uuid } from '@ecosystem/kit/ids';
import { and, asc, eq, gt, inArray, isNull, lte, notExists, sql } from 'drizzle-orm';
import { policyPrefixes } from '../domain/policy.ts';
import type { InsuredThing } from '../domain/risk.ts';
import type { CoverageRow, PolicyRow } from './policies.ts';
import {
  coverages,
  knownPatients,
  knownPayables,
  knownVehicles,
  policies,
  policyLapses,
  policyPatients,
  quotes,
} from './tables.ts';

type PolicyKey = Pick<PolicyRow, 'customerId' | 'id'>;

/** The policy, locked until the transaction ends; null if there is none. It is locked before the quote that renews it. */
export async function lockPolicy(pool: Pool, id: Uuid): Promise<PolicyRow | null> {
  const [row] = await pool.select(rowOf(policies)).from(policies).where(eq(policies.id, id)).for('update');
  return row ?? null;
}

/** Writes what changed of a policy. */
export async function savePolicy(
  pool: Pool,
  { customerId, id }: PolicyKey,
  changes: Partial<typeof policies.$inferInsert>,
  at: Date,
): Promise<void> {
  await pool
    .update(policies)
    .set({ ...changes, updatedAt: at, version: sql`${policies.version} + 1` })
    .where(and(eq(policies.customerId, customerId), eq(policies.id, id)));
}

/** A policy with what it promises and whom it insures, as they are first written. */
export interface NewPolicy {
  readonly policy: typeof policies.$inferInsert;
  readonly coverages: readonly Pick<
    CoverageRow,
    'code' | 'name' | 'limitMinor' | 'deductibleMinor' | 'coinsurancePercent'
  >[];
  readonly patientIds: readonly Uuid[];
}

/** Writes a new policy with what belongs to it. */
export async function insertPolicy(pool: Pool, added: NewPolicy): Promise<void> {
  const { customerId, id: policyId, createdAt, updatedAt } = added.policy;
  const common = { customerId, policyId, createdAt, updatedAt };
  await Promise.all([
    pool.insert(policies).values(added.policy),
    pool
      .insert(coverages)
      .values(added.coverages.map((one) => ({ ...common, ...one, remainingMinor: one.limitMinor }))),
    added.patientIds.length === 0
      ? null
      : pool.insert(policyPatients).values(added.patientIds.map((patientId) => ({ ...common, patientId }))),
  ]);
}

/** The policies of a customer for one product that are not over, with their patients. */
export async function findLivingPolicies(pool: Pool, customerId: Uuid, product: string) {
  const rows = await pool
    .select(rowOf(policies))
    .from(policies)
    .where(
      and(
        eq(policies.customerId, customerId),
        sql`${policies.status} in ('BOUND', 'IN_FORCE', 'LAPSED')`,
        eq(policies.product, product),
      ),
    );
  if (rows.length === 0) return [];
  const patients = await findPatientsOf(
    pool,
    customerId,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    ...row,
    patientIds: patients.filter(({ policyId }) => policyId === row.id).map(({ patientId }) => patientId),
  }));
}

function findPatientsOf(pool: Pool, customerId: Uuid, policyIds: readonly Uuid[]) {
  return pool
    .select(rowOf(policyPatients))
    .from(policyPatients)
    .where(and(eq(policyPatients.customerId, customerId), inArray(policyPatients.policyId, [...policyIds])))
    .orderBy(asc(policyPatients.patientId));
}

/** What a policy insures and the codes of its coverages. */
export async function findInsured(
  pool: Pool,
  policy: PolicyRow,
): Promise<{ readonly thing: InsuredThing; readonly coverageCodes: readonly string[] }> {
  const { customerId, id } = policy;
  const [patients, codes] = await Promise.all([
    policy.kind === 'HEALTH' ? findPatientsOf(pool, customerId, [id]) : [],
    pool
      .select({ code: coverages.code })
      .from(coverages)
      .where(and(eq(coverages.customerId, customerId), eq(coverages.policyId, id)))
      .orderBy(asc(coverages.code)),
  ]);
  return {
    thing: insuredThingOf(
      policy,
      patients.map(({ patientId }) => patientId),
    ),
    coverageCodes: codes.map(({ code }) => code),
  };
}

function insuredThingOf(policy: PolicyRow, patientIds: readonly Uuid[]): InsuredThing {
  const { kind, id, vehicleId, orderId, sumAssuredMinor } = policy;
  if (kind === 'HEALTH') return { kind, patientIds };
  if (kind === 'AUTO' && vehicleId !== null) return { kind, vehicleId };
  if (kind === 'LIFE' && sumAssuredMinor !== null) return { kind, sumAssuredMinor };
  if (kind === 'RETURN_FREIGHT' && orderId !== null) return { kind, orderId };
  throw new Error(`The policy ${policyPrefixes[kind]} ${id} does not say what it insures.`);
}

/**
 * Locks what is to be insured until the transaction ends, so that two policies for it are bound one after the other. A life is not locked:
 * it may be insured more than once.
 */
export async function lockInsured(pool: Pool, customerId: Uuid, thing: InsuredThing): Promise<void> {
  if (thing.kind === 'AUTO') {
    await pool
      .select({ id: knownVehicles.id })
      .from(knownVehicles)
      .where(and(eq(knownVehicles.customerId, customerId), eq(knownVehicles.id, thing.vehicleId)))
      .for('update');
  }
  if (thing.kind === 'HEALTH') {
    await pool
      .select({ id: knownPatients.id })
      .from(knownPatients)
      .where(and(eq(knownPatients.customerId, customerId), inArray(knownPatients.id, [...thing.patientIds])))
      .orderBy(asc(knownPatients.id))
      .for('update');
  }
  if (thing.kind === 'RETURN_FREIGHT') {
    await pool
      .select({ id: knownPayables.id })
      .from(knownPayables)
      .where(and(eq(knownPayables.type, 'ORDER'), eq(knownPayables.id, thing.orderId)))
      .for('update');
  }
}

/** The first day without cover of a policy that has lapsed now; null if its lapse is not on record. */
export async function findOpenLapse(pool: Pool, { customerId, id }: PolicyKey): Promise<string | null> {
  const [row] = await pool
    .select({ fromOn: policyLapses.fromOn })
    .from(policyLapses)
    .where(and(eq(policyLapses.customerId, customerId), eq(policyLapses.policyId, id), isNull(policyLapses.toOn)));
  return row?.fromOn ?? null;
}

/** Writes that a policy gives no cover from this day on. */
export async function openLapse(pool: Pool, { customerId, id }: PolicyKey, fromOn: string, at: Date): Promise<void> {
  await pool.insert(policyLapses).values({ customerId, policyId: id, fromOn, createdAt: at, updatedAt: at });
}

/** Writes that a policy gives cover again from this day on. */
export async function closeLapse(pool: Pool, { customerId, id }: PolicyKey, toOn: string, at: Date): Promise<void> {
  await pool
    .update(policyLapses)
    .set({ toOn, updatedAt: at, version: sql`${policyLapses.version} + 1` })
    .where(and(eq(policyLapses.customerId, customerId), eq(policyLapses.policyId, id), isNull(policyLapses.toOn)));
}

const policyKey = { customerId: policies.customerId, id: policies.id };

/** Policies whose term begins on this day or began before it, and that are still BOUND. */
export function findPoliciesToBegin({ read }: Database, today: string, limit: number) {
  return read
    .select(policyKey)
    .from(policies)
    .where(and(sql`${policies.status} = 'BOUND'`, lte(policies.effectiveOn, today)))
    .orderBy(asc(policies.effectiveOn))
    .limit(limit);
}

/** Policies whose term is over on this day, and that do not know it yet. */
export function findPoliciesToExpire({ read }: Database, today: string, limit: number) {
  return read
    .select(policyKey)
    .from(policies)
    .where(and(sql`${policies.status} in ('IN_FORCE', 'LAPSED')`, lte(policies.expiresOn, today)))
    .orderBy(asc(policies.expiresOn))
    .limit(limit);
}

/** Policies in force whose next term has no quote yet and that end after this day, by the last day at latest. */
export function findPoliciesToRenew({ read }: Database, today: string, lastExpiresOn: string, limit: number) {
  const renewal = read
    .select({ id: quotes.id })
    .from(quotes)
    .where(and(eq(quotes.customerId, policies.customerId), eq(quotes.renewsPolicyId, policies.id)));
  return read
    .select(policyKey)
    .from(policies)
    .where(
      and(
        sql`${policies.status} = 'IN_FORCE'`,
        eq(policies.autoRenews, true),
        gt(policies.expiresOn, today),
        lte(policies.expiresOn, lastExpiresOn),
        notExists(renewal),
      ),
    )
    .orderBy(asc(policies.expiresOn))
    .limit(limit);
}
