-- a loan that is paid back by a plan owes the principal of the instalments that are not paid
select l.id from loans l
join loan_instalments i on i.customer_id = l.customer_id and i.loan_id = l.id
where l.status in ('IN_REPAYMENT', 'OVERDUE', 'SETTLED')
group by l.customer_id, l.id
having l.outstanding_minor <> coalesce(sum(i.principal_minor) filter (where i.paid_at is null), 0)
  or l.next_due_on is distinct from min(i.due_on) filter (where i.paid_at is null)
