import { formatId } from '@ecosystem/kit/ids';
import { formatMoney } from '@ecosystem/kit/money';
import type { LedgerEntryResolvers } from '../generated/resolvers.ts';

export const LedgerEntry: LedgerEntryResolvers = {
  id: ({ id }) => formatId('len', id),
  transactionId: ({ transactionId }) => formatId('ltx', transactionId),
  seq: ({ seq }) => Number(seq),
  amount: ({ amountMinor, asset }) => formatMoney(amountMinor, asset),
  balanceAfter: ({ balanceAfterMinor, asset }) => formatMoney(balanceAfterMinor, asset),
};
