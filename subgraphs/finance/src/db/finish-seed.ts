/** Numbers the entries of each account in the order in which they were booked, and sums them up. */
export const finishSeed = `
  update ledger_entries e set seq = n.place, balance_after_minor = n.balance
  from (
    select e.owner_id, e.account_id, e.seq, row_number() over entries as place,
      sum(case when e.direction = a.normal then e.amount_minor else -e.amount_minor end) over entries as balance
    from ledger_entries e join ledger_accounts a on a.owner_id = e.owner_id and a.id = e.account_id
    window entries as (partition by e.owner_id, e.account_id order by e.booked_at, e.id)
  ) n
  where e.owner_id = n.owner_id and e.account_id = n.account_id and e.seq = n.seq;

  update ledger_accounts a set balance_minor = l.balance_after_minor, last_seq = l.seq, held_minor = (
    select case a.code when 'wallet' then coalesce(sum(p.held_minor), 0) else 0 end
    from payments p where p.customer_id = a.owner_id and p.currency = a.asset and p.status = 'AUTHORISED' and p.funding = 'WALLET'
  )
  from (select distinct on (owner_id, account_id) * from ledger_entries order by owner_id, account_id, seq desc) l
  where l.owner_id = a.owner_id and l.account_id = a.id;
`;
