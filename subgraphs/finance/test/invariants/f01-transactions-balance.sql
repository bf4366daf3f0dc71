-- F1* debits and credits of each asset are equal in every transaction
select transaction_id, asset, sum(case direction when 'DEBIT' then amount_minor else -amount_minor end) as difference_minor
from ledger_entries
group by transaction_id, asset
having sum(case direction when 'DEBIT' then amount_minor else -amount_minor end) <> 0
union all
select t.id, 'no entries', 0
from ledger_transactions t
where not exists (select from ledger_entries e where e.transaction_id = t.id)
