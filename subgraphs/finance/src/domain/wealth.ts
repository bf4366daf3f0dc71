/** The risk classes of customers, from cautious to bold; a customer is sold no product of a higher class. */
export const riskProfiles = ['R1', 'R2', 'R3', 'R4', 'R5'] as const;

/** The market value of all holdings of one customer, in minor units of one currency. */
export function computeTotalValue(holdings: readonly { readonly marketValueMinor: bigint }[]): bigint {
  return holdings.reduce((total, { marketValueMinor }) => total + marketValueMinor, 0n);
}
