import { agentsByCustomer, agentsById } from './db/agents.ts';
import {
  claimLinesByClaim,
  claimPages,
  claimsById,
  handlerClaimPages,
  orderClaimPages,
  policyClaimPages,
} from './db/claims.ts';
import { holdingsByCustomer } from './db/holdings.ts';
import { kycByCustomer } from './db/kyc.ts';
import { loansByCustomer, loansById } from './db/loans.ts';
import { loyaltyByCustomer } from './db/loyalty.ts';
import { merchantPaymentPages, paymentPages, paymentsById, paymentsByPayable } from './db/payments.ts';
import { payoutsByClaim } from './db/payouts.ts';
import { policiesById, policyPages } from './db/policies.ts';
import { quotesById } from './db/quotes.ts';
import { refundsById, refundsByPayment } from './db/refunds.ts';
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
  claim: claimsById,
  claims: claimPages,
  claimsUnder: policyClaimPages,
  claimsHandledBy: handlerClaimPages,
  claimsForOrder: orderClaimPages,
  claimLines: claimLinesByClaim,
  payouts: payoutsByClaim,
  wealthOf: wealthByCustomer,
  holdings: holdingsByCustomer,
  loan: loansById,
  loans: loansByCustomer,
  agent: agentsById,
  agentOf: agentsByCustomer,
  loyaltyOf: loyaltyByCustomer,
};
