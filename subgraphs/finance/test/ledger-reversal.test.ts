import { makeChange } from '@ecosystem/kit/command';
import { newId, parseId } from '@ecosystem/kit/ids';
import { castId } from '@ecosystem/kit/world';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reverseTransaction } from '../src/commands/ledger-reverse.ts';
import { type FinanceWorld, liwei, openFinance, yuan } from './finance-world.ts';
import { befriend, walletOf } from './makers-gifts.ts';

let world: FinanceWorld;
beforeAll(async () => {
  world = await openFinance();
  await befriend(world, 1, 2);
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const reverse = (id: string) =>
  makeChange({ database: world.subgraph.database, clock: world.clock }, (change) => reverseTransaction(change, id));

test('a reversal gives each account what the transaction took, once, and is not reversed itself', async () => {
  const before = [await walletOf(world, 1), await walletOf(world, 2)];
  const input = { toCustomerId: castId('cus', 2), amount: yuan('12.30') };
  const { transfer } = await world.mutate('transferMoney', input, liwei, 'transfer { id }');
  const transactionId = parseId('ltx', (transfer as { id: string }).id);

  const reversal = await reverse(transactionId);

  expect([await walletOf(world, 1), await walletOf(world, 2)]).toEqual(before);
  await expect(reverse(transactionId)).rejects.toMatchObject({
    cause: { constraint_name: expect.stringMatching(/^ledger_transactions_(reverses|reference)$/) },
  });
  expect(await reverse(reversal.ok ? reversal.value.transactionId : '')).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
  expect(await reverse(newId())).toMatchObject({ ok: false, code: 'NOT_FOUND' });
});
