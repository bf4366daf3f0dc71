/**
 * The same write as one payment by code, by hand: one function that reads, decides and writes the same rows in the same tables under the
 * same triggers. It does not parse a code, and it answers with the id alone.
 */
export const payFunction = `
create or replace function bench_pay(p_payer uuid, p_merchant uuid, p_amount bigint, p_key text) returns uuid language plpgsql as $$
declare
  v_at timestamptz := date_trunc('milliseconds', clock_timestamp());
  v_today text := to_char(v_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD');
  v_payment uuid := uuidv7();
  v_transaction uuid := uuidv7();
  v_caller text := 'bench_' || p_payer;
  v_lane uuid := ('00000000-0000-7000-8000-00000000000' || right(p_payer::text, 1))::uuid;
  v_points bigint := p_amount / 100;
  v_fee bigint;
  v_known jsonb;
  v_spent bigint;
  v_balance bigint;
  v_seq bigint;
  v_id uuid;
  v_wallet record;
  leg record;
begin
  perform pg_advisory_xact_lock(hashtextextended(v_caller || p_key, 0));
  select response into v_known from idempotency_keys
    where caller_id = v_caller and mutation = 'payByCode' and key = p_key;
  if v_known is not null then return v_known -> 'value' ->> 'paymentId'; end if;

  select w.id, w.status, w.daily_limit_minor, case w.spent_on when v_today then w.spent_minor else 0 end as spent,
      a.balance_minor - a.held_minor as available
    into strict v_wallet
    from wallets w join ledger_accounts a on a.owner_id = w.customer_id and a.id = w.account_id
    where w.customer_id = p_payer and w.currency = 'CNY' for update;
  v_spent := v_wallet.spent + p_amount;
  if v_wallet.status <> 'ACTIVE' or v_wallet.available < p_amount or v_spent > v_wallet.daily_limit_minor then
    raise exception 'The wallet may not spend this.';
  end if;
  select round(p_amount * r.rate_percent / 100) into strict v_fee
    from known_merchants m join fee_rules r on r.code in (m.merchant_category_code, '*')
    where m.id = p_merchant and m.is_live order by (r.code = '*') limit 1;

  update wallets set spent_minor = v_spent, spent_on = v_today, updated_at = v_at, version = version + 1
    where customer_id = p_payer and id = v_wallet.id;
  insert into payments (customer_id, id, status, amount_minor, captured_minor, fee_minor, currency, funding, capture_mode,
      payee_merchant_id, expires_at, captured_at, idempotency_key, created_at, updated_at)
    values (p_payer, v_payment, 'CAPTURED', p_amount, p_amount, v_fee, 'CNY', 'WALLET', 'AUTOMATIC',
      p_merchant, v_at + interval '15 minutes', v_at, v_caller || p_key, v_at, v_at);
  insert into merchant_payments (merchant_id, captured_at, payment_id, customer_id, status, amount_minor, fee_minor, currency,
      created_at, updated_at)
    values (p_merchant, v_at, v_payment, p_payer, 'CAPTURED', p_amount, v_fee, 'CNY', v_at, v_at);
  insert into outbox (customer_id, id, topic, payload, created_at, updated_at)
    values (p_payer, uuidv7(), 'payment.captured', jsonb_build_object('paymentId', v_payment, 'amountMinor', p_amount::text), v_at, v_at);
  insert into idempotency_keys (caller_id, mutation, key, input_hash, response, created_at, updated_at)
    values (v_caller, 'payByCode', p_key, '', jsonb_build_object('ok', true, 'value', jsonb_build_object('paymentId', v_payment)), v_at, v_at);

  -- In the order of ledger_post, for payments through the gateway may still be under way.
  perform from ledger_accounts a
    where (a.owner_id, a.code, a.asset) in (
      (p_payer, 'points', 'PTS'), (v_lane, 'fees', 'CNY'), (v_lane, 'points-issued', 'PTS'), (p_merchant, 'settle', 'CNY'))
    order by a.owner_kind, a.id for update;
  insert into ledger_transactions (owner_id, id, kind, reference, booked_at, created_at, updated_at)
    values (p_payer, v_transaction, 'PAYMENT_CAPTURE', 'payment:' || v_payment || ':capture', v_at, v_at, v_at);
  for leg in
    select * from (values
      (1, p_payer, 'wallet', 'CNY', 'DEBIT', p_amount), (2, p_payer, 'points', 'PTS', 'CREDIT', v_points),
      (3, v_lane, 'fees', 'CNY', 'CREDIT', v_fee), (4, v_lane, 'points-issued', 'PTS', 'DEBIT', v_points),
      (5, p_merchant, 'settle', 'CNY', 'CREDIT', p_amount - v_fee)
    ) l (place, owner_id, code, asset, direction, amount) where l.amount > 0 order by l.place
  loop
    update ledger_accounts set
        balance_minor = balance_minor + case when leg.direction = normal then leg.amount else -leg.amount end,
        last_seq = last_seq + 1, updated_at = v_at, version = version + 1
      where owner_id = leg.owner_id and code = leg.code and asset = leg.asset
      returning id, balance_minor, last_seq into strict v_id, v_balance, v_seq;
    insert into ledger_entries (owner_id, account_id, seq, id, transaction_id, direction, amount_minor, balance_after_minor, asset, kind,
        booked_at, created_at, updated_at)
      values (leg.owner_id, v_id, v_seq, uuidv7(), v_transaction, leg.direction, leg.amount, v_balance, leg.asset, 'PAYMENT_CAPTURE',
        v_at, v_at, v_at);
  end loop;
  return v_payment;
end $$`;
