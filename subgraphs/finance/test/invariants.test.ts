import { type Invariant, readInvariants } from '@ecosystem/kit/invariants';
import { castUuid, seedNow } from '@ecosystem/kit/world';
import { type SQL, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { finance } from '../src/index.ts';
import { type FinanceWorld, openFinance } from './finance-world.ts';
import { fillWithPromises, madeClaim, madeCoverage, madePacket } from './makers-promises.ts';

let world: FinanceWorld;
let invariants: ReadonlyMap<string, Invariant>;
beforeAll(async () => {
  invariants = new Map(readInvariants(finance.invariants).map((invariant) => [invariant.name.slice(0, 3), invariant]));
  world = await openFinance();
  await fillWithPromises(world);
});
afterAll(() => world[Symbol.asyncDispose]());

test('all hold over payments, refunds, escrow, red packets, points and claims', () => world.checkInvariants());

test('each of the domain page is there, and those with a star are enforced', () => {
  const found = [...invariants.values()].filter(({ name }) => /^f\d\d-/.test(name));
  expect(found.map(({ sentence }) => sentence.split(' ')[0])).toEqual([
    'F1*',
    'F2*',
    'F3*',
    'F4*',
    'F5*',
    'F6*',
    'F7*',
    'F8*',
    'F9',
    'F10',
    'F11*',
    'F12',
  ]);
});

/** Rolls everything back that a test has broken. */
class Enough extends Error {}

/** The rows that an invariant finds after changes that no trigger looked at; then all is as it was. */
async function findBroken(name: string, changes: readonly SQL[]): Promise<unknown[]> {
  const query = invariants.get(name)?.query ?? `no invariant ${name}`;
  let rows: unknown[] = [];
  const broken = world.subgraph.database.write.transaction(async (pool) => {
    await pool.execute(sql`set local session_replication_role = replica`);
    for (const change of changes) await pool.execute(change);
    rows = [...(await pool.execute(query))];
    throw new Enough();
  });
  await expect(broken).rejects.toThrow(Enough);
  return rows;
}

const liwei = castUuid(1);
const anEntry = sql`(select id from ledger_entries where owner_id = ${liwei} order by booked_at, id limit 1)`;
const ofWallet = sql`owner_id = ${liwei} and code = 'wallet'`;
const drop = (table: string, constraint: string) => sql.raw(`alter table ${table} drop constraint ${constraint}`);
const at = seedNow.toISOString();

test.each<readonly [string, string, readonly SQL[]]>([
  [
    'f01',
    'an entry of another amount',
    [sql`update ledger_entries set amount_minor = amount_minor + 1 where id = ${anEntry}`],
  ],
  [
    'f01',
    'an entry on the other side',
    [
      sql`update ledger_entries set direction = case direction when 'DEBIT' then 'CREDIT' else 'DEBIT' end where id = ${anEntry}`,
    ],
  ],
  [
    'f01',
    'a transaction without entries',
    [
      sql`insert into ledger_transactions (owner_id, id, kind, reference, booked_at) values (${liwei}, gen_random_uuid(), 'TRANSFER', 'empty', ${at})`,
    ],
  ],
  ['f02', 'an entry that was changed', [sql`update ledger_entries set version = 2 where id = ${anEntry}`]],
  [
    'f02',
    'a transaction of another time',
    [sql`update ledger_transactions set booked_at = ${at} where reference = 'opening'`],
  ],
  ['f02', 'an entry of another kind', [sql`update ledger_entries set kind = 'TRANSFER' where id = ${anEntry}`]],
  ['f02', 'a trigger that sleeps', [sql`alter table ledger_entries disable trigger ledger_entries_append_only`]],
  [
    'f03',
    'an overdrawn wallet',
    [
      drop('ledger_accounts', 'ledger_accounts_balance'),
      sql`update ledger_accounts set balance_minor = -1 where ${ofWallet}`,
    ],
  ],
  ['f03', 'a wallet that may be overdrawn', [sql`update ledger_accounts set allow_negative = true where ${ofWallet}`]],
  ['f03', 'money held for no payment', [sql`update ledger_accounts set held_minor = held_minor - 1 where ${ofWallet}`]],
  [
    'f03',
    'points held for no payment',
    [sql`update ledger_accounts set held_minor = held_minor + 1 where owner_id = ${liwei} and code = 'points'`],
  ],
  [
    'f03',
    'an authorised payment that holds nothing',
    [sql`update payments set held_minor = 0 where status = 'AUTHORISED' and funding = 'WALLET'`],
  ],
  [
    'f04',
    'a gap in the numbers',
    [
      sql`update ledger_entries set seq = seq + 1 where (owner_id, account_id, seq) in (select owner_id, id, last_seq from ledger_accounts where ${ofWallet})`,
    ],
  ],
  [
    'f04',
    'another balance after an entry',
    [sql`update ledger_entries set balance_after_minor = balance_after_minor + 1 where id = ${anEntry}`],
  ],
  [
    'f04',
    'another balance of an account',
    [sql`update ledger_accounts set balance_minor = balance_minor + 1 where ${ofWallet}`],
  ],
  ['f04', 'another last number', [sql`update ledger_accounts set last_seq = last_seq + 1 where ${ofWallet}`]],
  [
    'f05',
    'two captured payments of one thing',
    [
      sql`drop index payments_payable_captured`,
      sql`update payments set payable_type = 'ORDER', payable_id = ${liwei} where customer_id = ${liwei} and payee_merchant_id is not null and captured_at is not null`,
    ],
  ],
  [
    'f06',
    'more refunded than captured',
    [
      drop('payments', 'payments_refunded'),
      sql`update payments set refunded_minor = captured_minor + 1 where status = 'PARTIALLY_REFUNDED'`,
    ],
  ],
  ['f06', 'a refund that the payment does not know', [sql`update refunds set amount_minor = amount_minor + 1`]],
  ['f06', 'a refund that was not booked', [sql`update refunds set id = gen_random_uuid()`]],
  [
    'f06',
    'a copy that differs',
    [sql`update merchant_payments set refunded_minor = 0 where status = 'PARTIALLY_REFUNDED'`],
  ],
  ['f06', 'a copy that is missing', [sql`delete from merchant_payments where status = 'PARTIALLY_REFUNDED'`]],
  [
    'f06',
    'another fee than was booked',
    [
      sql`update payments set fee_minor = fee_minor + 1 where status = 'PARTIALLY_REFUNDED'`,
      sql`update merchant_payments set fee_minor = fee_minor + 1 where status = 'PARTIALLY_REFUNDED'`,
    ],
  ],
  [
    'f06',
    'a capture that no payment knows',
    [
      sql`update ledger_transactions set reference = 'payment:nobody:capture' where id = (select min(id::text)::uuid from ledger_transactions where kind = 'PAYMENT_CAPTURE')`,
    ],
  ],
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
])('%s finds %s', async (name, _, changes) => {
  expect(await findBroken(name, changes)).not.toEqual([]);
  expect(await findBroken(name, [])).toEqual([]);
});
