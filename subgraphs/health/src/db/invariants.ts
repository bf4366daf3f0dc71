import type { Invariants } from '@ecosystem/kit/invariants';
import { patientsMax } from '../domain/patient.ts';

/** Section 4.2 of the domain page; starred ones the database also enforces by itself. */
export const invariants: Invariants = {
  'H10* at most 8 patients for each customer': `
    select customer_id from patients group by customer_id having count(*) > ${patientsMax}`,
  '* one active membership for each customer': `
    select customer_id from memberships where status = 'ACTIVE' group by customer_id having count(*) > 1`,
  'an active membership has a seat for each patient': `
    select m.id from memberships m
    where m.status = 'ACTIVE' and m.seats_total < (select count(*) from patients p where p.customer_id = m.customer_id)`,
  '* an appointment is for a patient of the same customer': `
    select a.id from appointments a
    where not exists (select from patients p where p.customer_id = a.customer_id and p.id = a.patient_id)`,
};
