-- a live mini program is of a live partner
select m.id from mini_programs m join partners p on p.id = m.partner_id
where m.status = 'LIVE' and p.status <> 'LIVE'
