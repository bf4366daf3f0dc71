import type { CustomerProfile, CustomerReference } from '@ecosystem/kit/doors';
import type { AgentRow } from './db/agents.ts';
import type { HoldingRow } from './db/holdings.ts';
import type { KycRow } from './db/kyc.ts';
import type { LoanRow } from './db/loans.ts';
import type { LoyaltyRow } from './db/loyalty.ts';
import type { PaymentRow } from './db/payments.ts';
import type {
  AutoPolicyRow,
  HealthPolicyRow,
  LifePolicyRow,
  PolicyRow,
  ReturnFreightPolicyRow,
} from './db/policies.ts';
import type { WalletRow } from './db/wallets.ts';
import type { WealthRow } from './db/wealth.ts';

// What resolvers get as the parent of each GraphQL type; the generated resolver types read the names.

export type Customer = CustomerReference;
export type FinanceProfile = CustomerProfile;
export type KycProfile = KycRow;
export type Wallet = WalletRow;
export type Payment = PaymentRow;
export type Policy = PolicyRow;
export type AutoPolicy = AutoPolicyRow;
export type HealthPolicy = HealthPolicyRow;
export type LifePolicy = LifePolicyRow;
export type ReturnFreightPolicy = ReturnFreightPolicyRow;
export type WealthPosition = WealthRow;
export type Holding = HoldingRow;
export type Loan = LoanRow;
export type InsuranceAgent = AgentRow;
export type LoyaltyAccount = LoyaltyRow;
