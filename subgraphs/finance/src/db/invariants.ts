import type { Invariants } from '@ecosystem/kit/invariants';

/** Section 4.1 of the domain page; starred ones the database also enforces by itself. */
export const invariants: Invariants = {
  'F3* no balance below 0, and no more held than there is': `
    select id from ledger_accounts
    where not allow_negative and not (held_minor >= 0 and held_minor <= balance_minor)`,
  'a wallet holds exactly its authorised payments': `
    select w.id from wallets w
    join ledger_accounts a on a.owner_id = w.customer_id and a.id = w.account_id
    where a.held_minor <> (
      select coalesce(sum(p.amount_minor), 0) from payments p
      where p.customer_id = w.customer_id and p.currency = w.currency and p.status = 'AUTHORISED')`,
  'a wallet is kept in the account of its currency': `
    select w.id from wallets w
    join ledger_accounts a on a.owner_id = w.customer_id and a.id = w.account_id
    where a.code <> 'wallet' or a.asset <> w.currency`,
  'a closed wallet is empty': `
    select w.id from wallets w
    join ledger_accounts a on a.owner_id = w.customer_id and a.id = w.account_id
    where w.status = 'CLOSED' and a.balance_minor <> 0`,
  'no more points expire than there are': `
    select l.customer_id from loyalty l
    join ledger_accounts a on a.owner_id = l.customer_id and a.id = l.account_id
    where a.code <> 'points' or a.asset <> 'PTS' or l.expiring_30d > a.balance_minor`,
  'holdings are in the currency of their position': `
    select h.id from holdings h
    where not exists (select from wealth w where w.customer_id = h.customer_id and w.currency = h.currency)`,
};
