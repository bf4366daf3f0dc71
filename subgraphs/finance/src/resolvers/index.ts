import type { Resolvers } from '../generated/resolvers.ts';
import { ClaimLine, InsuranceClaim, Payout, PayoutTarget } from './claim.ts';
import { Customer, FinanceProfile, LoyaltyAccount } from './customer.ts';
import { InsuranceAgent } from './insurance-agent.ts';
import { Loan } from './loan.ts';
import { Merchant } from './merchant.ts';
import { Mutation } from './mutation.ts';
import { Order } from './order.ts';
import { Payable, Payment, Refund } from './payment.ts';
import { AutoPolicy, HealthPolicy, LifePolicy, Policy, ReturnFreightPolicy } from './policy.ts';
import { Query } from './query.ts';
import { Wallet } from './wallet.ts';
import { Holding, WealthPosition } from './wealth-position.ts';

export const resolvers: Resolvers = {
  AutoPolicy,
  ClaimLine,
  Customer,
  FinanceProfile,
  HealthPolicy,
  Holding,
  InsuranceClaim,
  InsuranceAgent,
  LifePolicy,
  Loan,
  LoyaltyAccount,
  Merchant,
  Mutation,
  Order,
  Payable,
  Payment,
  Payout,
  PayoutTarget,
  Refund,
  Policy,
  Query,
  ReturnFreightPolicy,
  Wallet,
  WealthPosition,
};
