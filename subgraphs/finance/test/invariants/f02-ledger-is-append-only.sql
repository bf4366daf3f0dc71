-- F2* entries and transactions are as they were booked, and the triggers that keep them so are awake
select id, 'changed entry' as problem
from ledger_entries
where version <> 1 or created_at <> booked_at
union all
select id, 'changed transaction'
from ledger_transactions
where version <> 1 or created_at <> booked_at
union all
select e.id, 'entry unlike its transaction or its account'
from ledger_entries e
join ledger_transactions t on t.id = e.transaction_id
join ledger_accounts a on a.owner_id = e.owner_id and a.id = e.account_id
where e.kind <> t.kind or e.booked_at <> t.booked_at or e.asset <> a.asset
union all
select null, 'no trigger ' || wanted.name
from (values
  ('ledger_entries_append_only'), ('ledger_entries_no_truncate'), ('ledger_entries_balanced'),
  ('ledger_transactions_append_only'), ('ledger_transactions_no_truncate'), ('ledger_transactions_booked')
) as wanted (name)
where not exists (select from pg_trigger where tgname = wanted.name and tgenabled in ('O', 'A'))
