import { castId, castUuid } from '@ecosystem/kit/world';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agentCustomers } from '../src/db/tables.ts';
import { as, customerNumber, type FinanceWorld, liwei, openFinance, yuan } from './finance-world.ts';
import { befriend } from './makers-gifts.ts';

const friend = 2;

let world: FinanceWorld;
beforeAll(async () => {
  world = await openFinance();
  await befriend(world, 1, friend);
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

interface Entry {
  readonly id: string;
  readonly transactionId: string;
  readonly seq: number;
  readonly direction: string;
  readonly amount: { readonly amount: string };
  readonly balanceAfter: { readonly amount: string };
}
type Wallet = {
  readonly balance: { readonly amount: string };
  readonly usedToday: { readonly amount: string };
  readonly entries: {
    readonly nodes: readonly Entry[];
    readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
  };
};

const readWallet = async (first: number, after: string | null = null): Promise<Wallet> => {
  const { data, errors } = await world.query(
    `query ($first: Int, $after: String) { me { finance { wallet {
      balance { amount } usedToday { amount }
      entries(first: $first, after: $after) {
        nodes { id transactionId seq direction amount { amount currency } balanceAfter { amount } bookedAt kind narrative }
        pageInfo { endCursor hasNextPage }
      }
    } } } }`,
    { as: liwei, variables: { first, after } },
  );
  if (errors) throw new Error(errors.map(({ message }) => message).join(' '));
  return (data as { me: { finance: { wallet: Wallet } } }).me.finance.wallet;
};
const send = (amount: string) =>
  world.mutate('transferMoney', { toCustomerId: castId('cus', friend), amount: yuan(amount) }, liwei);

describe('the entries of a wallet', () => {
  test('come newest first, each with the balance after it', async () => {
    const before = await readWallet(1);
    await send('1.25');
    await send('0.75');
    const { balance, entries } = await readWallet(2);

    expect(entries.nodes).toMatchObject([
      {
        id: expect.stringMatching(/^len_/),
        transactionId: expect.stringMatching(/^ltx_/),
        direction: 'DEBIT',
        amount: { amount: '0.75', currency: 'CNY' },
        balanceAfter: balance,
        bookedAt: '2026-10-31T16:00:00Z',
        kind: 'TRANSFER',
        narrative: 'Transfer',
      },
      { amount: { amount: '1.25' } },
    ]);
    const last = before.entries.nodes[0]?.seq ?? 0;
    expect(entries.nodes.map(({ seq }) => seq)).toEqual([last + 2, last + 1]);
  });

  test('are paged without a gap while new ones arrive', async () => {
    for (const amount of ['0.01', '0.02', '0.03']) await send(amount);
    const first = await readWallet(2);
    await send('0.04');
    const second = await readWallet(2, first.entries.pageInfo.endCursor);

    expect(first.entries.pageInfo.hasNextPage).toBe(true);
    const seqs = [...first.entries.nodes, ...second.entries.nodes].map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) - index));
  });

  test('of fifty customers are read in one statement', async () => {
    const agent = castUuid(1);
    const customers = Array.from({ length: 50 }, (_, index) => index + 1);
    await world.subgraph.database.write
      .insert(agentCustomers)
      .values(customers.map((customer) => ({ customerId: castUuid(customer), agentId: agent })))
      .onConflictDoUpdate({ target: agentCustomers.customerId, set: { agentId: agent } });
    const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
      ... on Customer { finance { wallet { entries(first: 5) { nodes { seq amount { amount } } } } } }
    } }`;
    const representations = customers.map((customer) => ({ __typename: 'Customer', id: castId('cus', customer) }));
    const names = await world.statementsOf(async () => {
      const { errors } = await world.query(query, { as: as('agent'), variables: { representations } });
      expect(errors).toBeUndefined();
    });
    expect(names).toEqual(['finance.agents_by_customer', 'finance.wallets_by_customer', 'finance.entry_pages']);
  });

  test('are nobody else’s', async () => {
    const query = `query ($id: ID!) { _entities(representations: [{ __typename: "Wallet", id: $id }]) {
      ... on Wallet { entries { nodes { id } } }
    } }`;
    const { data } = await world.query(query.replace('($id: ID!)', '').replace('$id', `"${castId('wal', 1)}"`), {
      as: customerNumber(friend),
    });
    expect(data).toEqual({ _entities: [null] });
  });
});

test('what is used today counts transfers, and begins at 0 each day in Shanghai', async () => {
  const { usedToday } = await readWallet(1);
  await send('3.00');
  expect(Number((await readWallet(1)).usedToday.amount)).toBeCloseTo(Number(usedToday.amount) + 3);

  world.clock.advance(86_400_000);
  expect((await readWallet(1)).usedToday.amount).toBe('0.00');
});
