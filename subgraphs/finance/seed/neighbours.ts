import { cast } from '@ecosystem/kit/demo-facts';
import { castUuid, type SeedWorld } from '@ecosystem/kit/world';
import type { feeRules, knownCustomers, knownMerchants } from '../src/db/tables.ts';

/** The shops, as commerce has them. */
const shops = [
  { name: 'Lucky Noodle House', city: 'Shenzhen', category: '5812' },
  { name: 'Shop 2', city: 'Shenzhen', category: '5411' },
] as const;

/** The merchant number of a shop in our scheme: M00000042 is @noodle. */
const firstSchemeNumber = 42;

export const merchantRows: (typeof knownMerchants.$inferInsert)[] = shops.map(({ name, city, category }, index) => ({
  id: castUuid(index + 1),
  name,
  city,
  merchantCategoryCode: category,
  schemeNumber: `M${String(firstSchemeNumber + index).padStart(8, '0')}`,
  isLive: true,
}));

export const feeRuleRows: (typeof feeRules.$inferInsert)[] = [
  { code: '*', ratePercent: '0.60', minMinor: 0n, validFrom: '2020-01-01' },
];

export function knownCustomerOf(_: SeedWorld, customer: number): typeof knownCustomers.$inferInsert {
  const status = customer === cast.erased ? 'ERASED' : 'ACTIVE';
  return { customerId: castUuid(customer), status };
}
