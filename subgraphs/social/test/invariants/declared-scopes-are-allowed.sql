-- a version that is not over declares only what its partner may ask customers for
select m.id from mini_program_versions v
join mini_programs m on m.id = v.mini_program_id
join partners p on p.id = m.partner_id
where v.status not in ('REJECTED', 'WITHDRAWN', 'SUPERSEDED', 'ROLLED_BACK') and not v.declared_scopes <@ p.allowed_scopes
