import { agentCustomerPages, agentsByCustomer, agentsById, customerCountsByAgent } from './db/agents.ts';
import { holdingsByCustomer } from './db/holdings.ts';
import { kycByCustomer } from './db/kyc.ts';
import { loansByCustomer, loansById } from './db/loans.ts';
import { loyaltyByCustomer } from './db/loyalty.ts';
import { offersById, openOffersByCustomer } from './db/offers.ts';
import { merchantPaymentPages, paymentPages, paymentsById, paymentsByPayable } from './db/payments.ts';
import { policiesById, policyPages } from './db/policies.ts';
import { quotesById } from './db/quotes.ts';
import { refundsById, refundsByPayment } from './db/refunds.ts';
import { settlementsByMerchant, settlementsByPartner } from './db/settlements.ts';
import { trialBalanceAt } from './db/trial-balance.ts';
import { walletsByCustomer, walletsById } from './db/wallets.ts';
import { wealthByCustomer } from './db/wealth.ts';

/** What resolvers can load, each by one statement for any number of keys: `x` by its own key, `xOf` and `xs` by another's. */
export const queries = {
  kycOf: kycByCustomer,
  wallet: walletsById,
  walletOf: walletsByCustomer,
  payment: paymentsById,
  payments: paymentPages,
  paymentsTo: merchantPaymentPages,
  paymentOf: paymentsByPayable,
  refund: refundsById,
  refunds: refundsByPayment,
  quote: quotesById,
  policy: policiesById,
  policies: policyPages,
  wealthOf: wealthByCustomer,
  holdings: holdingsByCustomer,
  loan: loansById,
  loans: loansByCustomer,
  agent: agentsById,
  agentOf: agentsByCustomer,
  agentCustomers: agentCustomerPages,
  customerCountOf: customerCountsByAgent,
  loyaltyOf: loyaltyByCustomer,
  offer: offersById,
  openOffers: openOffersByCustomer,
  settlementOf: settlementsByMerchant,
  settlementOfPartner: settlementsByPartner,
  trialBalance: trialBalanceAt,
};
