import type { PartnerView } from '@ecosystem/kit/consent';
import type { CustomerProfile, CustomerReference } from '@ecosystem/kit/doors';
import type { Uuid } from '@ecosystem/kit/ids';
import type { AgentRow } from './db/agents.ts';
import type { ClaimLineRow, ClaimRow } from './db/claims.ts';
import type { EntryRow } from './db/entries.ts';
import type { HoldingRow } from './db/holdings.ts';
import type { KycRow } from './db/kyc.ts';
import type { LoanRow } from './db/loans.ts';
import type { LoyaltyRow } from './db/loyalty.ts';
import type { OfferRow } from './db/offers.ts';
import type { PolicySummaryRow } from './db/partner-views.ts';
import type { PaymentRow, RefundRow } from './db/payments.ts';
import type { PayoutRow } from './db/payouts.ts';
import type {
  AutoPolicyRow,
  HealthPolicyRow,
  LifePolicyRow,
  PolicyRow,
  ReturnFreightPolicyRow,
} from './db/policies.ts';
import type { QuoteRow } from './db/quotes.ts';
import type { ClaimRow as RedPacketClaimRow, RedPacketRow } from './db/red-packets.ts';
import type { TransferRow } from './db/transfers.ts';
import type { TrialBalanceSums } from './db/trial-balance.ts';
import type { WalletRow } from './db/wallets.ts';
import type { WealthRow } from './db/wealth.ts';
import type { PaymentCodeText } from './domain/emvco-parse.ts';
import type { PayableType } from './domain/payment-kinds.ts';
import type { Payee } from './domain/payout.ts';
import type { Settlement } from './domain/settlement.ts';

/** Something that another subgraph owns: its id alone. */
export interface Reference {
  readonly id: Uuid;
}

/** Something that is paid. */
export interface PayableReference extends Reference {
  readonly type: PayableType;
}

/** A vehicle, with the facts of auto where a field has asked for them. */
export interface VehicleReference extends Reference {
  readonly facts?: {
    readonly modelYear: number;
    readonly mileageKm: number;
    readonly powertrain: 'ICE' | 'HEV' | 'PHEV' | 'BEV';
    readonly marketValue: { readonly amount: string; readonly currency: string } | null;
  };
}

/** A quote, stored or only shown. */
export type ShownQuote = Pick<
  QuoteRow,
  'id' | 'product' | 'premiumMinor' | 'currency' | 'risk' | 'coverages' | 'validUntil' | 'status'
>;

/** A coverage of a policy, or of a quote, of which nothing is used up; amounts in minor units of the currency. */
export interface CoverageModel {
  readonly code: string;
  readonly name: string;
  readonly limitMinor: bigint;
  readonly deductibleMinor: bigint;
  readonly coinsurancePercent: string;
  readonly remainingMinor: bigint;
  readonly currency: string;
}

/** A payment code: what its text says, and what is known of who collects with it. */
export interface PaymentCode
  extends Pick<PaymentCodeText, 'kind' | 'amountMinor' | 'currency' | 'reference' | 'crcValid'> {
  readonly payload: string;
  readonly merchantId: Uuid | null;
  readonly expiresAt: Date | null;
}

/** Who is paid for a claim. */
export interface PayeeReference extends Reference {
  readonly kind: Payee['payeeKind'];
}

// What resolvers get as the parent of each GraphQL type; the generated resolver types read the names.

export type Customer = CustomerReference;
export type FinanceProfile = CustomerProfile;
export type KycProfile = KycRow;
export type Wallet = WalletRow;
export type LedgerEntry = EntryRow;
export type Transfer = TransferRow;
export type RedPacket = RedPacketRow;
export type RedPacketClaim = RedPacketClaimRow;
export type Payment = PaymentRow;
export type Refund = RefundRow;
export type Payable = PayableReference | ShownQuote;
export type Policy = PolicyRow;
export type AutoPolicy = AutoPolicyRow;
export type HealthPolicy = HealthPolicyRow;
export type LifePolicy = LifePolicyRow;
export type ReturnFreightPolicy = ReturnFreightPolicyRow;
export type InsuranceClaim = ClaimRow;
export type ClaimLine = ClaimLineRow;
export type Payout = PayoutRow;
export type PayoutTarget = PayeeReference;
export type WealthPosition = WealthRow;
export type Holding = HoldingRow;
export type Loan = LoanRow;
export type InsuranceAgent = AgentRow;
export type LoyaltyAccount = LoyaltyRow;
export type Merchant = Reference;
export type MiniProgram = Reference;
export type Order = Reference;
export type Ride = Reference;
export type ParkingSession = Reference;
export type TrafficFine = Reference;
export type RepairOrder = Reference;
export type Appointment = Reference;
export type Patient = Reference;
export type Vehicle = VehicleReference;
export type Partner = Reference;
export type PartnerCustomerView = PartnerView;
export type PartnerPolicySummary = PolicySummaryRow;
export type Quote = ShownQuote;
export type Coverage = CoverageModel;
export type Offer = OfferRow;
export type SettlementSummary = Settlement;
export type TrialBalanceRow = TrialBalanceSums;
