import { pageOf } from '@ecosystem/kit/connections';
import { findOwn } from '@ecosystem/kit/doors';
import { formatId, parseId } from '@ecosystem/kit/ids';
import { formatMoney } from '@ecosystem/kit/money';
import { computeSpentToday } from '../domain/spending.ts';
import { computeAvailable } from '../domain/wallet.ts';
import type { WalletResolvers } from '../generated/resolvers.ts';

export const Wallet: WalletResolvers = {
  __resolveReference: async ({ id }, { caller, loaders }) =>
    findOwn(caller, await loaders.wallet.load(parseId('wal', id))),
  id: ({ id }) => formatId('wal', id),
  balance: ({ balanceMinor, currency }) => formatMoney(balanceMinor, currency),
  available: (wallet) => formatMoney(computeAvailable(wallet), wallet.currency),
  held: ({ heldMinor, currency }) => formatMoney(heldMinor, currency),
  entries: ({ customerId, accountId }, page, { loaders }) =>
    loaders.entries.load({ by: [customerId, accountId], page: pageOf(page) }),
  dailyLimit: ({ dailyLimitMinor, currency }) => formatMoney(dailyLimitMinor, currency),
  usedToday: (wallet, _, { clock }) => formatMoney(computeSpentToday(wallet, clock.now()), wallet.currency),
};
