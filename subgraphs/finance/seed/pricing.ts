import { vehicleOf } from '@ecosystem/kit/demo-auto';
import { patientsOf } from '@ecosystem/kit/demo-health';
import type { Result } from '@ecosystem/kit/result';
import type { PolicyKind } from '../src/domain/policy.ts';
import type { Cover, Price } from '../src/domain/pricing.ts';
import { priceAuto } from '../src/domain/pricing-auto.ts';
import { priceReturnFreight } from '../src/domain/pricing-freight.ts';
import { priceHealth, priceLife, readAgeBand } from '../src/domain/pricing-people.ts';
import { coveragePlanRows, productCodes, productRows } from './products.ts';
import { birthYearOf } from './proofs.ts';

/** What a price of the demo world is made for; amounts in fen. */
export interface Insured {
  readonly kind: PolicyKind;
  readonly customer: number;
  /** The codes of the coverages that are left out. */
  readonly without?: readonly string[];
  readonly sumAssuredMinor?: bigint;
  readonly orderTotalMinor?: bigint;
}

/** The price as the API would make it at that time; null for what is not insurable. */
export function priceOf({ kind, customer, without = [], ...facts }: Insured, at: Date): Price | null {
  const cover = coverOf(kind, without);
  if (kind === 'AUTO') {
    const vehicle = vehicleOf(customer);
    return vehicle && priceIn(priceAuto(vehicle, cover, at));
  }
  if (kind === 'HEALTH') {
    const ages = patientsOf(customer).flatMap(({ ageBand }) => readAgeBand(ageBand) ?? []);
    return priceIn(priceHealth({ ages }, cover));
  }
  if (kind === 'LIFE') {
    const age = at.getUTCFullYear() - birthYearOf(customer);
    return priceIn(priceLife({ age, sumAssuredMinor: facts.sumAssuredMinor ?? 0n }, cover));
  }
  return priceIn(priceReturnFreight({ orderTotalMinor: facts.orderTotalMinor ?? 0n }, cover));
}

const priceIn = (result: Result<Price, string>): Price | null => (result.ok ? result.value : null);

function coverOf(kind: PolicyKind, without: readonly string[]): Cover {
  const code = productCodes[kind];
  const product = productRows.find((row) => row.code === code);
  if (!product) throw new Error(`There is no product ${code}.`);
  const plans = coveragePlanRows
    .filter((plan) => plan.productCode === code && !without.includes(plan.code))
    .map((plan) => ({ ...plan, limitMinor: plan.limitMinor ?? null }));
  return { product, plans };
}
