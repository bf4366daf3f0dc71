import { findOwn } from '@ecosystem/kit/doors';
import { formatId, parseId } from '@ecosystem/kit/ids';
import { formatMoney } from '@ecosystem/kit/money';
import type { LoanResolvers } from '../generated/resolvers.ts';

export const Loan: LoanResolvers = {
  __resolveReference: async ({ id }, { caller, loaders }) =>
    findOwn(caller, await loaders.loan.load(parseId('lon', id))),
  id: ({ id }) => formatId('lon', id),
  principal: ({ principalMinor, currency }) => formatMoney(principalMinor, currency),
  outstanding: ({ outstandingMinor, currency }) => formatMoney(outstandingMinor, currency),
  lender: ({ lenderPartnerId }) => ({ id: lenderPartnerId }),
};
