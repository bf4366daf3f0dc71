import { bookkeeping, instant, oneOf } from '@ecosystem/kit/columns';
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  char,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import {
  type LedgerCode,
  ledgerCodePrefixes,
  ledgerCodes,
  ledgerNormals,
  ownerKinds,
  transactionKinds,
} from '../domain/ledger.ts';
import { walletMachine } from '../domain/wallet.ts';

/** Accounts of the ledger: the only place that knows how much there is. */
export const ledgerAccounts = pgTable(
  'ledger_accounts',
  {
    /** A customer, a merchant or a lane of the house. */
    ownerId: uuid('owner_id').notNull(),
    id: uuid('id').notNull(),
    ownerKind: text('owner_kind', { enum: ownerKinds }).notNull(),
    code: text('code').$type<LedgerCode>().notNull(),
    asset: text('asset').notNull(),
    exponent: integer('exponent').notNull(),
    normal: text('normal', { enum: ledgerNormals }).notNull(),
    balanceMinor: bigint('balance_minor', { mode: 'bigint' }).notNull(),
    heldMinor: bigint('held_minor', { mode: 'bigint' }).notNull(),
    allowNegative: boolean('allow_negative').notNull().default(false),
    /** The number of the last entry. */
    lastSeq: bigint('last_seq', { mode: 'bigint' }).notNull().default(sql`0`),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.ownerId, table.id] }),
    index('ledger_accounts_id').on(table.id),
    unique('ledger_accounts_code').on(table.ownerId, table.code, table.asset),
    check('ledger_accounts_owner_kind', oneOf(table.ownerKind, ownerKinds)),
    check(
      'ledger_accounts_code_known',
      sql`${oneOf(table.code, ledgerCodes)} or ${table.code} ~ ${sql.raw(`'^(${ledgerCodePrefixes.join('|')}).'`)}`,
    ),
    check('ledger_accounts_normal', oneOf(table.normal, ledgerNormals)),
    // F3: nothing below 0, and no more held than there is.
    check(
      'ledger_accounts_balance',
      sql`${table.allowNegative} or (${table.heldMinor} >= 0 and ${table.heldMinor} <= ${table.balanceMinor})`,
    ),
  ],
);

/** What was booked at once; rows are never changed (F2). */
export const ledgerTransactions = pgTable(
  'ledger_transactions',
  {
    /** Who began it. */
    ownerId: uuid('owner_id').notNull(),
    id: uuid('id').notNull(),
    kind: text('kind', { enum: transactionKinds }).notNull(),
    reference: text('reference').notNull(),
    bookedAt: instant('booked_at').notNull(),
    reversesId: uuid('reverses_id'),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.ownerId, table.id] }),
    unique('ledger_transactions_id').on(table.id),
    unique('ledger_transactions_reference').on(table.ownerId, table.reference),
    unique('ledger_transactions_reverses').on(table.reversesId),
    foreignKey({
      name: 'ledger_transactions_reversed',
      columns: [table.reversesId],
      foreignColumns: [table.id],
    }).onDelete('restrict'),
    check('ledger_transactions_kind', oneOf(table.kind, transactionKinds)),
    check('ledger_transactions_reversal', sql`(${table.kind} = 'REVERSAL') = (${table.reversesId} is not null)`),
  ],
);

/** Lines of the ledger; rows are never changed (F2), and those of a transaction balance (F1). */
export const ledgerEntries = pgTable(
  'ledger_entries',
  {
    /** The owner of the account. */
    ownerId: uuid('owner_id').notNull(),
    accountId: uuid('account_id').notNull(),
    /** The number of the entry within its account, without gaps (F4). */
    seq: bigint('seq', { mode: 'bigint' }).notNull(),
    id: uuid('id').notNull(),
    transactionId: uuid('transaction_id').notNull(),
    direction: text('direction', { enum: ledgerNormals }).notNull(),
    amountMinor: bigint('amount_minor', { mode: 'bigint' }).notNull(),
    balanceAfterMinor: bigint('balance_after_minor', { mode: 'bigint' }).notNull(),
    /** The asset of the account and the kind of the transaction, which never change. */
    asset: text('asset').notNull(),
    kind: text('kind', { enum: transactionKinds }).notNull(),
    bookedAt: instant('booked_at').notNull(),
    narrative: text('narrative'),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.ownerId, table.accountId, table.seq] }),
    index('ledger_entries_transaction').on(table.transactionId),
    foreignKey({
      name: 'ledger_entries_account',
      columns: [table.ownerId, table.accountId],
      foreignColumns: [ledgerAccounts.ownerId, ledgerAccounts.id],
    }).onDelete('restrict'),
    foreignKey({
      name: 'ledger_entries_of_transaction',
      columns: [table.transactionId],
      foreignColumns: [ledgerTransactions.id],
    }).onDelete('restrict'),
    check('ledger_entries_amount', sql`${table.amountMinor} > 0`),
    check('ledger_entries_direction', oneOf(table.direction, ledgerNormals)),
    check('ledger_entries_kind', oneOf(table.kind, transactionKinds)),
  ],
);

/** Wallets of customers; the balance is the ledger's. */
export const wallets = pgTable(
  'wallets',
  {
    customerId: uuid('customer_id').notNull(),
    id: uuid('id').notNull(),
    status: text('status', { enum: walletMachine.states }).notNull(),
    accountId: uuid('account_id').notNull(),
    dailyLimitMinor: bigint('daily_limit_minor', { mode: 'bigint' }).notNull(),
    /** What was spent or held for spending on the business day `spentOn`. */
    spentMinor: bigint('spent_minor', { mode: 'bigint' }).notNull().default(sql`0`),
    /** A day in Asia/Shanghai as ISO 8601 text; null before the first payment. */
    spentOn: text('spent_on'),
    currency: char('currency', { length: 3 }).notNull(),
    ...bookkeeping,
  },
  (table) => [
    primaryKey({ columns: [table.customerId, table.id] }),
    index('wallets_id').on(table.id),
    unique('wallets_currency').on(table.customerId, table.currency),
    foreignKey({
      name: 'wallets_account',
      columns: [table.customerId, table.accountId],
      foreignColumns: [ledgerAccounts.ownerId, ledgerAccounts.id],
    }).onDelete('restrict'),
    check('wallets_status', oneOf(table.status, walletMachine.states)),
    check('wallets_daily_limit', sql`${table.dailyLimitMinor} >= 0`),
    check('wallets_spent', sql`${table.spentMinor} >= 0`),
  ],
);
