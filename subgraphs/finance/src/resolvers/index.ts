import type { Resolvers } from '../generated/resolvers.ts';
import { ClaimLine, InsuranceClaim, Payout, PayoutTarget } from './claim.ts';
import { Coverage } from './coverage.ts';
import { Customer, FinanceProfile, LoyaltyAccount } from './customer.ts';
import { InsuranceAgent } from './insurance-agent.ts';
import { LedgerEntry } from './ledger-entry.ts';
import { Loan } from './loan.ts';
import { Merchant, Partner, SettlementSummary } from './merchant.ts';
import { Mutation } from './mutation.ts';
import { Offer } from './offer.ts';
import { Order } from './order.ts';
import { PartnerCustomerView } from './partner-customer-view.ts';
import { Patient } from './patient.ts';
import { Appointment, ParkingSession, RepairOrder, Ride, TrafficFine } from './payable.ts';
import { MiniProgram, Payable, Payment, Refund } from './payment.ts';
import { PaymentCode } from './payment-code.ts';
import { AutoPolicy, HealthPolicy, LifePolicy, Policy, ReturnFreightPolicy } from './policy.ts';
import { Query } from './query.ts';
import { Quote } from './quote.ts';
import { RedPacket, RedPacketClaim } from './red-packet.ts';
import { Transfer } from './transfer.ts';
import { TrialBalanceRow } from './trial-balance.ts';
import { Vehicle } from './vehicle.ts';
import { Wallet } from './wallet.ts';
import { Holding, WealthPosition } from './wealth-position.ts';

export const resolvers: Resolvers = {
  Appointment,
  AutoPolicy,
  ClaimLine,
  Coverage,
  Customer,
  FinanceProfile,
  HealthPolicy,
  Holding,
  InsuranceAgent,
  InsuranceClaim,
  LedgerEntry,
  LifePolicy,
  Loan,
  LoyaltyAccount,
  Merchant,
  MiniProgram,
  Mutation,
  Offer,
  Order,
  ParkingSession,
  Partner,
  PartnerCustomerView,
  Patient,
  Payable,
  Payment,
  PaymentCode,
  Payout,
  PayoutTarget,
  Policy,
  Query,
  Quote,
  RedPacket,
  RedPacketClaim,
  Refund,
  RepairOrder,
  ReturnFreightPolicy,
  Ride,
  SettlementSummary,
  TrafficFine,
  Transfer,
  TrialBalanceRow,
  Vehicle,
  Wallet,
  WealthPosition,
};
