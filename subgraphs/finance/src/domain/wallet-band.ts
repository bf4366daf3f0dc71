/** The bands in which partners see the balance of a wallet, each with the balance at which it begins, in fen; the highest first. */
const bands = [
  ['OVER_50K', 50_000_00n],
  ['10K_TO_50K', 10_000_00n],
  ['1K_TO_10K', 1_000_00n],
] as const;

export type WalletBand = (typeof bands)[number][0] | 'UNDER_1K';

/** The band of a balance in fen: section 10 of the domain page. A band holds the balance at which it begins, and not that of the next. */
export function walletBandOf(balanceMinor: bigint): WalletBand {
  return bands.find(([, leastMinor]) => balanceMinor >= leastMinor)?.[0] ?? 'UNDER_1K';
}
