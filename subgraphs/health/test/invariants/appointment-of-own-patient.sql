-- * an appointment is for a patient of the same customer
select a.id from appointments a
where not exists (select from patients p where p.customer_id = a.customer_id and p.id = a.patient_id)
