import { castId } from '@ecosystem/kit/world';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lockPolicy, openLapse, savePolicy } from '../src/db/policy-changes.ts';

import { ledgerTransactions, payments } from '../src/db/tables.ts';
import { customerNumber, type FinanceWorld, newKey, openFinance, yuan } from './finance-world.ts';
import {
  allMotor,
  aPolicy,
  aVehicle,
  availableOf,
  instalmentsOf,
  policyFields,
  policyRow,
  type ShownPolicy,
  setSpendable,
  snapshot,
  topicsOf,
} from './makers-insurance.ts';

let world: FinanceWorld;
beforeAll(async () => {
  world = await openFinance();
  await setSpendable(world, 1, 50_000_00n);
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const liwei = customerNumber(1);
const motor = async (coverageCodes = allMotor) => ({
  product: 'AUTO_COMPREHENSIVE',
  vehicleId: await aVehicle(world, 1),
  coverageCodes,
});
const paymentOf = async (id: string) => {
  const { paymentId } = await policyRow(world, id);
  const [row] = await world.subgraph.database.read.select().from(payments).where(eq(payments.id, paymentId));
  return row;
};

/** A policy of @liwei in any state that there is. */
async function aPolicyThatIs(status: 'BOUND' | 'IN_FORCE' | 'LAPSED' | 'CANCELLED' | 'EXPIRED'): Promise<ShownPolicy> {
  const policy = await aPolicy(world, 1, await motor());
  const { write } = world.subgraph.database;
  const { id } = await policyRow(world, policy.id);
  const at = world.clock.now();
  await write.transaction(async (pool) => {
    const row = await lockPolicy(pool, id);
    if (!row) throw new Error('The policy was just bound.');
    await savePolicy(pool, row, { status, cancelledOn: status === 'CANCELLED' ? row.effectiveOn : null }, at);
    if (status === 'LAPSED') await openLapse(pool, row, row.effectiveOn, at);
  });
  return policy;
}

const cancel = (policyId: string, effectiveOn: string) => ({ policyId, effectiveOn, reason: 'The car is sold' });

describe('a cancellation', () => {
  test.each([
    ['BOUND', 'no refusal'],
    ['IN_FORCE', 'no refusal'],
    ['LAPSED', 'no refusal'],
    ['CANCELLED', 'POLICY_NOT_IN_FORCE'],
    ['EXPIRED', 'POLICY_NOT_IN_FORCE'],
  ] as const)('of a policy that is %s is answered with %s', async (status, code) => {
    const policy = await aPolicyThatIs(status);
    const before = await snapshot(world);
    const answer = await world.mutate('cancelPolicy', cancel(policy.id, '2026-11-20'), liwei, policyFields);

    expect(answer.userErrors[0]?.code ?? 'no refusal').toBe(code);
    if (code !== 'no refusal') expect(await snapshot(world)).toBe(before);
    else expect(answer['policy']).toMatchObject({ id: policy.id, status: 'CANCELLED' });
  });

  test('before the first day gives the whole premium back to the wallet that paid it', async () => {
    const before = await availableOf(world, 1);
    const policy = await aPolicy(world, 1, await motor(), 'WALLET');
    const { premiumMinor } = await policyRow(world, policy.id);
    expect(await availableOf(world, 1)).toBe(before - premiumMinor);
    await world.mutate('cancelPolicy', cancel(policy.id, '2026-11-01'), liwei);

    expect(await availableOf(world, 1)).toBe(before);
    expect(await policyRow(world, policy.id)).toMatchObject({
      status: 'CANCELLED',
      cancelledOn: '2026-11-01',
      cancellationReason: 'The car is sold',
    });
    expect(await topicsOf(world, 1, policy.id)).toEqual(['policy.bound', 'policy.cancelled']);
  });

  test('gives back the days that are left, never more than was paid, and leaves the payment captured (F6, F11)', async () => {
    const policy = await aPolicy(world, 1, await motor(), 'WALLET');
    const { premiumMinor, id } = await policyRow(world, policy.id);
    const before = await availableOf(world, 1);
    await world.mutate('cancelPolicy', cancel(policy.id, '2027-01-31'), liwei);

    // 90 of 365 days are used, from 2 November until 30 January.
    const refundMinor = (await availableOf(world, 1)) - before;
    expect(refundMinor).toBe((premiumMinor * 275n * 2n + 365n) / (365n * 2n));
    expect(refundMinor).toBeLessThan(premiumMinor);
    expect(await paymentOf(policy.id)).toMatchObject({ status: 'CAPTURED', refundedMinor: 0n });
    const booked = await world.subgraph.database.read
      .select()
      .from(ledgerTransactions)
      .where(eq(ledgerTransactions.reference, `policy:${id}:cancel`));
    expect(booked).toMatchObject([{ kind: 'PREMIUM_RETURN' }]);
  });

  test('of a premium that a card paid gives nothing to the wallet', async () => {
    const policy = await aPolicy(world, 1, await motor(), 'BANK_CARD');
    const before = await availableOf(world, 1);
    await world.mutate('cancelPolicy', cancel(policy.id, '2026-11-20'), liwei);

    expect(await availableOf(world, 1)).toBe(before);
    const { id } = await policyRow(world, policy.id);
    const [{ count } = { count: 0 }] = await world.subgraph.database.read.execute<{ count: number }>(sql`
      select count(*)::int as count from ledger_entries e join ledger_transactions t on t.owner_id = e.owner_id or true
      where t.reference = ${`policy:${id}:cancel`} and e.transaction_id = t.id`);
    expect(count).toBe(2);
  });

  test('of a life gives back what is left of the first year alone, and nothing becomes due any more', async () => {
    const policy = await aPolicy(
      world,
      1,
      { product: 'TERM_LIFE_20', sumAssured: yuan('100000.00'), coverageCodes: ['DEATH'] },
      'WALLET',
    );
    const { premiumMinor } = await policyRow(world, policy.id);
    const before = await availableOf(world, 1);
    await world.mutate('cancelPolicy', cancel(policy.id, '2027-02-02'), liwei);

    // 273 of the 365 days of the first year are left.
    expect((await availableOf(world, 1)) - before).toBe((premiumMinor * 273n * 2n + 365n) / (365n * 2n));
    expect(await instalmentsOf(world, policy.id)).toHaveLength(1);
  });

  test('frees what was insured for another policy', async () => {
    const input = await motor();
    const policy = await aPolicy(world, 1, input);
    await world.mutate('cancelPolicy', cancel(policy.id, '2026-11-01'), liwei);

    expect((await aPolicy(world, 1, input)).status).toBe('BOUND');
  });

  test('twice with one key pays once', async () => {
    const policy = await aPolicy(world, 1, await motor(), 'WALLET');
    const input = { ...cancel(policy.id, '2026-11-20'), idempotencyKey: newKey() };
    await world.mutate('cancelPolicy', input, liwei);
    const before = await availableOf(world, 1);

    expect((await world.mutate('cancelPolicy', input, liwei)).userErrors).toEqual([]);
    expect(await availableOf(world, 1)).toBe(before);
  });

  test.each([
    ['on a day that is over', 'INVALID_INPUT', (id: string) => cancel(id, '2026-10-31')],
    ['after the end of the term', 'INVALID_INPUT', (id: string) => cancel(id, '2027-11-03')],
    ['without a reason', 'INVALID_INPUT', (id: string) => ({ ...cancel(id, '2026-11-20'), reason: ' ' })],
    ['of an id of another type', 'INVALID_INPUT', (_: string) => cancel(castId('veh', 1), '2026-11-20')],
    [
      'of an id with the prefix of another kind',
      'NOT_FOUND',
      (id: string) => cancel(id.replace('pau', 'pli'), '2026-11-20'),
    ],
    ['of a policy that does not exist', 'NOT_FOUND', (_: string) => cancel(castId('pau', 999_999), '2026-11-20')],
  ] as const)('%s is refused: %s', async (_, code, inputOf) => {
    const policy = await aPolicy(world, 1, await motor());

    expect(await world.refusalOf('cancelPolicy', inputOf(policy.id), liwei)).toBe(code);
    expect(await policyRow(world, policy.id)).toMatchObject({ status: 'BOUND' });
  });

  test('by somebody else answers as for a missing policy', async () => {
    const policy = await aPolicy(world, 1, await motor());

    expect(await world.refusalOf('cancelPolicy', cancel(policy.id, '2026-11-20'), customerNumber(2))).toBe('NOT_FOUND');
  });
});
