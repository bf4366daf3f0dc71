-- C2* each sensitive scope that is granted was agreed to separately
select id from consents
where exists (
  select unnest(scopes) intersect
  select unnest(array['WALLET_BAND', 'PAYMENTS_READ', 'CLAIMS_READ', 'HEALTH_SUMMARY', 'HEALTH_PRESCRIPTIONS',
    'HEALTH_OFFERS', 'TRIPS_READ', 'LOCATION_COARSE'])
  except select unnest(separate_for))
