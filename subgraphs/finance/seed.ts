import { cast } from '@ecosystem/kit/demo-facts';
import type { Vault } from '@ecosystem/kit/field-encryption';
import { rowsOf, type SeedWorld, sharedRowsOf, type TableRows } from '@ecosystem/kit/world';
import {
  customerAccountsOf,
  loyaltyOf,
  paymentsOf,
  sharedAccounts,
  transactionsOf,
  walletsOf,
} from './seed/accounts.ts';
import { entryRowsOf, transactionRowOf } from './seed/ledger.ts';
import { feeRuleRows, knownCustomerOf, merchantRows } from './seed/neighbours.ts';
import { agentCustomersOf, agentRows } from './seed/people.ts';
import { policiesOf, quotesOf } from './seed/policies.ts';
import { coveragePlanRows, productRows } from './seed/products.ts';
import { proofOf } from './seed/proofs.ts';
import { holdingsOf, loansOf, wealthOf } from './seed/wealth.ts';
import {
  agentCustomers,
  agents,
  coveragePlans,
  dataKeys,
  feeRules,
  holdings,
  knownCustomers,
  knownMerchants,
  kycVault,
  ledgerAccounts,
  ledgerEntries,
  ledgerTransactions,
  loans,
  loyalty,
  payments,
  policies,
  products,
  quotes,
  wallets,
  wealth,
} from './src/db/tables.ts';

/** The rows of finance in the demo world; the vault seals names and identity numbers. */
export function seed(world: SeedWorld, vault: Vault): TableRows[] {
  const all = <Row>(rowsOfCustomer: (world: SeedWorld, customer: number) => Row[]): Row[] =>
    world.customers.flatMap((customer) => rowsOfCustomer(world, customer));
  // What the law does not lock goes with the erased customer; the ledger and its wallet stay.
  const kept = { ...world, customers: world.customers.filter((customer) => customer !== cast.erased) };
  const personal = <Row>(rowOfCustomer: (world: SeedWorld, customer: number) => Row): Row[] =>
    kept.customers.map((customer) => rowOfCustomer(kept, customer));
  const transactions = all(transactionsOf);
  const proofs = world.customers.map((customer) => proofOf(world, customer, vault));
  return [
    sharedRowsOf(agents, agentRows),
    sharedRowsOf(knownMerchants, merchantRows),
    sharedRowsOf(feeRules, feeRuleRows),
    sharedRowsOf(products, productRows),
    sharedRowsOf(coveragePlans, coveragePlanRows),
    rowsOf(
      knownCustomers,
      world.customers.map((customer) => knownCustomerOf(world, customer)),
    ),
    sharedRowsOf(ledgerAccounts, sharedAccounts(world)),
    rowsOf(ledgerAccounts, all(customerAccountsOf)),
    rowsOf(ledgerTransactions, transactions.map(transactionRowOf)),
    rowsOf(ledgerEntries, transactions.flatMap(entryRowsOf)),
    rowsOf(wallets, all(walletsOf)),
    rowsOf(loyalty, personal(loyaltyOf)),
    rowsOf(
      dataKeys,
      proofs.flatMap(({ dataKey }) => dataKey ?? []),
    ),
    rowsOf(
      kycVault,
      proofs.flatMap(({ kyc }) => kyc ?? []),
    ),
    rowsOf(wealth, personal(wealthOf)),
    rowsOf(holdings, all(holdingsOf)),
    rowsOf(loans, all(loansOf)),
    rowsOf(payments, all(paymentsOf)),
    rowsOf(quotes, all(quotesOf)),
    rowsOf(policies, all(policiesOf)),
    rowsOf(agentCustomers, all(agentCustomersOf)),
  ];
}
