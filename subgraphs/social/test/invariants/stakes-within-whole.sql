-- the stakes in a partner are at most the whole of it
select partner_id from stakes group by partner_id having sum(percent) > 100
