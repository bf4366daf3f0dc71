-- The access log writes, seals and checks itself, whoever calls.

-- Rows are never changed or taken away; nor is the end of a chain.
create function access_log_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'Rows of % are never changed or deleted.', tg_table_name
    using errcode = 'restrict_violation', constraint = tg_table_name || '_append_only';
end $$;
--> statement-breakpoint
create trigger access_log_append_only before update or delete on access_log
  for each row execute function access_log_refuse_change();
--> statement-breakpoint
create trigger access_log_no_truncate before truncate on access_log
  for each statement execute function access_log_refuse_change();
--> statement-breakpoint
create trigger access_log_heads_stay before delete on access_log_heads
  for each row execute function access_log_refuse_change();
--> statement-breakpoint
create trigger access_log_heads_no_truncate before truncate on access_log_heads
  for each statement execute function access_log_refuse_change();
--> statement-breakpoint

-- The hash of a row: SHA-256 over the hash of the row before it (32 bytes) and this text in UTF-8, a JSON array with one blank behind each
-- comma, as PostgreSQL writes jsonb: the name of this form, customer, day, seq, time in UTC with milliseconds, id, actor, partner, operation,
-- scopes, fields, decision, consent, request. Ids are UUIDs; what is missing is null.
create function access_log_seal(entry access_log) returns bytea language sql stable as $$
  select sha256(entry.prev_hash || convert_to(jsonb_build_array(
    'access-log-1', entry.customer_id, to_char(entry.day, 'YYYY-MM-DD'), entry.seq,
    to_char(entry.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), entry.id, entry.actor, entry.partner_id,
    entry.operation_name, to_jsonb(entry.scopes), to_jsonb(entry.fields), entry.is_granted, entry.consent_id, entry.request_id
  )::text, 'UTF8'))
$$;
--> statement-breakpoint

-- The day of a time, where the business is.
create function access_log_day_of(occurred_at timestamptz) returns date language sql immutable as $$
  select (occurred_at at time zone 'Asia/Shanghai')::date
$$;
--> statement-breakpoint

-- Opens the chains of customers' days that are not there yet, and locks all of them in one order. A chain begins with the hash at which the
-- customer's last chain stands, or with zeros, so that a whole day cannot be taken away either.
create function access_log_open(p_customers uuid[], p_days date[], p_at timestamptz) returns void language sql volatile as $$
  insert into access_log_heads (customer_id, day, count, hash, created_at, updated_at)
  select asked.customer_id, asked.day, 0, coalesce(
      (select h.hash from access_log_heads h where h.customer_id = asked.customer_id and h.day < asked.day order by h.day desc limit 1),
      decode(repeat('00', 32), 'hex')),
    p_at, p_at
  from (select distinct customer_id, day from unnest(p_customers, p_days) as list (customer_id, day)) asked
  order by asked.customer_id, asked.day
  on conflict (customer_id, day) do update set version = access_log_heads.version
$$;
--> statement-breakpoint

-- One reading of a batch, with the customer whom its partner means.
create type access_log_ask as (
  place int, customer_id uuid, occurred_at timestamptz, id uuid, actor text, partner_id uuid, operation_name text, scopes text[],
  fields text[], is_granted boolean, consent_id uuid, request_id text
);
--> statement-breakpoint

-- The readings of a batch in their order; those whose partner's name for the customer means nobody are left out. What readings of one
-- operation have in common stands once, under `facts`; `fact` is its place there, from 1.
create function access_log_asked(p_batch jsonb) returns setof access_log_ask language sql stable as $$
  with facts as materialized (
    select f.place, x.operation_name, x.scopes, x.fields
    from jsonb_array_elements(p_batch -> 'facts') with ordinality as f(fact, place),
      jsonb_to_record(f.fact) as x(operation_name text, scopes text[], fields text[])
  )
  select e.place, r.customer_id, e.occurred_at, e.id, e.actor, e.partner_id, f.operation_name, f.scopes, f.fields, e.is_granted,
    e.consent_id, e.request_id
  from jsonb_to_recordset(p_batch -> 'entries') as e(
    place int, fact int, partner_id uuid, subject_id uuid, occurred_at timestamptz, id uuid, actor text, is_granted boolean,
    consent_id uuid, request_id text)
  join facts f on f.place = e.fact
  join subject_registry r on r.partner_id = e.partner_id and r.subject_id = e.subject_id
  order by e.place
$$;
--> statement-breakpoint

-- Writes down readings of many customers, and decides about each: it is granted if the gateway let it pass and the consent that it names
-- covers it now. Returns one answer for each entry by its place, which counts from 1; null where the partner's name for the customer means
-- nobody, of whom nothing is written.
-- Locks are taken in one order: chains by customer and day, then consents by customer and id. So two batches never wait for each other in a
-- circle, and a consent that is taken back at the same moment is either used before or not at all (C3, C4). Readings of different customers
-- are written by one statement, which sees what was committed while the locks were waited for; those of one customer take turns, because
-- each is linked to the one before.
create function access_log_record(p_batch jsonb) returns boolean[] language plpgsql as $$
declare
  v_asked access_log_ask[] := array(select a from access_log_asked(p_batch) a);
  v_answers boolean[] := array_fill(null::boolean, array[jsonb_array_length(p_batch -> 'entries')]);
  v_turns int;
  v_part record;
