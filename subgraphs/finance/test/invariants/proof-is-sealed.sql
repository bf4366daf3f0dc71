-- a proof of identity is kept in full as well as masked, unless nothing is proven
select customer_id from kyc_vault
where (name_enc is null) <> (id_number_enc is null) or (level <> 'NONE' and name_enc is null)
