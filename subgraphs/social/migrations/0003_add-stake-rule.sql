-- The stakes in one partner are never more than the whole of it, whoever writes them.
-- It is looked at when the transaction ends, so that a stake can go from one holder to another inside it. Two transactions that change the
-- stakes in one partner pass here one after the other: the second waits for the partner's row, and its sum is a statement of its own, which
-- sees what the first has committed. Foreign keys hold that row for key share, which this lock lets pass: they cannot block each other.
create function stakes_check_whole() returns trigger language plpgsql as $$
begin
  perform from partners where id = new.partner_id for no key update;
  if (select sum(percent) from stakes where partner_id = new.partner_id) > 100 then
    raise exception 'The stakes in partner % are more than 100 percent.', new.partner_id
      using errcode = 'check_violation', constraint = 'stakes_within_whole';
  end if;
  return null;
end $$;
--> statement-breakpoint
create constraint trigger stakes_within_whole after insert or update on stakes
  deferrable initially deferred for each row execute function stakes_check_whole();
