import { castId, castUuid } from '@ecosystem/kit/world';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ledgerTransactions, outbox, transfers } from '../src/db/tables.ts';
import { customerNumber, type FinanceWorld, liwei, newKey, openFinance, yuan } from './finance-world.ts';
import { balanceOf, befriend, setAccount, setWallet, walletOf } from './makers-gifts.ts';

const [friend, frozen, closed, gone, stranger, sender] = [2, 3, 4, 5, 6, 7] as const;

let world: FinanceWorld;
beforeAll(async () => {
  world = await openFinance();
  for (const contact of [friend, frozen, closed, gone, sender]) await befriend(world, 1, contact);
  await befriend(world, friend, sender);
  await setWallet(world, frozen, { status: 'FROZEN' });
  await setAccount(world, gone, 'ERASED');
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const fields = 'transfer { id amount { amount currency } note bookedAt wallet { id balance { amount } } }';
const to = (customer: number, amount = '1.00') => ({ toCustomerId: castId('cus', customer), amount: yuan(amount) });
const rowsOf = () => world.subgraph.database.read.select().from(transfers);

describe('a transfer', () => {
  test('moves money from one wallet to another and shows the one of the sender', async () => {
    const before = [await walletOf(world, 1), await walletOf(world, friend)] as const;
    const input = { ...to(friend, '12.30'), note: '  Lunch  ' };
    const { transfer, userErrors } = await world.mutate('transferMoney', input, liwei, fields);

    expect(userErrors).toEqual([]);
    expect(transfer).toMatchObject({
      id: expect.stringMatching(/^ltx_/),
      amount: { amount: '12.30', currency: 'CNY' },
      note: 'Lunch',
      bookedAt: '2026-10-31T16:00:00Z',
      wallet: { id: castId('wal', 1), balance: { amount: '12833.90' } },
    });
    expect([await walletOf(world, 1), await walletOf(world, friend)]).toEqual([before[0] - 12_30n, before[1] + 12_30n]);
  });

  test('has the id of its ledger transaction, and its event tells no names', async () => {
    const [row] = await rowsOf();
    const { read } = world.subgraph.database;
    const booked = await read
      .select()
      .from(ledgerTransactions)
      .where(eq(ledgerTransactions.id, row?.id ?? ''));
    const [event] = await read.select().from(outbox).where(eq(outbox.topic, 'transfer.booked'));

    expect(booked).toMatchObject([{ kind: 'TRANSFER', ownerId: castUuid(1) }]);
    expect(event?.payload).toEqual({
      transferId: row?.id,
      toCustomerId: castUuid(friend),
      amountMinor: '1230',
      currency: 'CNY',
    });
  });

  test('reaches a frozen wallet, into which money can come', async () => {
    const before = await walletOf(world, frozen);
    await world.mutate('transferMoney', to(frozen), liwei);
    expect(await walletOf(world, frozen)).toBe(before + 1_00n);
  });

  test('sent three times with one key at the same moment is sent once', async () => {
    const before = await walletOf(world, 1);
    const input = { ...to(friend, '2.00'), idempotencyKey: newKey() };
    const answers = await Promise.all([1, 2, 3].map(() => world.mutate('transferMoney', input, liwei, fields)));

    expect(new Set(answers.map(({ transfer }) => (transfer as { id: string }).id)).size).toBe(1);
    expect(await walletOf(world, 1)).toBe(before - 2_00n);
  });

  test('crosses another in the opposite direction without waiting in a circle', async () => {
    const before = await balanceOf(world, 'wallet', null);
    const there = Array.from({ length: 12 }, () =>
      world.mutate('transferMoney', to(friend, '0.10'), customerNumber(sender)),
    );
    const back = Array.from({ length: 12 }, () =>
      world.mutate('transferMoney', to(sender, '0.10'), customerNumber(friend)),
    );
    const answers = await Promise.all([...there, ...back]);

    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([]);
    expect(await balanceOf(world, 'wallet', null)).toBe(before);
  });

  test('counts towards the limit of the day, which ends at midnight in Shanghai', async () => {
    await setWallet(world, sender, { dailyLimitMinor: 10_00n });
    const ask = (amount: string) => world.mutate('transferMoney', to(1, amount), customerNumber(sender));
    await ask('6.00');
    expect((await ask('4.00')).userErrors).toMatchObject([{ code: 'LIMIT_EXCEEDED' }]);

    world.clock.advance(86_400_000);
    expect((await ask('10.00')).userErrors).toEqual([]);
    expect((await ask('0.01')).userErrors).toMatchObject([{ code: 'LIMIT_EXCEEDED' }]);
  });
});

describe('a transfer is refused', () => {
  test.each([
    ['to oneself', to(1), 'SELF_TRANSFER'],
    ['to a stranger', to(stranger), 'NOT_A_CONTACT'],
    ['to somebody who does not exist', to(900), 'NOT_A_CONTACT'],
    ['to a contact who has left', to(gone), 'NOT_A_CONTACT'],
    ['of more than there is', to(friend, '1000000.00'), 'INSUFFICIENT_FUNDS'],
    [
      'in a currency without wallets',
      { ...to(friend), amount: { amount: '1.00', currency: 'USD' } },
      'CURRENCY_UNSUPPORTED',
    ],
    ['of nothing', to(friend, '0.00'), 'INVALID_INPUT'],
    ['of half a fen', to(friend, '0.005'), 'INVALID_INPUT'],
    ['with a note of 101 characters', { ...to(friend), note: 'x'.repeat(101) }, 'INVALID_INPUT'],
    ['to the id of something else', { ...to(friend), toCustomerId: castId('mer', 1) }, 'INVALID_INPUT'],
  ])('%s, and changes nothing', async (_, input, code) => {
    const before = [await balanceOf(world, 'wallet', null), await rowsOf()];
    expect(await world.refusalOf('transferMoney', input, liwei)).toBe(code);
    expect([await balanceOf(world, 'wallet', null), await rowsOf()]).toEqual(before);
  });

  test('to a wallet that is closed', async () => {
    await setWallet(world, closed, { status: 'CLOSED' });
    expect(await world.refusalOf('transferMoney', to(closed), liwei)).toBe('NOT_FOUND');
    await setWallet(world, closed, { status: 'ACTIVE' });
  });

  test('from a wallet that is frozen', async () => {
    expect(await world.refusalOf('transferMoney', to(1), customerNumber(frozen))).toBe('WALLET_FROZEN');
  });

  test('of a held amount, which is not free to spend', async () => {
    const { data } = await world.query('{ me { finance { wallet { available { amount } held { amount } } } } }', {
      as: liwei,
    });
    const { wallet } = (data as { me: { finance: { wallet: Record<'available' | 'held', { amount: string }> } } }).me
      .finance;
    expect(wallet.held.amount).not.toBe('0.00');
    await setWallet(world, 1, { dailyLimitMinor: 100_000_00n });
    const tooMuch = (Number(wallet.available.amount) + 0.01).toFixed(2);
    expect(await world.refusalOf('transferMoney', to(friend, tooMuch), liwei)).toBe('INSUFFICIENT_FUNDS');
  });
});
