-- a mini program that users can or could open has a version for all of them; one that nobody could open yet has none
select m.id from mini_programs m
where (m.status <> 'REGISTERED') <> exists (
  select from mini_program_versions v where v.mini_program_id = m.id and v.status = 'LIVE')