begin
  perform access_log_open(array_agg(a.customer_id), array_agg(access_log_day_of(a.occurred_at)), max(a.occurred_at))
  from unnest(v_asked) a;
  perform from consents c
  where (c.customer_id, c.id) in (select a.customer_id, a.consent_id from unnest(v_asked) a)
  order by c.customer_id, c.id
  for no key update;
  select max(n) into v_turns from (select count(*) as n from unnest(v_asked) a group by a.customer_id) as counted;

  for v_turn in 1 .. coalesce(v_turns, 0) loop
    with asked as (
      select a.*, access_log_day_of(a.occurred_at) as day,
        row_number() over (partition by a.customer_id order by a.place) as turn
      from unnest(v_asked) a
    ), decided as materialized (
      select a.*, a.is_granted and coalesce(c.status = 'AUTHORISED' and (c.expires_at is null or c.expires_at > a.occurred_at)
        and c.partner_id = a.partner_id and a.scopes <@ c.scopes and p.status = 'LIVE', false) as allowed
      from asked a
      left join consents c on c.customer_id = a.customer_id and c.id = a.consent_id
      left join partners p on p.id = a.partner_id
      where a.turn = v_turn
    ), used as (
      update consents c set
        use_count = use_count + 1,
        last_used_at = greatest(last_used_at, d.occurred_at),
        status = case duration when 'ONE_TIME' then 'CONSUMED' else status end,
        updated_at = d.occurred_at,
        version = version + 1
      from decided d
      where d.allowed and c.customer_id = d.customer_id and c.id = d.consent_id
      returning c.status, d.customer_id, d.consent_id, d.partner_id, d.occurred_at
    ), told as (
      insert into outbox (customer_id, id, topic, payload, created_at, updated_at)
      select u.customer_id, uuidv7(), 'consent.consumed',
        jsonb_build_object('consentId', u.consent_id, 'partnerId', u.partner_id), u.occurred_at, u.occurred_at
      from used u where u.status = 'CONSUMED'
      returning 1
    ), linked as materialized (
      select d.place, row(d.customer_id, d.occurred_at, d.id, d.day, h.count + 1, d.actor, d.partner_id, d.operation_name, d.scopes,
        d.fields, d.allowed, d.consent_id, d.request_id, h.hash, null, d.occurred_at, d.occurred_at, 1)::access_log as entry
      from decided d join access_log_heads h on h.customer_id = d.customer_id and h.day = d.day
    ), sealed as materialized (
      select l.place, l.entry, access_log_seal(l.entry) as hash from linked l
    ), written as (
      insert into access_log
      select (s.entry).customer_id, (s.entry).occurred_at, (s.entry).id, (s.entry).day, (s.entry).seq, (s.entry).actor,
        (s.entry).partner_id, (s.entry).operation_name, (s.entry).scopes, (s.entry).fields, (s.entry).is_granted, (s.entry).consent_id,
        (s.entry).request_id, (s.entry).prev_hash, s.hash, (s.entry).created_at, (s.entry).updated_at, (s.entry).version
      from sealed s
      returning 1
    ), moved as (
      update access_log_heads h set count = (s.entry).seq, hash = s.hash, updated_at = (s.entry).occurred_at, version = h.version + 1
      from sealed s where h.customer_id = (s.entry).customer_id and h.day = (s.entry).day
      returning 1
    )
    select array_agg(s.place) as places, array_agg((s.entry).is_granted) as answers,
      (select count(*) from told) as told
    into v_part from sealed s;
    for i in 1 .. coalesce(cardinality(v_part.places), 0) loop v_answers[v_part.places[i]] := v_part.answers[i]; end loop;
    if v_part.told > 0 then perform pg_notify('outbox', ''); end if;
  end loop;
  return v_answers;
end $$;
--> statement-breakpoint

-- Where chains are broken, of one customer or of all (null). CHANGED: a row is not what was sealed. GAP: the row before it is missing.
-- UNLINKED: another row was before it when it was sealed. HEAD: the chain does not end where it did when it was written last; no row is named.
create function access_log_breaks(p_customer_id uuid) returns table (customer_id uuid, day date, seq int, id uuid, problem text)
language sql stable as $$
  with chain as (
    select l.customer_id, l.day, l.seq, l.id, l.hash, l.prev_hash, access_log_seal(l) as sealed,
      lag(l.seq, 1, 0) over (partition by l.customer_id, l.day order by l.seq) as seq_before,
      lag(l.hash) over (partition by l.customer_id, l.day order by l.seq) as hash_before
    from access_log l where p_customer_id is null or l.customer_id = p_customer_id
  ), ends as (
    select c.customer_id, c.day, count(*) as count, (array_agg(c.hash order by c.seq desc))[1] as hash
    from chain c group by c.customer_id, c.day
  ), heads as (
    select h.customer_id, h.day, h.count, h.hash
    from access_log_heads h where p_customer_id is null or h.customer_id = p_customer_id
  )
  select c.customer_id, c.day, c.seq, c.id, 'CHANGED' from chain c where c.sealed <> c.hash
  union all
  select c.customer_id, c.day, c.seq, c.id, 'GAP' from chain c where c.seq <> c.seq_before + 1
  union all
  select c.customer_id, c.day, c.seq, c.id, 'UNLINKED' from chain c
  where case when c.hash_before is not null then c.prev_hash <> c.hash_before
    else c.prev_hash <> decode(repeat('00', 32), 'hex') and not exists (
      select from access_log l where l.customer_id = c.customer_id and l.day < c.day and l.hash = c.prev_hash)
    end
  union all
  select coalesce(e.customer_id, h.customer_id), coalesce(e.day, h.day), null, null, 'HEAD'
  from ends e full join heads h on h.customer_id = e.customer_id and h.day = e.day
  where (e.count, e.hash) is distinct from (h.count::bigint, h.hash)
$$;
