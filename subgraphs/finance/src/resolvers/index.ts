import type { Resolvers } from '../generated/resolvers.ts';
import { Customer, FinanceProfile, LoyaltyAccount } from './customer.ts';
import { InsuranceAgent } from './insurance-agent.ts';
import { Loan } from './loan.ts';
import { Merchant, Partner, SettlementSummary } from './merchant.ts';
import { Mutation } from './mutation.ts';
import { Offer } from './offer.ts';
import { Appointment, ParkingSession, RepairOrder, Ride, TrafficFine } from './payable.ts';
import { MiniProgram, Payable, Payment, Refund } from './payment.ts';
import { AutoPolicy, HealthPolicy, LifePolicy, Policy, ReturnFreightPolicy } from './policy.ts';
import { Query } from './query.ts';
import { TrialBalanceRow } from './trial-balance.ts';
import { Wallet } from './wallet.ts';
import { Holding, WealthPosition } from './wealth-position.ts';

export const resolvers: Resolvers = {
  Appointment,
  AutoPolicy,
  Customer,
  FinanceProfile,
  HealthPolicy,
  Holding,
  InsuranceAgent,
  LifePolicy,
  Loan,
  LoyaltyAccount,
  Merchant,
  MiniProgram,
  Mutation,
  Offer,
  ParkingSession,
  Partner,
  Payable,
  Payment,
  Refund,
  Policy,
  Query,
  RepairOrder,
  ReturnFreightPolicy,
  Ride,
  SettlementSummary,
  TrafficFine,
  TrialBalanceRow,
  Wallet,
  WealthPosition,
};
