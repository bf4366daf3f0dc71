import { openTestSubgraph } from '@ecosystem/kit/testing';
import { castUuid, createSeedWorld } from '@ecosystem/kit/world';
import { sql } from 'drizzle-orm';
import { afterAll, describe, expect, test } from 'vitest';
import { contractsMean, countContracts } from '../seed/contracts.ts';
import { claimMachine } from '../src/domain/claim.ts';
import { redPacketMachine } from '../src/domain/red-packet.ts';
import { finance } from '../src/index.ts';

const world = await openTestSubgraph(finance);
afterAll(() => world[Symbol.asyncDispose]());
const rowsOf = (statement: string) => world.subgraph.database.write.execute(sql.raw(statement));

test('customers have 2.95 contracts on average, as published (AT-5-1)', () => {
  const { customers } = createSeedWorld(2_000);
  const mean = customers.reduce((sum, customer) => sum + countContracts(customer), 0) / customers.length;

  expect(Math.abs(mean - contractsMean.value)).toBeLessThanOrEqual(contractsMean.tolerance);
});

test.each([
  ['claim', 'claims', claimMachine.states],
  ['red packet', 'red_packets', redPacketMachine.states],
  ['quote', 'quotes', ['QUOTED', 'ACCEPTED', 'DECLINED', 'EXPIRED']],
  ['policy', 'policies', ['IN_FORCE', 'LAPSED', 'EXPIRED', 'CANCELLED']],
  [
    'payment',
    'payments',
    ['CREATED', 'AUTHORISED', 'CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'CANCELLED', 'FAILED'],
  ],
])('there is a %s in each of its states', async (_, table, states) => {
  const found = await rowsOf(`select distinct status from ${table}`);

  expect(found.map(({ status }) => status)).toEqual(expect.arrayContaining([...states]));
});

describe('the stories', () => {
  test('@zhaolei’s ride held 46.20, took 41.20 and earned 41 points', async () => {
    const [ride] = await rowsOf(
      `select amount_minor, captured_minor, held_minor, funding, status from payments
       where payable_type = 'RIDE' and payable_id = '${castUuid(1)}'`,
    );
    const [points] = await rowsOf(
      `select e.amount_minor from payments p
       join ledger_transactions t on t.reference = 'payment:' || p.id || ':capture'
       join ledger_entries e on e.transaction_id = t.id and e.asset = 'PTS' and e.direction = 'CREDIT'
       where p.payable_type = 'RIDE' and p.payable_id = '${castUuid(1)}'`,
    );

    expect(ride).toEqual({
      amount_minor: '4620',
      captured_minor: '4120',
      held_minor: '0',
      funding: 'WALLET',
      status: 'CAPTURED',
    });
    expect(points).toEqual({ amount_minor: '41' });
  });

  test('@wangfang’s prescriptions of 506.40 gave 245.12 and used up the deductible', async () => {
    const [claim] = await rowsOf(
      `select c.claimed_minor, c.paid_minor, l.deductible_minor, p.deductible_left_minor, o.status
       from claims c join claim_lines l on l.claim_id = c.id join policies p on p.id = c.policy_id
       join payouts o on o.claim_id = c.id where c.customer_id = '${castUuid(2)}'`,
    );

    expect(claim).toEqual({
      claimed_minor: '50640',
      paid_minor: '24512',
      deductible_minor: '20000',
      deductible_left_minor: '0',
      status: 'SETTLED',
    });
  });

  test('@zhangmin’s accident of 8600.00 gave the workshop 7290.00', async () => {
    const [claim] = await rowsOf(
      `select c.claimed_minor, c.paid_minor, c.accident_id, o.payee_kind, o.payee_id
       from claims c join payouts o on o.claim_id = c.id where c.customer_id = '${castUuid(3)}'`,
    );

    expect(claim).toEqual({
      claimed_minor: '860000',
      paid_minor: '729000',
      accident_id: castUuid(1),
      payee_kind: 'MERCHANT',
      payee_id: castUuid(2),
    });
  });
});

test.each([
  [
    'debits and credits are equal in each transaction (F1)',
    `select transaction_id from ledger_entries group by transaction_id, asset
     having sum(case direction when 'DEBIT' then amount_minor else -amount_minor end) <> 0`,
  ],
  [
    'no wallet, shop or escrow was below 0 at any moment (F3)',
    `select e.id from ledger_entries e join ledger_accounts a on a.owner_id = e.owner_id and a.id = e.account_id
     where not a.allow_negative and e.balance_after_minor < 0`,
  ],
  [
    'balances are the sums of their entries (F4)',
    `select a.id from ledger_accounts a left join lateral (
       select sum(case when e.direction = a.normal then e.amount_minor else -e.amount_minor end) as sum, count(*) as entries
       from ledger_entries e where e.owner_id = a.owner_id and e.account_id = a.id) l on true
     where a.balance_minor <> coalesce(l.sum, 0) or a.last_seq <> l.entries`,
  ],
  [
    'what is in red packets is what the house keeps for them (F7)',
    `select 1 from (select sum(total_minor - claimed_minor - returned_minor) as open from red_packets) p
     where p.open <> (select sum(balance_minor) from ledger_accounts where code = 'red-packet')`,
  ],
  [
    'money is in escrow exactly as long as the payment says so (F10)',
    `select p.id from payments p join ledger_accounts a
       on a.owner_id = p.payee_merchant_id and a.code = 'escrow:' || p.payable_id
     where a.balance_minor <> case when p.is_in_escrow then p.captured_minor - p.refunded_minor else 0 end`,
  ],
  [
    'a policy has the captured payment of its quote (F11)',
    `select p.id from policies p join quotes q on q.id = p.quote_id join payments y on y.id = p.payment_id
     where y.payable_id <> q.id or y.captured_minor <> q.premium_minor or y.captured_at >= q.valid_until
       or q.status <> 'ACCEPTED'`,
  ],
  [
    'merchants see of payments what payers see',
    `select m.payment_id from merchant_payments m join payments p on p.id = m.payment_id
     where (m.status, m.amount_minor, m.refunded_minor, m.fee_minor, m.is_in_escrow)
       <> (p.status, p.captured_minor, p.refunded_minor, p.fee_minor, p.is_in_escrow)`,
  ],
  [
    'fees of payments are what the house earned',
    `select 1 from (select sum(fee_minor) as fees from payments) p
     where p.fees <> (select sum(balance_minor) from ledger_accounts where code = 'fees')`,
  ],
  [
    'what is owed of a loan is what is not paid of its principal',
    `select l.id from loans l where l.status in ('IN_REPAYMENT', 'OVERDUE', 'WRITTEN_OFF', 'SETTLED')
     and l.outstanding_minor <> (select coalesce(sum(i.principal_minor), 0) from loan_instalments i
       where i.loan_id = l.id and i.paid_at is null)`,
  ],
  [
    'what claims have taken is missing from the limit of a coverage (F8)',
    `select c.policy_id from coverages c where c.limit_minor - c.remaining_minor <> (
       select coalesce(sum(l.approved_minor), 0) from claim_lines l join claims k on k.id = l.claim_id
       where k.policy_id = c.policy_id and l.coverage_code = c.code)`,
  ],
])('%s', async (_, statement) => {
  expect(await rowsOf(statement)).toEqual([]);
});
