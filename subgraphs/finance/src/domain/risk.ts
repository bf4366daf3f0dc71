import { done, type Result, refused } from '@ecosystem/kit/result';
import type { PolicyKind } from './policy.ts';
import type { Cover, Price } from './pricing.ts';
import { priceAuto, type VehicleFacts } from './pricing-auto.ts';
import { priceReturnFreight } from './pricing-freight.ts';
import { type LifeFacts, priceHealth, priceLife } from './pricing-people.ts';

/** What a policy is to insure, by the kind of its product; ids are UUIDs, the sum is in minor units. */
export type InsuredThing =
  | { readonly kind: 'AUTO'; readonly vehicleId: string }
  | { readonly kind: 'HEALTH'; readonly patientIds: readonly string[] }
  | { readonly kind: 'LIFE'; readonly sumAssuredMinor: bigint }
  | { readonly kind: 'RETURN_FREIGHT'; readonly orderId: string };

/** The facts that decide a price, by kind. */
export type Risk =
  | { readonly kind: 'AUTO'; readonly facts: VehicleFacts }
  | { readonly kind: 'HEALTH'; readonly facts: { readonly ages: readonly number[] } }
  | { readonly kind: 'LIFE'; readonly facts: LifeFacts }
  | { readonly kind: 'RETURN_FREIGHT'; readonly facts: { readonly orderTotalMinor: bigint } };

/** The price of a term, or of a year of a longer one, by the rules of the kind. */
export function priceRisk(risk: Risk, cover: Cover, at: Date): Result<Price, 'NOT_INSURABLE'> {
  if (risk.kind === 'AUTO') return priceAuto(risk.facts, cover, at);
  if (risk.kind === 'HEALTH') return priceHealth(risk.facts, cover);
  if (risk.kind === 'LIFE') return priceLife(risk.facts, cover);
  return priceReturnFreight(risk.facts, cover);
}

/** The one field of a request that names what a product of each kind insures. */
const fieldOf = {
  AUTO: 'vehicleId',
  HEALTH: 'patientIds',
  LIFE: 'sumAssured',
  RETURN_FREIGHT: 'orderId',
} as const satisfies Record<PolicyKind, string>;

type RiskField = (typeof fieldOf)[PolicyKind];

const fieldMessages = {
  vehicleId: 'This product insures a vehicle; say which.',
  patientIds: 'This product insures patients; say which.',
  sumAssured: 'This product insures a life; say for which sum.',
  orderId: 'This product insures an order; say which.',
} as const satisfies Record<RiskField, string>;

/** Whether a request says what a product of this kind insures, and nothing that it does not. */
export function checkRiskFields(
  kind: PolicyKind,
  given: Readonly<Record<RiskField, unknown>>,
): Result<null, 'INVALID_INPUT'> {
  const wanted = fieldOf[kind];
  if (given[wanted] == null) return refused('INVALID_INPUT', [wanted], fieldMessages[wanted]);
  const other = Object.values(fieldOf).find((field) => field !== wanted && given[field] != null);
  return other ? refused('INVALID_INPUT', [other], 'The product does not insure this.') : done(null);
}

/** What a thing is, to tell whether two policies insure the same. */
export function describeSubject(thing: InsuredThing) {
  return {
    vehicleId: thing.kind === 'AUTO' ? thing.vehicleId : null,
    orderId: thing.kind === 'RETURN_FREIGHT' ? thing.orderId : null,
    patientIds: thing.kind === 'HEALTH' ? thing.patientIds : [],
  };
}
