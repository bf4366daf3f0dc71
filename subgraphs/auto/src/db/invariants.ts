import type { Invariants } from '@ecosystem/kit/invariants';

/** Section 4.3 of the domain page; starred ones the database also enforces by itself. */
export const invariants: Invariants = {
  'A1* one active ride for each passenger': `
    select customer_id from rides
    where status in ('REQUESTED', 'ACCEPTED', 'DRIVER_ARRIVED', 'IN_PROGRESS')
    group by customer_id having count(*) > 1`,
  'A7* the surcharge never exceeds the fine': `
    select id from fines where surcharge_minor > amount_minor`,
  '* a completed ride has a fare and an end': `
    select id from rides where status in ('COMPLETED', 'PAID') and (fare_minor is null or completed_at is null)`,
  '* a fine is for a vehicle of the same customer': `
    select f.id from fines f
    where not exists (select from vehicles v where v.customer_id = f.customer_id and v.id = f.vehicle_id)`,
};
