-- what is sealed has a data key that was not destroyed
select k.customer_id from kyc_vault k
where (k.name_enc is not null or k.id_number_enc is not null)
  and not exists (select from data_keys d where d.customer_id = k.customer_id and d.wrapped_key is not null)
