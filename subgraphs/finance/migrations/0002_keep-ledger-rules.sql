-- The ledger keeps its own rules, whoever writes.

-- F2: entries and transactions are never changed.
create function ledger_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'Rows of % are never changed; book a reversal.', tg_table_name
    using errcode = 'restrict_violation', constraint = tg_table_name || '_append_only';
end $$;
--> statement-breakpoint
create trigger ledger_entries_append_only before update or delete on ledger_entries
  for each row execute function ledger_refuse_change();
--> statement-breakpoint
create trigger ledger_entries_no_truncate before truncate on ledger_entries
  for each statement execute function ledger_refuse_change();
--> statement-breakpoint
create trigger ledger_transactions_append_only before update or delete on ledger_transactions
  for each row execute function ledger_refuse_change();
--> statement-breakpoint
create trigger ledger_transactions_no_truncate before truncate on ledger_transactions
  for each statement execute function ledger_refuse_change();
--> statement-breakpoint

-- F1: debits and credits of each asset are equal when the database transaction ends.
create function ledger_check_balanced() returns trigger language plpgsql as $$
begin
  if exists (
    select from ledger_entries where transaction_id = new.transaction_id group by asset
    having sum(case direction when 'DEBIT' then amount_minor else -amount_minor end) <> 0
  ) then
    raise exception 'Ledger transaction % does not balance.', new.transaction_id
      using errcode = 'check_violation', constraint = 'ledger_entries_balanced';
  end if;
  return null;
end $$;
--> statement-breakpoint
create constraint trigger ledger_entries_balanced after insert on ledger_entries
  deferrable initially deferred for each row execute function ledger_check_balanced();
--> statement-breakpoint
create function ledger_check_booked() returns trigger language plpgsql as $$
begin
  if not exists (select from ledger_entries where transaction_id = new.id) then
    raise exception 'Ledger transaction % has no entries.', new.id
      using errcode = 'check_violation', constraint = 'ledger_transactions_booked';
  end if;
  return null;
end $$;
--> statement-breakpoint
create constraint trigger ledger_transactions_booked after insert on ledger_transactions
  deferrable initially deferred for each row execute function ledger_check_booked();
--> statement-breakpoint

-- Books one transaction. Each leg has: number (its place), the account by owner_id, code and asset, what the account is if it has to be
-- opened (owner_kind, exponent, normal, allow_negative, account_id), entry_id, direction, amount_minor, held_change_minor, narrative.
-- Accounts are locked in one order, wallets first because decisions lock them before they book, then by owner kind and id; those to be
-- opened come after those that are there. So two transactions never wait for each other in a circle.
create function ledger_post(
  p_owner_id uuid, p_id uuid, p_kind text, p_reference text, p_booked_at timestamptz, p_reverses_id uuid, p_legs jsonb
) returns void language plpgsql as $$
declare
  leg record;
  v_balance bigint;
  v_seq bigint;
begin
  perform from ledger_accounts a
  where (a.owner_id, a.code, a.asset) in (
    select l.owner_id, l.code, l.asset from jsonb_to_recordset(p_legs) as l(owner_id uuid, code text, asset text))
  order by a.code <> 'wallet', a.owner_kind, a.id
  for update;

  insert into ledger_accounts
    (owner_id, id, owner_kind, code, asset, exponent, normal, balance_minor, held_minor, allow_negative, created_at, updated_at)
  select l.owner_id, l.account_id, l.owner_kind, l.code, l.asset, l.exponent, l.normal, 0, 0, l.allow_negative, p_booked_at, p_booked_at
  from jsonb_to_recordset(p_legs) as l(
    owner_id uuid, account_id uuid, owner_kind text, code text, asset text, exponent int, normal text, allow_negative boolean)
  where not exists (
    select from ledger_accounts a where a.owner_id = l.owner_id and a.code = l.code and a.asset = l.asset)
  order by l.owner_kind, l.owner_id, l.code, l.asset
  on conflict (owner_id, code, asset) do nothing;

  -- Of those that another transaction opened at the same moment, too.
  perform from ledger_accounts a
  where (a.owner_id, a.code, a.asset) in (
    select l.owner_id, l.code, l.asset from jsonb_to_recordset(p_legs) as l(owner_id uuid, code text, asset text))
  order by a.code <> 'wallet', a.owner_kind, a.id
  for update;

  insert into ledger_transactions (owner_id, id, kind, reference, booked_at, reverses_id, created_at, updated_at)
  values (p_owner_id, p_id, p_kind, p_reference, p_booked_at, p_reverses_id, p_booked_at, p_booked_at);

  for leg in
    select l.*, a.id as held_by, a.normal
    from jsonb_to_recordset(p_legs) as l(
      number int, owner_id uuid, code text, asset text, entry_id uuid, direction text,
      amount_minor bigint, held_change_minor bigint, narrative text)
    join ledger_accounts a on a.owner_id = l.owner_id and a.code = l.code and a.asset = l.asset
    order by l.number
  loop
    update ledger_accounts set
      balance_minor = balance_minor + case when leg.direction = leg.normal then leg.amount_minor else -leg.amount_minor end,
      held_minor = held_minor + leg.held_change_minor,
      last_seq = last_seq + 1,
      updated_at = p_booked_at,
      version = version + 1
    where owner_id = leg.owner_id and id = leg.held_by
    returning balance_minor, last_seq into v_balance, v_seq;

    insert into ledger_entries
      (owner_id, account_id, seq, id, transaction_id, direction, amount_minor, balance_after_minor, asset, kind, booked_at, narrative,
       created_at, updated_at)
    values
      (leg.owner_id, leg.held_by, v_seq, leg.entry_id, p_id, leg.direction, leg.amount_minor, v_balance, leg.asset, p_kind, p_booked_at,
       leg.narrative, p_booked_at, p_booked_at);
  end loop;
end $$;
--> statement-breakpoint

-- Points are spent oldest first, so fewer come near their end. New ones do so eleven months later at the earliest (the shortest month is two
-- days short of the thirty that are looked ahead), and are looked at before that.
create function loyalty_follow_points() returns trigger language plpgsql as $$
begin
  update loyalty set
    expiring_30d = case new.direction when 'DEBIT' then greatest(expiring_30d - new.amount_minor, 0)::int else expiring_30d end,
    review_at = case new.direction
      when 'CREDIT' then least(review_at, new.booked_at + interval '10 months') else review_at end,
    updated_at = new.booked_at,
    version = version + 1
  where customer_id = new.owner_id and account_id = new.account_id;
  return null;
end $$;
--> statement-breakpoint
create trigger loyalty_follows_points after insert on ledger_entries
  for each row when (new.asset = 'PTS') execute function loyalty_follow_points();
