-- S6 nobody is in more teams of a campaign than it allows
select customer_id from customer_teams join group_campaigns on group_campaigns.id = campaign_id
group by customer_id, group_campaigns.id, per_customer_limit having count(*) > per_customer_limit
