import { findOwn } from '@ecosystem/kit/doors';
import { formatId, parseId } from '@ecosystem/kit/ids';
import { formatMoney } from '@ecosystem/kit/money';
import { computeAvailable } from '../domain/wallet.ts';
import type { WalletResolvers } from '../generated/resolvers.ts';

export const Wallet: WalletResolvers = {
  __resolveReference: async ({ id }, { caller, loaders }) =>
    findOwn(caller, await loaders.wallet.load(parseId('wal', id))),
  id: ({ id }) => formatId('wal', id),
  balance: ({ balanceMinor, currency }) => formatMoney(balanceMinor, currency),
  available: (wallet) => formatMoney(computeAvailable(wallet), wallet.currency),
  held: ({ heldMinor, currency }) => formatMoney(heldMinor, currency),
  dailyLimit: ({ dailyLimitMinor, currency }) => formatMoney(dailyLimitMinor, currency),
};
