import { vehicleOf } from '@ecosystem/kit/demo-auto';
import { areContacts, threadsOf } from '@ecosystem/kit/demo-contacts';
import { accountStateOf } from '@ecosystem/kit/demo-facts';
import { patientsOf } from '@ecosystem/kit/demo-health';
import { demoMerchants, isMerchantLive, schemeNumberOf } from '@ecosystem/kit/demo-merchants';
import { castUuid, circleOf, type SeedWorld } from '@ecosystem/kit/world';
import type {
  feeRules,
  knownContacts,
  knownCustomers,
  knownMerchants,
  knownPatients,
  knownThreadMembers,
  knownVehicles,
} from '../src/db/tables.ts';
import { homeCurrency } from '../src/domain/wallet.ts';

/** The merchants, as commerce has them; the first has the number M00000042 in our scheme. */
export const merchantRows: (typeof knownMerchants.$inferInsert)[] = demoMerchants.map(
  ({ name, city, mcc, partner }, index) => ({
    id: castUuid(index + 1),
    name,
    city,
    merchantCategoryCode: mcc,
    schemeNumber: schemeNumberOf(index + 1),
    partnerId: partner === undefined ? null : castUuid(partner),
    isLive: isMerchantLive(index + 1),
  }),
);

const generalFeeRule = { code: '*', ratePercent: '0.60', minMinor: 0n, validFrom: '2020-01-01' };
/** Shops pay the general rate, hospitals less. */
export const feeRuleRows = [
  generalFeeRule,
  { code: '8062', ratePercent: '0.20', minMinor: 0n, validFrom: '2024-01-01' },
] as const satisfies readonly (typeof feeRules.$inferInsert)[];

/** What the platform charges the merchant of this number. */
export const feeRuleOf = (merchant: number) =>
  feeRuleRows.find(({ code }) => code === demoMerchants[merchant - 1]?.mcc) ?? generalFeeRule;

export const knownCustomerOf = (customer: number): typeof knownCustomers.$inferInsert => ({
  customerId: castUuid(customer),
  status: accountStateOf(customer),
});

/** The pairs of accepted contacts of a world, each once, the smaller number first. */
export function contactPairsOf({ customers }: SeedWorld): (readonly [low: number, high: number])[] {
  return [...Map.groupBy(customers, circleOf).values()].flatMap((circle) =>
    circle.flatMap((low) =>
      circle.filter((high) => low < high && areContacts(low, high)).map((high) => [low, high] as const),
    ),
  );
}

/** A pair of contacts, once for each of both. */
export const knownContactsOf = ([low, high]: readonly [number, number]): (typeof knownContacts.$inferInsert)[] => [
  { customerId: castUuid(low), contactId: castUuid(high) },
  { customerId: castUuid(high), contactId: castUuid(low) },
];

export function knownThreadMembersOf({ customers }: SeedWorld): (typeof knownThreadMembers.$inferInsert)[] {
  return [...Map.groupBy(customers, circleOf)].flatMap(([circle, members]) =>
    threadsOf(circle, members).flatMap(({ id, members: inThread }) =>
      inThread.map((customer) => ({ threadId: id, customerId: castUuid(customer) })),
    ),
  );
}

export function knownVehiclesOf(customer: number): (typeof knownVehicles.$inferInsert)[] {
  const vehicle = vehicleOf(customer);
  if (!vehicle) return [];
  const { id, modelYear, mileageKm, powertrain, marketValueMinor } = vehicle;
  return [
    {
      customerId: castUuid(customer),
      id,
      modelYear,
      mileageKm,
      powertrain,
      marketValueMinor,
      currency: homeCurrency,
    },
  ];
}

export const knownPatientsOf = (customer: number): (typeof knownPatients.$inferInsert)[] =>
  patientsOf(customer).map(({ id, ageBand }) => ({ customerId: castUuid(customer), id, ageBand }));
