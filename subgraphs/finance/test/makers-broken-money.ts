import { castUuid, seedNow } from '@ecosystem/kit/world';
import { type SQL, sql } from 'drizzle-orm';

/** An invariant by its number or its name, what then is wrong, and the changes that break it. */
export type BrokenRows = readonly [name: string, what: string, changes: readonly SQL[]];

const liwei = castUuid(1);
const anEntry = sql`(select id from ledger_entries where owner_id = ${liwei} order by booked_at, id limit 1)`;
const ofWallet = sql`owner_id = ${liwei} and code = 'wallet'`;
/** Takes away what would refuse the change. */
export const drop = (table: string, constraint: string) =>
  sql.raw(`alter table ${table} drop constraint ${constraint}`);
const at = seedNow.toISOString();

/** What breaks the rules of the ledger and of payments. */
export const brokenMoney: readonly BrokenRows[] = [
  [
    'f01',
    'an entry of another amount',
    [sql`update ledger_entries set amount_minor = amount_minor + 1 where id = ${anEntry}`],
  ],
  [
    'f01',
    'an entry on the other side',
    [
      sql`update ledger_entries set direction = case direction when 'DEBIT' then 'CREDIT' else 'DEBIT' end where id = ${anEntry}`,
    ],
  ],
  [
    'f01',
    'a transaction without entries',
    [
      sql`insert into ledger_transactions (owner_id, id, kind, reference, booked_at) values (${liwei}, gen_random_uuid(), 'TRANSFER', 'empty', ${at})`,
    ],
  ],
  ['f02', 'an entry that was changed', [sql`update ledger_entries set version = 2 where id = ${anEntry}`]],
  [
    'f02',
    'a transaction of another time',
    [sql`update ledger_transactions set booked_at = ${at} where reference = 'opening'`],
  ],
  ['f02', 'an entry of another kind', [sql`update ledger_entries set kind = 'TRANSFER' where id = ${anEntry}`]],
  ['f02', 'a trigger that sleeps', [sql`alter table ledger_entries disable trigger ledger_entries_append_only`]],
  [
    'f03',
    'an overdrawn wallet',
    [
      drop('ledger_accounts', 'ledger_accounts_balance'),
      sql`update ledger_accounts set balance_minor = -1 where ${ofWallet}`,
    ],
  ],
  ['f03', 'a wallet that may be overdrawn', [sql`update ledger_accounts set allow_negative = true where ${ofWallet}`]],
  ['f03', 'money held for no payment', [sql`update ledger_accounts set held_minor = held_minor - 1 where ${ofWallet}`]],
  [
    'f03',
    'points held for no payment',
    [sql`update ledger_accounts set held_minor = held_minor + 1 where owner_id = ${liwei} and code = 'points'`],
  ],
  [
    'f03',
    'an authorised payment that holds nothing',
    [sql`update payments set held_minor = 0 where status = 'AUTHORISED' and funding = 'WALLET'`],
  ],
  [
    'f04',
    'a gap in the numbers',
    [
      sql`update ledger_entries set seq = seq + 1 where (owner_id, account_id, seq) in (select owner_id, id, last_seq from ledger_accounts where ${ofWallet})`,
    ],
  ],
  [
    'f04',
    'another balance after an entry',
    [sql`update ledger_entries set balance_after_minor = balance_after_minor + 1 where id = ${anEntry}`],
  ],
  [
    'f04',
    'another balance of an account',
    [sql`update ledger_accounts set balance_minor = balance_minor + 1 where ${ofWallet}`],
  ],
  ['f04', 'another last number', [sql`update ledger_accounts set last_seq = last_seq + 1 where ${ofWallet}`]],
  [
    'f05',
    'two captured payments of one thing',
    [
      sql`drop index payments_payable_captured`,
      sql`update payments set payable_type = 'ORDER', payable_id = ${liwei} where customer_id = ${liwei} and payee_merchant_id is not null and captured_at is not null`,
    ],
  ],
  [
    'f06',
    'more refunded than captured',
    [
      drop('payments', 'payments_refunded'),
      sql`update payments set refunded_minor = captured_minor + 1 where status = 'PARTIALLY_REFUNDED'`,
    ],
  ],
  ['f06', 'a refund that the payment does not know', [sql`update refunds set amount_minor = amount_minor + 1`]],
  ['f06', 'a refund that was not booked', [sql`update refunds set id = gen_random_uuid()`]],
  [
    'f06',
    'a copy that differs',
    [sql`update merchant_payments set refunded_minor = 0 where status = 'PARTIALLY_REFUNDED'`],
  ],
  ['f06', 'a copy that is missing', [sql`delete from merchant_payments where status = 'PARTIALLY_REFUNDED'`]],
  [
    'f06',
    'another fee than was booked',
    [
      sql`update payments set fee_minor = fee_minor + 1 where status = 'PARTIALLY_REFUNDED'`,
      sql`update merchant_payments set fee_minor = fee_minor + 1 where status = 'PARTIALLY_REFUNDED'`,
    ],
  ],
  [
    'f06',
    'a capture that no payment knows',
    [
      sql`update ledger_transactions set reference = 'payment:nobody:capture' where id = (select min(id::text)::uuid from ledger_transactions where kind = 'PAYMENT_CAPTURE')`,
    ],
  ],
];
