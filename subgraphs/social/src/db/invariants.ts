import type { Invariants } from '@ecosystem/kit/invariants';

/** Section 4.5 of the domain page; starred ones the database also enforces by itself. */
export const invariants: Invariants = {
  'C1* what is granted was requested': `
    select id from consents where not scopes <@ requested`,
  'C2* each sensitive scope that is granted was agreed to separately': `
    select id from consents
    where exists (
      select unnest(scopes) intersect
      select unnest(array['WALLET_BAND', 'PAYMENTS_READ', 'CLAIMS_READ', 'HEALTH_SUMMARY', 'HEALTH_PRESCRIPTIONS',
        'HEALTH_OFFERS', 'TRIPS_READ', 'LOCATION_COARSE'])
      except select unnest(separate_for))`,
  'C8 contacts are symmetric': `
    select id from contacts c
    where not exists (
      select from contacts o
      where o.customer_id = c.contact_id and o.contact_id = c.customer_id and o.status = c.status)`,
  'an erased account has no contact left and no consent in force': `
    select c.customer_id from customers c
    where c.status = 'ERASED' and (
      exists (select from contacts t where t.customer_id = c.customer_id and t.status <> 'REMOVED')
      or exists (
        select from consents s
        where s.customer_id = c.customer_id and s.status in ('AWAITING_AUTHORISATION', 'AUTHORISED')))`,
  'a consent names a mini program of its own partner': `
    select c.id from consents c join mini_programs m on m.id = c.mini_program_id where m.partner_id <> c.partner_id`,
  'a live mini program is of a live partner': `
    select m.id from mini_programs m join partners p on p.id = m.partner_id
    where m.status = 'LIVE' and p.status <> 'LIVE'`,
  'every row of a customer has an account': `
    select customer_id from (
      select customer_id from contacts union select contact_id from contacts union select customer_id from consents
      union select customer_id from recent_programs union select customer_id from customer_assignments) owners
    where not exists (select from customers c where c.customer_id = owners.customer_id)`,
};
