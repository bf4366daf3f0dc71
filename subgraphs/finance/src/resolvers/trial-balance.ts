import { formatAssetAmount } from '../domain/ledger.ts';
import type { TrialBalanceRowResolvers } from '../generated/resolvers.ts';

export const TrialBalanceRow: TrialBalanceRowResolvers = {
  debit: ({ asset, debitMinor }) => formatAssetAmount(debitMinor, asset),
  credit: ({ asset, creditMinor }) => formatAssetAmount(creditMinor, asset),
  difference: ({ asset, debitMinor, creditMinor }) => formatAssetAmount(debitMinor - creditMinor, asset),
};
