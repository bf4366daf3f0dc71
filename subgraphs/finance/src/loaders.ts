import { agentCustomerPages, agentsByCustomer, agentsById, customerCountsByAgent } from './db/agents.ts';
import {
  claimLinesByClaim,
  claimPages,
  claimsById,
  handlerClaimPages,
  orderClaimPages,
  policyClaimPages,
} from './db/claims.ts';
import { entryPages } from './db/entries.ts';
import { holdingsByCustomer } from './db/holdings.ts';
import { kycByCustomer } from './db/kyc.ts';
import { loansByCustomer, loansById } from './db/loans.ts';
import { loyaltyByCustomer } from './db/loyalty.ts';
import { merchantsById, merchantsByScheme } from './db/merchants.ts';
import { offersById, openOffersByCustomer } from './db/offers.ts';
import { balancesByCustomer, policySummariesByCustomer } from './db/partner-views.ts';
import { paymentCodesByPayload } from './db/payment-codes.ts';
import { merchantPaymentPages, paymentPages, paymentsById, paymentsByPayable } from './db/payments.ts';
import { payoutsByClaim } from './db/payouts.ts';
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
import { claimsByPacket, redPacketsById } from './db/red-packets.ts';
import { refundsById, refundsByPayment } from './db/refunds.ts';
import { settlementsByMerchant, settlementsByPartner } from './db/settlements.ts';
import { memberships } from './db/thread-members.ts';
import { transfersById } from './db/transfers.ts';
import { trialBalanceAt } from './db/trial-balance.ts';
import { walletsByCustomer, walletsById } from './db/wallets.ts';
import { wealthByCustomer } from './db/wealth.ts';

/** What resolvers can load, each by one statement for any number of keys: `x` by its own key, `xOf` and `xs` by another's. */
export const queries = {
  kycOf: kycByCustomer,
  wallet: walletsById,
  walletOf: walletsByCustomer,
  balanceOf: balancesByCustomer,
  entries: entryPages,
  transfer: transfersById,
  redPacket: redPacketsById,
  redPacketClaims: claimsByPacket,
  isInThread: memberships,
  payment: paymentsById,
  payments: paymentPages,
  paymentsTo: merchantPaymentPages,
  paymentOf: paymentsByPayable,
  paymentCode: paymentCodesByPayload,
  merchant: merchantsById,
  merchantByScheme: merchantsByScheme,
  refund: refundsById,
  refunds: refundsByPayment,
  quote: quotesById,
  policy: policiesById,
  policies: policyPages,
  policySummaries: policySummariesByCustomer,
  policiesOfVehicle: vehiclePolicyPages,
  policiesOfPatient: policiesByPatient,
  policyOfOrder: policiesByOrder,
  coverages: coveragesByPolicy,
  insured: patientsByPolicy,
  product: productsByCode,
  plans: plansByProduct,
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
  agentCustomers: agentCustomerPages,
  customerCountOf: customerCountsByAgent,
  loyaltyOf: loyaltyByCustomer,
  offer: offersById,
  openOffers: openOffersByCustomer,
  settlementOf: settlementsByMerchant,
  settlementOfPartner: settlementsByPartner,
  trialBalance: trialBalanceAt,
};
