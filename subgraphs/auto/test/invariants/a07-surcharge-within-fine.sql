-- A7* the surcharge never exceeds the fine
select id from fines where surcharge_minor > amount_minor
