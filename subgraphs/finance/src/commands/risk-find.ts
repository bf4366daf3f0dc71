import type { Pool } from '@ecosystem/kit/database';
import type { Vault } from '@ecosystem/kit/field-encryption';
import type { Uuid } from '@ecosystem/kit/ids';
import { done, type Result, refused } from '@ecosystem/kit/result';
import { openIdNumber } from '../db/kyc.ts';
import { findPatients, findPayable, findVehicle } from '../db/neighbours.ts';
import { businessDayOf } from '../domain/days.ts';
import { readBirthYear } from '../domain/kyc.ts';
import { refuseRisk } from '../domain/pricing.ts';
import { readAgeBand } from '../domain/pricing-people.ts';
import type { InsuredThing, Risk } from '../domain/risk.ts';

/** Whose risk is looked at, and when. */
export interface RiskContext {
  readonly pool: Pool;
  readonly at: Date;
  /** Opens proofs of identity; null where no holder asks, and then no life is insured. */
  readonly vault: Vault | null;
  readonly customerId: Uuid;
  /** The currency of the product. */
  readonly currency: string;
}

type RiskRefusal = 'NOT_FOUND' | 'NOT_INSURABLE' | 'VEHICLE_NOT_OWNED';

/** The facts of what a customer wants to insure. Things of others are refused as missing ones, so that ids cannot be probed. */
export async function findRisk(context: RiskContext, thing: InsuredThing): Promise<Result<Risk, RiskRefusal>> {
  if (thing.kind === 'AUTO') return findVehicleRisk(context, thing.vehicleId);
  if (thing.kind === 'HEALTH') return findPatientsRisk(context, thing.patientIds);
  if (thing.kind === 'LIFE') return findLifeRisk(context, thing.sumAssuredMinor);
  return findOrderRisk(context, thing.orderId);
}

async function findVehicleRisk({ pool, customerId, currency }: RiskContext, id: Uuid) {
  const vehicle = await findVehicle(pool, customerId, id);
  if (!vehicle) return refused('VEHICLE_NOT_OWNED', ['vehicleId'], 'There is no such vehicle of yours.');
  // A value in another currency is no value here; the price then says that it is not known.
  const marketValueMinor = vehicle.currency === currency ? vehicle.marketValueMinor : null;
  return done({ kind: 'AUTO', facts: { ...vehicle, marketValueMinor } } as const);
}

async function findPatientsRisk({ pool, customerId }: RiskContext, ids: readonly Uuid[]) {
  const patients = await findPatients(pool, customerId, ids);
  const missing = ids.findIndex((id) => patients.every((patient) => patient.id !== id));
  if (missing >= 0) {
    return refused('NOT_FOUND', ['patientIds', String(missing)], 'There is no such patient in your care.');
  }
  const ages = patients.map(({ ageBand }) => readAgeBand(ageBand));
  if (!ages.every((age) => age !== null)) return refuseRisk(['patientIds'], 'The age of a patient is not known.');
  return done({ kind: 'HEALTH', facts: { ages } } as const);
}

async function findLifeRisk({ pool, at, vault, customerId }: RiskContext, sumAssuredMinor: bigint) {
  const idNumber = vault && (await openIdNumber(pool, vault, customerId));
  const birthYear = idNumber === null ? null : readBirthYear(idNumber);
  if (birthYear === null) return refuseRisk(null, 'A life is insured only with a proof of identity.');
  const age = Number(businessDayOf(at).slice(0, 4)) - birthYear;
  return done({ kind: 'LIFE', facts: { age, sumAssuredMinor } } as const);
}

async function findOrderRisk({ pool, customerId, currency }: RiskContext, id: Uuid) {
  const order = await findPayable(pool, 'ORDER', id);
  if (order?.customerId !== customerId) return refused('NOT_FOUND', ['orderId'], 'There is no such order of yours.');
  if (order.currency !== currency) return refuseRisk(['orderId'], `Only orders in ${currency} are insured.`);
  return done({ kind: 'RETURN_FREIGHT', facts: { orderTotalMinor: order.amountMinor } } as const);
}
