-- S4 an order that waits for payment has one that is not captured, a paid one has one that is (here, by the copy)
select id from orders
where case
  when status = 'PENDING_PAYMENT' then coalesce(payment_status not in ('CREATED', 'AUTHORISED'), false)
  when status in ('CANCELLED', 'EXPIRED') then coalesce(payment_status in ('CAPTURED', 'PARTIALLY_REFUNDED'), false)
  when status = 'REFUNDED' then payment_status is distinct from 'REFUNDED'
  else coalesce(payment_status not in ('CAPTURED', 'PARTIALLY_REFUNDED'), true)
end
