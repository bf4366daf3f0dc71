import { castUuid, seedNow } from '@ecosystem/kit/world';
import { sql } from 'drizzle-orm';
import { type BrokenRows, drop } from './makers-broken-money.ts';
import { madeClaim, madeCoverage, madePacket } from './makers-promises.ts';

const liwei = castUuid(1);
const at = seedNow.toISOString();

/** What breaks the rules of red packets, claims, policies, points, loans and proofs. */
export const brokenPromises: readonly BrokenRows[] = [
  [
    'f07',
    'more taken than the packet had',
    [
      drop('red_packets', 'red_packets_claimed'),
      sql`update red_packets set claimed_minor = total_minor + 1 where id = ${madePacket}`,
    ],
  ],
  [
    'f07',
    'two shares of one customer',
    [
      drop('red_packet_shares', 'red_packet_shares_claimant'),
      sql`update red_packet_shares set claimant_id = ${castUuid(2)}, claimed_at = ${at} where packet_id = ${madePacket}`,
      sql`update red_packets set claimed_shares = 2, claimed_minor = total_minor, status = 'EMPTY' where id = ${madePacket}`,
    ],
  ],
  [
    'f07',
    'a packet that is over and did not give all back',
    [drop('red_packets', 'red_packets_over'), sql`update red_packets set status = 'REFUNDED' where id = ${madePacket}`],
  ],
  [
    'f07',
    'money in packets that is in no packet',
    [
      sql`update ledger_accounts set balance_minor = balance_minor + 1 where code = 'red-packet' and owner_id = (select owner_id from ledger_accounts where code = 'red-packet' and balance_minor > 0 limit 1)`,
    ],
  ],
  [
    'f08',
    'more approved than claimed',
    [
      drop('claims', 'claims_approved'),
      sql`update claims set approved_minor = claimed_minor + 1 where id = ${madeClaim}`,
    ],
  ],
  [
    'f08',
    'more paid than approved',
    [drop('claims', 'claims_paid'), sql`update claims set paid_minor = approved_minor + 1 where id = ${madeClaim}`],
  ],
  [
    'f08',
    'a line approved above what it claims',
    [
      drop('claim_lines', 'claim_lines_approved'),
      sql`update claim_lines set approved_minor = claimed_minor + 1 where claim_id = ${madeClaim}`,
    ],
  ],
  [
    'f08',
    'a limit that was not used up',
    [sql`update coverages set remaining_minor = limit_minor where code = ${madeCoverage}`],
  ],
  [
    'f08',
    'less than nothing left of a limit',
    [
      drop('coverages', 'coverages_remaining'),
      sql`update coverages set remaining_minor = -1 where code = ${madeCoverage}`,
    ],
  ],
  ['f08', 'a payout that was not booked', [sql`update payouts set attempt = 2 where claim_id = ${madeClaim}`]],
  [
    'f09',
    'a loss before the term',
    [sql`update claims set loss_at = loss_at - interval '10 years' where id = ${madeClaim}`],
  ],
  [
    'f09',
    'a loss on the first day after the term',
    [
      sql`update claims c set loss_at = (p.expires_on::timestamp at time zone 'Asia/Shanghai') from policies p where p.id = c.policy_id and c.id = ${madeClaim}`,
    ],
  ],
  [
    'f09',
    'a loss while the policy had lapsed',
    [
      sql`insert into policy_lapses (customer_id, policy_id, from_on) select customer_id, policy_id, (loss_at at time zone 'Asia/Shanghai')::date from claims where id = ${madeClaim}`,
    ],
  ],
  [
    'f10',
    'escrow of an order that is released',
    [sql`update payments set is_in_escrow = false, escrow_release_at = null where is_in_escrow`],
  ],
  [
    'f10',
    'less in escrow than was paid',
    [
      sql`update ledger_accounts set balance_minor = balance_minor - 1 where code like 'escrow:%' and balance_minor > 0`,
    ],
  ],
  [
    'f11',
    'a policy with the payment of another quote',
    [sql`update payments set payable_id = gen_random_uuid() where payable_type = 'QUOTE' and customer_id = ${liwei}`],
  ],
  [
    'f11',
    'a policy whose payment was never captured',
    [
      sql`update payments set status = 'CREATED', captured_at = null, captured_minor = 0 where payable_type = 'QUOTE' and customer_id = ${liwei}`,
    ],
  ],
  [
    'f11',
    'a policy of another premium than its quote',
    [sql`update policies set premium_minor = premium_minor + 1 where customer_id = ${liwei}`],
  ],
  [
    'f12',
    'points from nowhere',
    [sql`update ledger_accounts set balance_minor = balance_minor + 1 where owner_id = ${liwei} and code = 'points'`],
  ],
  [
    'f12',
    'points that the house never issued',
    [sql`update ledger_accounts set balance_minor = balance_minor - 1 where code = 'points-issued' and asset = 'PTS'`],
  ],
  [
    'f08',
    'a line of an opened claim that says another sum than the claim',
    [
      sql`update claims set status = 'INVESTIGATING' where id = ${madeClaim}`,
      sql`update claim_lines set approved_minor = approved_minor - 1 where claim_id = ${madeClaim}`,
    ],
  ],
  [
    'f08',
    'a payout that arrived and is not in the claim',
    [sql`update claims set paid_minor = paid_minor - 1 where id = ${madeClaim}`],
  ],
  [
    'f11',
    'a policy whose payment was given back in part',
    [
      sql`update payments set status = 'PARTIALLY_REFUNDED', refunded_minor = 1 where payable_type = 'QUOTE' and customer_id = ${liwei}`,
    ],
  ],
  [
    'claim-has-lines',
    'a claim of another sum than its lines',
    [sql`update claim_lines set claimed_minor = claimed_minor + 1 where claim_id = ${madeClaim}`],
  ],
  [
    'one-payout-at-a-time',
    'a claim that is being paid without a payout',
    [sql`update claims set status = 'PAYING' where id = ${madeClaim}`],
  ],
  [
    'one-payout-at-a-time',
    'a payout on its way for a claim that is paid',
    [sql`update payouts set status = 'SENT', settled_at = null where claim_id = ${madeClaim}`],
  ],
  [
    'loan-owes-its-instalments',
    'a loan of which less is owed than its instalments say',
    [sql`update loans set outstanding_minor = outstanding_minor - 1 where status = 'IN_REPAYMENT'`],
  ],
  [
    'loan-owes-its-instalments',
    'a loan that is due on another day than its next instalment',
    [sql`update loans set next_due_on = next_due_on + 1 where status = 'IN_REPAYMENT'`],
  ],
  [
    'terms-do-not-overlap',
    'two policies of one vehicle at the same time',
    [
      sql`drop index policies_vehicle_term`,
      sql`update policies set vehicle_id = ${liwei}, expires_on = '2030-01-01' where kind = 'AUTO' and status = 'IN_FORCE'`,
    ],
  ],
  [
    'terms-do-not-overlap',
    'two policies of one order at the same time',
    [
      sql`update policies set order_id = ${liwei}, expires_on = '2030-01-01' where kind = 'RETURN_FREIGHT' and status in ('BOUND', 'IN_FORCE')`,
    ],
  ],
  [
    'closed-wallet-is-empty',
    'a closed wallet with money in it',
    [sql`update wallets set status = 'CLOSED' where customer_id = ${liwei}`],
  ],
  [
    'wallet-account-in-own-currency',
    'a wallet of another currency than its account',
    [sql`update wallets set currency = 'USD' where customer_id = ${liwei}`],
  ],
  [
    'expiring-points-exist',
    'points that expire and do not exist',
    [sql`update loyalty set expiring_30d = 1000000 where customer_id = ${liwei}`],
  ],
  [
    'proof-is-sealed',
    'a proof without its full values',
    [sql`update kyc_vault set name_enc = null, id_number_enc = null where customer_id = ${liwei}`],
  ],
  [
    'sealed-has-data-key',
    'a name that outlives its data key',
    [sql`update data_keys set wrapped_key = null, destroyed_at = now() where customer_id = ${liwei}`],
  ],
  [
    'holdings-in-currency-of-position',
    'a position in another currency than its holdings',
    [sql`update wealth set currency = 'USD' where customer_id = ${liwei}`],
  ],
];
