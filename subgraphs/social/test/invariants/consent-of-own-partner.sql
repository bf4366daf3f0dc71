-- a consent names a mini program of its own partner
select c.id from consents c join mini_programs m on m.id = c.mini_program_id where m.partner_id <> c.partner_id
