-- F3* no balance below 0, and no more held than there is
select id from ledger_accounts
where not allow_negative and not (held_minor >= 0 and held_minor <= balance_minor)
