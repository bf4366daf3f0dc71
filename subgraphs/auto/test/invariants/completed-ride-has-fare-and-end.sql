-- * a completed ride has a fare and an end
select id from rides where status in ('COMPLETED', 'PAID') and (fare_minor is null or completed_at is null)
