import { cast } from '@ecosystem/kit/demo-facts';
import { indexTeams, planTeams } from '@ecosystem/kit/demo-orders';
import type { Vault } from '@ecosystem/kit/field-encryption';
import { castUuid, rowsOf, type SeedWorld, sharedRowsOf, type TableRows } from '@ecosystem/kit/world';
import {
  customerAccountsOf,
  dailyLimits,
  escrowAccountsOf,
  loyaltyOf,
  pointsHistoriesOf,
  sharedAccounts,
  walletOf,
} from './seed/accounts.ts';
import { claimHandlerRows } from './seed/claim-handlers.ts';
import { claimsOf } from './seed/claims.ts';
import { codePaymentsOf, openCodesOf } from './seed/codes.ts';
import { giftsOf } from './seed/gifts.ts';
import { bookLedger } from './seed/ledger.ts';
import { loansOf } from './seed/loans.ts';
import {
  contactPairsOf,
  feeRuleRows,
  knownContactsOf,
  knownCustomerOf,
  knownPatientsOf,
  knownThreadMembersOf,
  knownVehiclesOf,
  merchantRows,
} from './seed/neighbours.ts';
import { offersOf } from './seed/offers.ts';
import { coursesOf, openingsOf } from './seed/openings.ts';
import { payablesOf } from './seed/payables.ts';
import { bookPayment } from './seed/payments.ts';
import { agentCustomersOf, agentRows, kycLevelOf } from './seed/people.ts';
import { policiesOf } from './seed/policies.ts';
import {
  policyLapsesOf,
  policyPatientsOf,
  policyTransactionsOf,
  premiumInstalmentsOf,
  premiumPaymentOf,
} from './seed/policy-rows.ts';
import { coveragePlanRows, productRows } from './seed/products.ts';
import { proofOf } from './seed/proofs.ts';
import { purchasesOf, type TeamOf } from './seed/purchases.ts';
import { coveragesOf, quotesOf } from './seed/quotes.ts';
import { createSpending } from './seed/spending.ts';
import { holdingsOf, wealthOf } from './seed/wealth.ts';
import * as tables from './src/db/tables.ts';
import type { LedgerTransaction } from './src/domain/ledger.ts';

