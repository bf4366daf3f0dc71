import type { coveragePlans, products } from '../src/db/tables.ts';
import type { PolicyKind } from '../src/domain/policy.ts';
import { homeCurrency } from '../src/domain/wallet.ts';

/** The product of each kind in the demo world. */
export const productCodes: Readonly<Record<PolicyKind, string>> = {
  AUTO: 'AUTO_COMPREHENSIVE',
  HEALTH: 'FAMILY_HEALTH',
  LIFE: 'TERM_LIFE_20',
  RETURN_FREIGHT: 'RETURN_FREIGHT_30',
};
export const lifeYears = 20;
export const returnFreightDays = 30;

/** The products of the demo world. */
export const productRows: (typeof products.$inferInsert)[] = [
  {
    code: productCodes.AUTO,
    kind: 'AUTO',
    name: 'Comprehensive motor',
    currency: homeCurrency,
    termYears: 1,
    minimumPremiumMinor: 500_00n,
    autoRenews: true,
  },
  {
    code: productCodes.HEALTH,
    kind: 'HEALTH',
    name: 'Family health',
    currency: homeCurrency,
    termYears: 1,
    minimumPremiumMinor: 100_00n,
    autoRenews: true,
  },
  {
    code: productCodes.LIFE,
    kind: 'LIFE',
    name: 'Term life, 20 years',
    currency: homeCurrency,
    termYears: lifeYears,
    minimumPremiumMinor: 100_00n,
    autoRenews: false,
  },
  {
    code: productCodes.RETURN_FREIGHT,
    kind: 'RETURN_FREIGHT',
    name: 'Return freight',
    currency: homeCurrency,
    termDays: returnFreightDays,
    minimumPremiumMinor: 50n,
    autoRenews: false,
  },
];

type PlanRow = typeof coveragePlans.$inferInsert;

/** A coverage that is paid from the first fen, whole. */
const plain = { deductibleMinor: 0n, coinsurancePercent: '0.00' } as const;
/** What a family pays itself first in a term, and its share of the rest. */
const family = { deductibleMinor: 200_00n, coinsurancePercent: '20.00' } as const;

/** What the products cover. Rates are invented; a limit of null is the value of what is insured. */
export const coveragePlanRows: PlanRow[] = [
  ...plansOf('AUTO', [
    {
      code: 'OD',
      name: 'Own damage',
      limitMinor: null,
      deductibleMinor: 500_00n,
      coinsurancePercent: '10.00',
      baseRatePpm: 12_000,
    },
    { ...plain, code: 'TPL', name: 'Third-party liability', limitMinor: 1_000_000_00n, baseRatePpm: 900 },
    { ...plain, code: 'THEFT', name: 'Theft', limitMinor: null, baseRatePpm: 2_000 },
    { ...plain, code: 'GLASS', name: 'Glass', limitMinor: 10_000_00n, baseRatePpm: 15_000 },
  ]),
  ...plansOf('HEALTH', [
    { ...family, code: 'INPATIENT', name: 'Treatment in hospital', limitMinor: 500_000_00n, baseRatePpm: 900 },
    { ...family, code: 'OUTPATIENT', name: 'Treatment without a stay', limitMinor: 20_000_00n, baseRatePpm: 12_000 },
    { ...family, code: 'DRUGS', name: 'Prescribed drugs', limitMinor: 10_000_00n, baseRatePpm: 15_000 },
  ]),
  ...plansOf('LIFE', [{ ...plain, code: 'DEATH', name: 'Death', limitMinor: null, baseRatePpm: 1_800 }]),
  ...plansOf('RETURN_FREIGHT', [
    { ...plain, code: 'RETURN', name: 'Freight of the return', limitMinor: 25_00n, baseRatePpm: 40_000 },
  ]),
];

function plansOf(kind: PolicyKind, plans: readonly Omit<PlanRow, 'productCode'>[]): PlanRow[] {
  return plans.map((plan) => ({ productCode: productCodes[kind], ...plan }));
}
