-- C3 the chains of the access log are whole: no row was changed, removed, inserted or moved
select * from access_log_breaks(null)