/** The rows of finance in the demo world; the vault seals names and identity numbers. */
export function seed(world: SeedWorld, vault: Vault): TableRows[] {
  const teamOf = indexTeams(planTeams(world));
  const pairs = contactPairsOf(world);
  const lives = new Map(world.customers.map((customer) => [customer, liveOf(customer, teamOf)]));
  const all = [...lives.values()];
  const gifts = giftsOf(world, pairs, (customer) => lives.get(customer)?.spending ?? createSpending(0n));
  const moved = [...all.flatMap(({ transactions }) => transactions), ...gifts.transactions];
  const courseOf = coursesOf(moved);
  const openings = all.flatMap(({ customer, heldMinor }) => openingsOf(customer, courseOf, heldMinor));
  const transactions = [...openings, ...moved];
  const ledger = bookLedger(transactions, [
    ...all.flatMap(({ customer, heldMinor }) => customerAccountsOf(customer, heldMinor)),
    ...escrowAccountsOf(moved),
  ]);
  const historyOf = pointsHistoriesOf(transactions);
  // What the law does not lock goes with the erased customer; the ledger and its wallet stay.
  const kept = world.customers.filter((customer) => customer !== cast.erased);
  const proofs = world.customers.map((customer) => proofOf(customer, vault));
  const policies = all.flatMap((life) => life.policies.map((story) => ({ customer: life.customer, ...story })));
  return [
    ...sharedTables(),
    rowsOf(tables.knownCustomers, world.customers.map(knownCustomerOf)),
    rowsOf(tables.knownContacts, pairs.flatMap(knownContactsOf)),
    rowsOf(tables.knownThreadMembers, knownThreadMembersOf(world)),
    rowsOf(tables.knownVehicles, world.customers.flatMap(knownVehiclesOf)),
    rowsOf(tables.knownPatients, world.customers.flatMap(knownPatientsOf)),
    rowsOf(
      tables.knownPayables,
      world.customers.flatMap((customer) => payablesOf(customer, teamOf)),
    ),
    rowsOf(tables.ledgerAccounts, ledger.accounts),
    rowsOf(tables.ledgerTransactions, ledger.transactions),
    rowsOf(tables.ledgerEntries, ledger.entries),
    rowsOf(
      tables.wallets,
      all.map(({ customer, spending }) => walletOf(customer, spending)),
    ),
    rowsOf(
      tables.loyalty,
      kept.map((customer) => loyaltyOf(customer, historyOf)),
    ),
    rowsOf(
      tables.dataKeys,
      proofs.flatMap(({ dataKey }) => dataKey ?? []),
    ),
    rowsOf(
      tables.kycVault,
      proofs.flatMap(({ kyc }) => kyc ?? []),
    ),
    rowsOf(tables.wealth, kept.map(wealthOf)),
    rowsOf(tables.holdings, world.customers.flatMap(holdingsOf)),
    rowsOf(
      tables.loans,
      all.flatMap(({ loans }) => loans.map(({ loan }) => loan)),
    ),
    rowsOf(
      tables.loanInstalments,
      all.flatMap(({ loans }) => loans.flatMap(({ instalments }) => instalments)),
    ),
    rowsOf(
      tables.payments,
      all.flatMap(({ payments }) => payments.map(({ payment }) => payment)),
    ),
    rowsOf(
      tables.merchantPayments,
      all.flatMap(({ payments }) => payments.flatMap(({ merchantPayments }) => merchantPayments)),
    ),
    rowsOf(
      tables.refunds,
      all.flatMap(({ payments }) => payments.flatMap(({ refunds }) => refunds)),
    ),
    rowsOf(
      tables.paymentCodes,
      all.flatMap(({ codes }) => codes),
    ),
    rowsOf(tables.redPackets, gifts.packets),
    rowsOf(tables.redPacketShares, gifts.shares),
    rowsOf(tables.transfers, gifts.transfers),
    rowsOf(
      tables.quotes,
      all.flatMap((life) => quotesOf(life.customer, life.policies)),
    ),
    rowsOf(
      tables.policies,
      policies.map(({ row, claims }) => ({ ...row, deductibleLeftMinor: claims.deductibleLeftMinor })),
    ),
    rowsOf(
      tables.coverages,
      policies.flatMap((story) => coveragesOf(story, story.claims.remainingOf)),
    ),
    rowsOf(
      tables.policyPatients,
      policies.flatMap((story) => policyPatientsOf(story.customer, story)),
    ),
    rowsOf(tables.policyLapses, policies.flatMap(policyLapsesOf)),
    rowsOf(tables.premiumInstalments, policies.flatMap(premiumInstalmentsOf)),
    rowsOf(
      tables.claims,
      policies.flatMap(({ claims }) => claims.claims),
    ),
    rowsOf(
      tables.claimLines,
      policies.flatMap(({ claims }) => claims.lines),
    ),
    rowsOf(
      tables.payouts,
      policies.flatMap(({ claims }) => claims.payouts),
    ),
    rowsOf(tables.offers, world.customers.flatMap(offersOf)),
    rowsOf(tables.agentCustomers, world.customers.flatMap(agentCustomersOf)),
  ];
}

/** What is the same whoever the customers are. */
const sharedTables = (): TableRows[] => [
  sharedRowsOf(tables.agents, agentRows),
  sharedRowsOf(tables.claimHandlers, claimHandlerRows),
  sharedRowsOf(tables.knownMerchants, merchantRows),
  sharedRowsOf(tables.feeRules, feeRuleRows),
  sharedRowsOf(tables.products, productRows),
  sharedRowsOf(tables.coveragePlans, coveragePlanRows),
  sharedRowsOf(tables.ledgerAccounts, sharedAccounts()),
  sharedRowsOf(tables.paymentCodes, openCodesOf()),
];

/** Everything that follows from one customer alone; gifts, which follow from two, come after it. */
function liveOf(customer: number, teamOf: TeamOf) {
  const spending = createSpending(dailyLimits[kycLevelOf(customer)]);
  const policies = policiesOf(customer).map((story) => ({ ...story, claims: claimsOf(customer, story) }));
  const loans = loansOf(customer);
  const byCode = codePaymentsOf(customer, spending);
  const payments = [
    ...purchasesOf(customer, teamOf, spending),
    ...byCode.map(({ story }) => story),
    ...policies.map((story, index) => premiumPaymentOf(customer, story, index)),
  ].map(bookPayment);
  const transactions: LedgerTransaction[] = [
    ...payments.flatMap((payment) => payment.transactions),
    ...policies.flatMap((story) => [...policyTransactionsOf(story), ...story.claims.transactions]),
    ...loans.flatMap((loan) => loan.transactions),
  ];
  const heldMinor = payments.reduce((sum, { payment }) => sum + payment.heldMinor, 0n);
  return {
    customer,
    customerId: castUuid(customer),
    spending,
    policies,
    loans,
    payments,
    codes: byCode.flatMap(({ codes }) => codes),
    transactions,
    heldMinor,
  };
}
