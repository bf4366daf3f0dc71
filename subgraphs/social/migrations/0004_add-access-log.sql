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

-- Seals a row and adds it to its chain, which must be open.
create function access_log_append(entry access_log) returns void language plpgsql as $$
begin
  entry.day := access_log_day_of(entry.occurred_at);
  select count + 1, hash into strict entry.seq, entry.prev_hash
  from access_log_heads where customer_id = entry.customer_id and day = entry.day for update;
  entry.hash := access_log_seal(entry);
  entry.created_at := entry.occurred_at;
  entry.updated_at := entry.occurred_at;
  entry.version := 1;
  insert into access_log select entry.*;
  update access_log_heads set count = entry.seq, hash = entry.hash, updated_at = entry.occurred_at, version = version + 1
  where customer_id = entry.customer_id and day = entry.day;
end $$;
--> statement-breakpoint

-- The entries of a batch with the customers whom their partners mean; those that mean nobody are left out.
create function access_log_asked(p_entries jsonb) returns table (
  place int, customer_id uuid, occurred_at timestamptz, id uuid, actor text, partner_id uuid, operation_name text, scopes text[],
  fields text[], is_granted boolean, consent_id uuid, request_id text, event_id uuid
) language sql stable as $$
  select e.place, r.customer_id, e.occurred_at, e.id, e.actor, e.partner_id, e.operation_name, e.scopes, e.fields, e.is_granted,
    e.consent_id, e.request_id, e.event_id
  from jsonb_to_recordset(p_entries) as e(
    place int, partner_id uuid, subject_id uuid, occurred_at timestamptz, id uuid, actor text, operation_name text, scopes text[],
    fields text[], is_granted boolean, consent_id uuid, request_id text, event_id uuid)
  join subject_registry r on r.partner_id = e.partner_id and r.subject_id = e.subject_id
$$;
--> statement-breakpoint

-- Writes down readings of many customers, and decides about each: it is granted if the gateway let it pass and the consent that it names
-- covers it now. Returns one answer for each entry by its place, which counts from 1; null where the partner's name for the customer means
-- nobody, of whom nothing is written.
-- Locks are taken in one order: chains by customer and day, then consents by customer and id. So two batches never wait for each other in a
-- circle, and a consent that is taken back at the same moment is either used before or not at all (C3, C4).
create function access_log_record(p_entries jsonb) returns boolean[] language plpgsql as $$
declare
  asked record;
  entry access_log;
  v_covers boolean;
  v_status text;
  v_answers boolean[] := array_fill(null::boolean, array[jsonb_array_length(p_entries)]);
begin
  perform access_log_open(array_agg(a.customer_id), array_agg(access_log_day_of(a.occurred_at)), max(a.occurred_at))
  from access_log_asked(p_entries) a;
  perform from consents c
  where (c.customer_id, c.id) in (select a.customer_id, a.consent_id from access_log_asked(p_entries) a)
  order by c.customer_id, c.id
  for no key update;

  for asked in select * from access_log_asked(p_entries) a order by a.customer_id, a.place loop
    -- A statement of its own: it sees what was committed while the locks were waited for.
    select c.status = 'AUTHORISED' and (c.expires_at is null or c.expires_at > asked.occurred_at)
      and c.partner_id = asked.partner_id and asked.scopes <@ c.scopes
      and exists (select from partners p where p.id = asked.partner_id and p.status = 'LIVE')
    into v_covers
    from consents c where c.customer_id = asked.customer_id and c.id = asked.consent_id;

    entry := null;
    entry.customer_id := asked.customer_id;
    entry.occurred_at := asked.occurred_at;
    entry.id := asked.id;
    entry.actor := asked.actor;
    entry.partner_id := asked.partner_id;
    entry.operation_name := asked.operation_name;
    entry.scopes := asked.scopes;
    entry.fields := asked.fields;
    entry.is_granted := asked.is_granted and coalesce(v_covers, false);
    entry.consent_id := asked.consent_id;
    entry.request_id := asked.request_id;
    perform access_log_append(entry);
    v_answers[asked.place] := entry.is_granted;
    continue when not entry.is_granted;

    update consents set
      use_count = use_count + 1,
      last_used_at = greatest(last_used_at, asked.occurred_at),
      status = case duration when 'ONE_TIME' then 'CONSUMED' else status end,
      updated_at = asked.occurred_at,
      version = version + 1
    where customer_id = asked.customer_id and id = asked.consent_id
    returning status into v_status;
    continue when v_status <> 'CONSUMED';

    insert into outbox (customer_id, id, topic, payload, created_at, updated_at)
    values (asked.customer_id, asked.event_id, 'consent.consumed',
      jsonb_build_object('consentId', asked.consent_id, 'partnerId', asked.partner_id), asked.occurred_at, asked.occurred_at);
    perform pg_notify('outbox', '');
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
