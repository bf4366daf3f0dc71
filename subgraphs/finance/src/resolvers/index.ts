import type { Resolvers } from '../generated/resolvers.ts';
import { ClaimLine, InsuranceClaim, Payout, PayoutTarget } from './claim.ts';
import { Customer, FinanceProfile, LoyaltyAccount } from './customer.ts';
import { InsuranceAgent } from './insurance-agent.ts';
import { LedgerEntry } from './ledger-entry.ts';
import { Loan } from './loan.ts';
import { Merchant } from './merchant.ts';
import { Mutation } from './mutation.ts';
import { Order } from './order.ts';
import { Payable, Payment, Refund } from './payment.ts';
import { PaymentCode } from './payment-code.ts';
import { AutoPolicy, HealthPolicy, LifePolicy, Policy, ReturnFreightPolicy } from './policy.ts';
import { Query } from './query.ts';
import { RedPacket, RedPacketClaim } from './red-packet.ts';
import { Transfer } from './transfer.ts';
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
  LedgerEntry,
  Loan,
  LoyaltyAccount,
  Merchant,
  Mutation,
  Order,
  Payable,
  Payment,
  PaymentCode,
  Payout,
  PayoutTarget,
  Refund,
  Policy,
  Query,
  RedPacket,
  RedPacketClaim,
  ReturnFreightPolicy,
  Transfer,
  Wallet,
  WealthPosition,
};
