-- Consents and their receipts keep their own rules, whoever writes.

-- Consents that are older than the column: those that were granted ended, and those that were not would have ended, after their days.
update consents set ttl_days = greatest(1, ceil(extract(epoch from expires_at - coalesce(granted_at, created_at)) / 86400))
where duration = 'TIME_BOUND' and ttl_days is null;
--> statement-breakpoint
alter table consents add constraint consents_time_bound check ((ttl_days is not null) = (duration = 'TIME_BOUND'));
--> statement-breakpoint
alter table consents add constraint consents_ends_after_days check (
  granted_at is null or ttl_days is null or expires_at = granted_at + ttl_days * interval '24 hours');
--> statement-breakpoint

-- A consent moves along its machine, and what was asked stays as it was asked. An after trigger, so that a row that breaks a check is refused
-- by the check, whose name says more.
create function consents_check_change() returns trigger language plpgsql as $$
begin
  if old.status in ('REJECTED', 'REVOKED', 'EXPIRED', 'CONSUMED') then
    raise exception 'A consent that is % is final.', old.status
      using errcode = 'check_violation', constraint = 'consents_final';
  end if;
  if old.status <> new.status and (old.status, new.status) not in (
    ('AWAITING_AUTHORISATION', 'AUTHORISED'), ('AWAITING_AUTHORISATION', 'REJECTED'), ('AWAITING_AUTHORISATION', 'EXPIRED'),
    ('AUTHORISED', 'REVOKED'), ('AUTHORISED', 'EXPIRED'), ('AUTHORISED', 'CONSUMED')) then
    raise exception 'A consent that is % cannot become %.', old.status, new.status
      using errcode = 'check_violation', constraint = 'consents_machine';
  end if;
  if (old.customer_id, old.id, old.partner_id, old.mini_program_id, old.requested, old.askable, old.purpose, old.duration, old.ttl_days)
    is distinct from
    (new.customer_id, new.id, new.partner_id, new.mini_program_id, new.requested, new.askable, new.purpose, new.duration, new.ttl_days) then
    raise exception 'What was asked in consent % is never changed; ask again.', old.id
      using errcode = 'check_violation', constraint = 'consents_asked';
  end if;
  if old.granted_at is not null and (old.scopes, old.separate_for, old.granted_at, old.expires_at, old.policy_version)
    is distinct from (new.scopes, new.separate_for, new.granted_at, new.expires_at, new.policy_version) then
    raise exception 'What was granted in consent % is never changed.', old.id
      using errcode = 'check_violation', constraint = 'consents_stays_granted';
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger consents_check_change after update on consents
  for each row execute function consents_check_change();
--> statement-breakpoint

-- A receipt proves what was agreed, so nobody changes it.
create function consent_receipts_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'Receipts are never changed or deleted.'
    using errcode = 'restrict_violation', constraint = 'consent_receipts_append_only';
end $$;
--> statement-breakpoint
create trigger consent_receipts_append_only before update or delete on consent_receipts
  for each row execute function consent_receipts_refuse_change();
--> statement-breakpoint
create trigger consent_receipts_no_truncate before truncate on consent_receipts
  for each statement execute function consent_receipts_refuse_change();
