-- C6* one version waits for the operator, one comes to all users and one to a part of them, at most
select mini_program_id from mini_program_versions
group by mini_program_id
having count(*) filter (where status in ('IN_REVIEW', 'DELAYED')) > 1
  or count(*) filter (where status = 'LIVE') > 1
  or count(*) filter (where status = 'RELEASING') > 1
