import type { Resolvers } from '../generated/resolvers.ts';
import { Coverage } from './coverage.ts';
import { Customer, FinanceProfile, LoyaltyAccount } from './customer.ts';
import { InsuranceAgent } from './insurance-agent.ts';
import { Loan } from './loan.ts';
import { Mutation } from './mutation.ts';
import { Order } from './order.ts';
import { Patient } from './patient.ts';
import { Payable, Payment, Refund } from './payment.ts';
import { AutoPolicy, HealthPolicy, LifePolicy, Policy, ReturnFreightPolicy } from './policy.ts';
import { Query } from './query.ts';
import { Quote } from './quote.ts';
import { Vehicle } from './vehicle.ts';
import { Wallet } from './wallet.ts';
import { Holding, WealthPosition } from './wealth-position.ts';

export const resolvers: Resolvers = {
  AutoPolicy,
  Coverage,
  Customer,
  FinanceProfile,
  HealthPolicy,
  Holding,
  InsuranceAgent,
  LifePolicy,
  Loan,
  LoyaltyAccount,
  Mutation,
  Order,
  Patient,
  Payable,
  Payment,
  Refund,
  Policy,
  Query,
  Quote,
  ReturnFreightPolicy,
  Vehicle,
  Wallet,
  WealthPosition,
};
