import { done, type Result } from '@ecosystem/kit/result';
import {
  type Cover,
  computePremium,
  describeMoney,
  type FactorTable,
  findFactor,
  type Price,
  quoteCoverages,
  refuseRisk,
} from './pricing.ts';

/** The most persons of one health policy: a family as health keeps it. */
export const insuredPersonsMax = 8;
/** The oldest age at which a person is taken into health cover. The house's rule. */
export const healthAgeMax = 80;
/** The youngest age at which a life is insured: the holder must be able to sign. */
export const lifeAgeMin = 18;
/** The oldest age at which a life is insured. The house's rule. */
export const lifeAgeMax = 70;
/** The highest sum on one life without an examination, in minor units: 10,000,000.00. */
export const sumAssuredMaxMinor = 10_000_000_00n;

/** Treatment by age in bands of ten years, against a person in their thirties. The house's assumption. */
const healthFactors: FactorTable = [
  [0n, 900_000n],
  [10n, 600_000n],
  [20n, 800_000n],
  [30n, 1_000_000n],
  [40n, 1_300_000n],
  [50n, 1_900_000n],
  [60n, 2_900_000n],
  [70n, 4_200_000n],
];

/** Death within the term by age in bands of ten years, against a person in their thirties. The house's assumption. */
const lifeFactors: FactorTable = [
  [18n, 700_000n],
  [30n, 1_000_000n],
  [40n, 2_100_000n],
  [50n, 4_600_000n],
  [60n, 9_800_000n],
];

/**
 * The first age of a band as health gives it ("30_TO_39"), which stands for the whole band; null for text that is no band.
 * Bands keep exact ages inside health.
 */
export function readAgeBand(band: string): number | null {
  const [, from] = /^(\d{1,3})_TO_\d{1,3}$/.exec(band) ?? [];
  return from === undefined ? null : Number(from);
}

/** Prices the health cover of a family: each person adds a share by age, and the same people pay the same. */
export function priceHealth(
  { ages }: { readonly ages: readonly number[] },
  cover: Cover,
): Result<Price, 'NOT_INSURABLE'> {
  const path = ['patientIds'];
  if (ages.length === 0 || ages.length > insuredPersonsMax) {
    return refuseRisk(path, `A health policy insures 1 to ${insuredPersonsMax} persons.`);
  }
  if (ages.some((age) => age < 0 || age > healthAgeMax)) {
    return refuseRisk(path, `A person is older than ${healthAgeMax} years.`);
  }
  const factors = ages.map((age) => [findFactor(healthFactors, BigInt(age))]);
  const oldest = Math.max(...ages);
  return done({
    premiumMinor: computePremium(cover, 0n, factors),
    coverages: quoteCoverages(cover, 0n),
    riskFactors: [
      ages.length === 1 ? 'One person is insured.' : `${ages.length} persons are insured.`,
      `The oldest person is ${oldest < 10 ? 'a child' : `in the band from ${oldest - (oldest % 10)} years`}.`,
    ],
  });
}

/** What decides the price of a life; the sum in minor units of the product's currency. */
export interface LifeFacts {
  readonly age: number;
  readonly sumAssuredMinor: bigint;
}

/** Prices the cover of one life for a year, at the age at which it is taken; the price stays the same for the whole term. */
export function priceLife({ age, sumAssuredMinor }: LifeFacts, cover: Cover): Result<Price, 'NOT_INSURABLE'> {
  if (age < lifeAgeMin) return refuseRisk(null, `A life is insured from the age of ${lifeAgeMin}.`);
  if (age > lifeAgeMax) return refuseRisk(null, `A life is insured up to the age of ${lifeAgeMax}.`);
  if (sumAssuredMinor <= 0n || sumAssuredMinor > sumAssuredMaxMinor) {
    return refuseRisk(null, 'The sum assured is not one that is insured without an examination.');
  }
  return done({
    premiumMinor: computePremium(cover, sumAssuredMinor, [[findFactor(lifeFactors, BigInt(age))]]),
    coverages: quoteCoverages(cover, sumAssuredMinor),
    riskFactors: [
      `The person is ${age} years old.`,
      `The sum assured is ${describeMoney(sumAssuredMinor, cover.product.currency)}.`,
    ],
  });
}
