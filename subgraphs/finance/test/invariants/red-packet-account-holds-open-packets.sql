-- the house keeps exactly what is left in red packets
select held.minor, owed.minor from
  (select coalesce(sum(balance_minor), 0) as minor from ledger_accounts where code = 'red-packet') held,
  (select coalesce(sum(total_minor - claimed_minor - returned_minor), 0) as minor from red_packets) owed
where held.minor <> owed.minor
