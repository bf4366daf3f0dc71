import { agentsByCustomer, agentsById } from './db/agents.ts';
import { holdingsByCustomer } from './db/holdings.ts';
import { kycByCustomer } from './db/kyc.ts';
import { loansByCustomer, loansById } from './db/loans.ts';
import { loyaltyByCustomer } from './db/loyalty.ts';
import { merchantPaymentPages, paymentPages, paymentsById, paymentsByPayable } from './db/payments.ts';
import {
  coveragesByPolicy,
  patientsByPolicy,
  policiesById,
  policiesByOrder,
  policiesByPatient,
  policyPages,
  vehiclePolicyPages,
} from './db/policies.ts';
import { plansByProduct, productsByCode } from './db/products.ts';
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
  policiesOfVehicle: vehiclePolicyPages,
  policiesOfPatient: policiesByPatient,
  policyOfOrder: policiesByOrder,
  coverages: coveragesByPolicy,
  insured: patientsByPolicy,
  product: productsByCode,
  plans: plansByProduct,
  wealthOf: wealthByCustomer,
  holdings: holdingsByCustomer,
  loan: loansById,
  loans: loansByCustomer,
  agent: agentsById,
  agentOf: agentsByCustomer,
  loyaltyOf: loyaltyByCustomer,
};
