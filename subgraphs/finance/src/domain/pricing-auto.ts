import { done, type Result } from '@ecosystem/kit/result';
import { businessDayOf } from './days.ts';
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
import { wholePpm } from './rates.ts';

/** Facts about a vehicle, as auto holds them; the value in minor units of the product's currency. */
export interface VehicleFacts {
  readonly modelYear: number;
  readonly mileageKm: number;
  readonly powertrain: 'ICE' | 'HEV' | 'PHEV' | 'BEV';
  /** Null if nobody has estimated it. */
  readonly marketValueMinor: bigint | null;
}

/** Older vehicles are not insured: parts are no longer to be had. The house's rule. */
export const vehicleAgeMaxYears = 20;
/** From here on a passenger car is to be scrapped: rules on compulsory scrapping of motor vehicles (PRC, 2012), article 7. */
export const mileageMaxKm = 600_000;

/** Each kilometre that a vehicle has run adds two millionths to the price: 20 % for 100,000 km. The house's assumption. */
const perKilometrePpm = 2n;

/** By age in years: old vehicles break more often, new ones are dearer to repair. The house's assumption. */
const ageFactors: FactorTable = [
  [0n, 1_050_000n],
  [3n, 1_000_000n],
  [7n, 1_080_000n],
  [12n, 1_200_000n],
];

/** Batteries are dear to repair; the insurers' association of the PRC has priced them apart since 2021. The figures are ours. */
const powertrainFactors = { ICE: wholePpm, HEV: wholePpm, PHEV: 1_060_000n, BEV: 1_150_000n } as const;

const powertrainSentences = {
  ICE: 'It has a combustion engine.',
  HEV: 'It is a hybrid without a plug.',
  PHEV: 'It is a hybrid with a plug.',
  BEV: 'It runs on a battery alone.',
} as const;

/**
 * Prices motor cover from the facts of the vehicle alone, so that equal facts give equal premiums. A coverage without a limit of its own
 * covers the market value.
 */
export function priceAuto(facts: VehicleFacts, cover: Cover, at: Date): Result<Price, 'NOT_INSURABLE'> {
  const { modelYear, mileageKm, powertrain, marketValueMinor } = facts;
  const year = Number(businessDayOf(at).slice(0, 4));
  // A model year can be ahead of the calendar by one.
  const ageYears = Math.max(0, year - modelYear);
  const path = ['vehicleId'];
  if (modelYear > year + 1) return refuseRisk(path, 'The model year of the vehicle lies in the future.');
  if (ageYears > vehicleAgeMaxYears) return refuseRisk(path, `The vehicle is older than ${vehicleAgeMaxYears} years.`);
  if (mileageKm > mileageMaxKm) return refuseRisk(path, `The vehicle has run more than ${mileageMaxKm} km.`);
  if (marketValueMinor === null || marketValueMinor <= 0n) {
    return refuseRisk(path, 'The market value of the vehicle is not known.');
  }

  const mileageFactor = wholePpm + BigInt(Math.max(0, mileageKm)) * perKilometrePpm;
  const factors = [findFactor(ageFactors, BigInt(ageYears)), mileageFactor, powertrainFactors[powertrain]];
  return done({
    premiumMinor: computePremium(cover, marketValueMinor, [factors]),
    coverages: quoteCoverages(cover, marketValueMinor),
    riskFactors: [
      `The vehicle is of model year ${modelYear}.`,
      `It has run ${mileageKm} km.`,
      powertrainSentences[powertrain],
      `Its market value is ${describeMoney(marketValueMinor, cover.product.currency)}.`,
    ],
  });
}
