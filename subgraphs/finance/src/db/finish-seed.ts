/**
 * Numbers the entries of the accounts that parts of the world share, which are those with numbers below 0, in the order in which
 * they were booked, and sums them up. The planner knows nothing yet of rows that came in the same transaction, hence the analysis.
 */
export const finishSeed = `
  set local work_mem = '64MB';
  analyze ledger_entries, ledger_accounts;

  with numbered as (
    select e.ctid as place_of, row_number() over entries as place,
      sum(case when e.direction = a.normal then e.amount_minor else -e.amount_minor end) over entries as balance
    from ledger_entries e join ledger_accounts a on a.owner_id = e.owner_id and a.id = e.account_id
    where e.seq < 0
    window entries as (partition by e.owner_id, e.account_id order by e.booked_at, e.id)
  ), renumbered as (
    update ledger_entries e set seq = n.place, balance_after_minor = n.balance
    from numbered n where e.ctid = n.place_of
    returning e.owner_id, e.account_id, e.seq, e.balance_after_minor
  )
  update ledger_accounts a set balance_minor = l.balance_after_minor, last_seq = l.seq
  from (select distinct on (owner_id, account_id) * from renumbered order by owner_id, account_id, seq desc) l
  where l.owner_id = a.owner_id and l.account_id = a.id;
`;
