import type { Pool } from '@ecosystem/kit/database';
import { castUuid, seedNow } from '@ecosystem/kit/world';
import { type SQL, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { post } from '../src/db/ledger.ts';
import { lockWallets } from '../src/db/wallets.ts';
import {
  credit,
  debit,
  houseAccount,
  type Posting,
  pointsAccount,
  settleAccount,
  walletAccount,
} from '../src/domain/ledger.ts';
import { type FinanceWorld, openFinance } from './finance-world.ts';
import { fillWithPromises, madeClaim, madeCoverage, madePacket } from './makers-promises.ts';

const liwei = castUuid(1);
const wangfang = castUuid(2);
const at = seedNow.toISOString();

let world: FinanceWorld;
beforeAll(async () => {
  world = await openFinance();
  await fillWithPromises(world);
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

/** The constraint that refuses a transaction, at the statement or at its end. */
async function refusedBy(work: (pool: Pool) => Promise<unknown>): Promise<unknown> {
  const refusal: unknown = await world.subgraph.database.write.transaction(work).then(
    () => new Error('Nothing refused it.'),
    (error: unknown) => error,
  );
  for (let error = refusal; error instanceof Error; error = error.cause) {
    if ('constraint_name' in error) return error.constraint_name;
  }
  return refusal;
}

const aTransaction = (reference: string) => sql`
  insert into ledger_transactions (owner_id, id, kind, reference, booked_at)
  values (${liwei}, ${castUuid(8_000)}, 'TRANSFER', ${reference}, ${at})`;
const anEntry = (amountMinor: number) => sql`
  insert into ledger_entries
    (owner_id, account_id, seq, id, transaction_id, direction, amount_minor, balance_after_minor, asset, kind, booked_at)
  select owner_id, id, last_seq + 1, gen_random_uuid(), ${castUuid(8_000)}, 'CREDIT', ${amountMinor}, balance_minor + ${amountMinor}, asset, 'TRANSFER', ${at}
  from ledger_accounts where owner_id = ${liwei} and code = 'wallet'`;
const copyOfPolicy = (change: SQL) => sql`
  insert into policies
  select p.* from policies o cross join lateral jsonb_populate_record(o, to_jsonb(o) ||
    jsonb_build_object('id', gen_random_uuid(), 'policy_number', 'P-COPY', 'renews_policy_id', null) || ${change}) p
  where o.customer_id = ${liwei} and o.kind = 'LIFE' limit 1`;

describe('the database refuses', () => {
  test.each<readonly [string, string, readonly SQL[]]>([
    [
      'F1 a transaction that does not balance, when it ends',
      'ledger_entries_balanced',
      [aTransaction('lopsided'), anEntry(1)],
    ],
    ['F1 a transaction without entries, when it ends', 'ledger_transactions_booked', [aTransaction('empty')]],
    ['F1 an entry of nothing', 'ledger_entries_amount', [aTransaction('nothing'), anEntry(0)]],
    [
      'F2 a change of an entry',
      'ledger_entries_append_only',
      [sql`update ledger_entries set narrative = 'Gift' where owner_id = ${liwei}`],
    ],
    [
      'F2 the end of an entry',
      'ledger_entries_append_only',
      [sql`delete from ledger_entries where owner_id = ${liwei}`],
    ],
    ['F2 the end of all entries', 'ledger_entries_append_only', [sql`truncate ledger_entries`]],
    [
      'F2 a change of a transaction',
      'ledger_transactions_append_only',
      [sql`update ledger_transactions set reference = 'other' where owner_id = ${liwei}`],
    ],
    [
      'F2 the end of a transaction',
      'ledger_transactions_append_only',
      [sql`delete from ledger_transactions where owner_id = ${liwei}`],
    ],
    ['F2 the end of all transactions', 'ledger_transactions_append_only', [sql`truncate ledger_transactions cascade`]],
    [
      'F3 a balance below 0',
      'ledger_accounts_balance',
      [sql`update ledger_accounts set balance_minor = -1, held_minor = 0 where owner_id = ${liwei}`],
    ],
    [
      'F3 more held than there is',
      'ledger_accounts_balance',
      [sql`update ledger_accounts set held_minor = balance_minor + 1 where owner_id = ${liwei}`],
    ],
    [
      'F3 less than nothing held',
      'ledger_accounts_balance',
      [sql`update ledger_accounts set held_minor = -1 where owner_id = ${liwei}`],
    ],
    [
      'F4 two entries of one number',
      'ledger_entries_owner_id_account_id_seq_pk',
      [sql`insert into ledger_entries select * from ledger_entries where owner_id = ${liwei} limit 1`],
    ],
    [
      'F5 a second captured payment of one thing',
      'payments_payable_captured',
      [
        sql`update payments set payable_type = 'ORDER', payable_id = ${liwei} where customer_id = ${liwei} and payable_id is null and captured_at is not null`,
      ],
    ],
    [
      'F6 more refunded than captured',
      'payments_refunded',
      [sql`update payments set refunded_minor = captured_minor + 1`],
    ],
    ['F6 more captured than agreed', 'payments_refunded', [sql`update payments set captured_minor = amount_minor + 1`]],
    ['F6 less than nothing refunded', 'payments_refunded', [sql`update payments set refunded_minor = -1`]],
    [
      'F7 a second share for one customer',
      'red_packet_shares_claimant',
      [sql`update red_packet_shares set claimant_id = ${wangfang}, claimed_at = ${at} where packet_id = ${madePacket}`],
    ],
    [
      'F7 more taken than was given',
      'red_packets_claimed',
      [sql`update red_packets set claimed_minor = total_minor + 1 where id = ${madePacket}`],
    ],
    [
      'F7 a packet that is over and keeps money',
      'red_packets_over',
      [sql`update red_packets set status = 'REFUNDED' where id = ${madePacket}`],
    ],
    [
      'F8 more approved than claimed',
      'claims_approved',
      [sql`update claims set approved_minor = claimed_minor + 1 where id = ${madeClaim}`],
    ],
    [
      'F8 a line approved above what it claims',
      'claim_lines_approved',
      [sql`update claim_lines set approved_minor = claimed_minor + 1 where claim_id = ${madeClaim}`],
    ],
    [
      'F8 more paid than approved',
      'claims_paid',
      [sql`update claims set paid_minor = approved_minor + 1 where id = ${madeClaim}`],
    ],
    [
      'F8 less than nothing left of a limit',
      'coverages_remaining',
      [sql`update coverages set remaining_minor = -1 where code = ${madeCoverage}`],
    ],
    [
      'F11 a policy without its quote',
      'policies_quote_of_customer',
      [sql`update policies set quote_id = gen_random_uuid() where customer_id = ${liwei}`],
    ],
    [
      'F11 a policy without its payment',
      'policies_payment_of_customer',
      [sql`update policies set payment_id = gen_random_uuid() where customer_id = ${liwei}`],
    ],
    ['F11 two policies of one quote', 'policies_quote', [copyOfPolicy(sql`'{}'::jsonb`)]],
    [
      'F11 the end of a payment that a policy stands on',
      'policies_payment_of_customer',
      [sql`delete from payments where customer_id = ${liwei} and payable_type = 'QUOTE'`],
    ],
  ])('%s', async (_, constraint, changes) => {
    const refusal = await refusedBy(async (pool) => {
      for (const change of changes) await pool.execute(change);
    });
    expect(refusal).toBe(constraint);
  });
});

describe('a booking', () => {
  const book = (reference: string, postings: readonly Posting[], ownerId = liwei) =>
    world.subgraph.database.write.transaction((pool) =>
      post(pool, { ownerId, kind: 'TRANSFER', reference, bookedAt: seedNow, postings }),
    );
  const wallet = (customerId: string) => walletAccount(customerId, 'CNY');
  const balancesOf = async (ownerId: string) => [
    ...(await world.subgraph.database.write.execute<{ code: string; balance: string; seq: string }>(sql`
      select code, balance_minor::text as balance, last_seq::text as seq from ledger_accounts where owner_id = ${ownerId} order by code`)),
  ];

  test('of debits and credits that differ is a fault before it reaches the database', async () => {
    await expect(book('differ', [debit(wallet(liwei), 2n), credit(wallet(wangfang), 1n)])).rejects.toThrow(
      'Debits and credits of CNY differ by 1',
    );
  });

  test('of nothing is a fault', async () => {
    await expect(book('nothing', [])).rejects.toThrow('Nothing is booked');
  });

  test('of more than there is changes nothing', async () => {
    const before = [await balancesOf(liwei), await balancesOf(wangfang)];
    const refusal = await refusedBy((pool) =>
      post(pool, {
        ownerId: liwei,
        kind: 'TRANSFER',
        reference: 'overdraft',
        bookedAt: seedNow,
        postings: [debit(wallet(liwei), 10_000_000_00n), credit(wallet(wangfang), 10_000_000_00n)],
      }),
    );
    expect(refusal).toBe('ledger_accounts_balance');
    expect([await balancesOf(liwei), await balancesOf(wangfang)]).toEqual(before);
  });

  test('under the same reference is booked once, whoever tries at the same moment', async () => {
    const ends = await Promise.allSettled(
      Array.from({ length: 8 }, () => book('once', [debit(wallet(liwei), 1n), credit(wallet(wangfang), 1n)])),
    );
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    // Another owner may use the same words.
    await book('once', [debit(wallet(wangfang), 1n), credit(wallet(liwei), 1n)], wangfang);
  });

  test('opens the accounts that it needs once, though twenty begin to use them at the same moment', async () => {
    const shop = castUuid(9_001);
    await Promise.all(
      Array.from({ length: 20 }, (_, number) =>
        book(`opening:${number}`, [
          debit(houseAccount('clearing', shop, 'CNY'), 3n),
          credit(settleAccount(shop, 'CNY'), 2n),
          credit({ ownerId: shop, code: 'ads', asset: 'CNY' }, 1n),
        ]),
      ),
    );
    expect(await balancesOf(shop)).toEqual([
      { code: 'ads', balance: '20', seq: '20' },
      { code: 'settle', balance: '40', seq: '20' },
    ]);
  });

  test('never waits for another in a circle, whoever pays whom and whether or not the wallets were locked before', async () => {
    const customers = [1, 2, 3, 5].map((number) => castUuid(number));
    const pairs = customers.flatMap((from) => customers.filter((to) => to !== from).map((to) => [from, to] as const));
    const pay = async (from: string, to: string, round: number) =>
      world.subgraph.database.write.transaction(async (pool) => {
        if (round % 2 === 0) await lockWallets(pool, [from, to], 'CNY');
        await post(pool, {
          ownerId: from,
          kind: 'TRANSFER',
          reference: `circle:${round}:${to}`,
          bookedAt: seedNow,
          postings: [
            debit(wallet(from), 1n),
            credit(wallet(to), 1n),
            debit(houseAccount('points-issued', from, 'PTS'), 2n),
            credit(pointsAccount(from), 1n),
            credit(pointsAccount(to), 1n),
          ],
        });
      });
    // A deadlock would be an error here: nothing tries a booking again.
    await Promise.all(Array.from({ length: 20 }, (_, round) => pairs.map(([from, to]) => pay(from, to, round))).flat());
  });
});
