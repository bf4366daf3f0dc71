import { formatId } from '@ecosystem/kit/ids';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { knownVehicles, payments } from '../src/db/tables.ts';
import { customerNumber, type FinanceWorld, openFinance } from './finance-world.ts';
import {
  aPatient,
  aPolicy,
  aVehicle,
  availableOf,
  liveUntil,
  nextTermOf,
  payQuote,
  policyRow,
  renewalOf,
  type ShownPolicy,
  setSpendable,
  silenceSeed,
  topicsOf,
} from './makers-insurance.ts';

let world: FinanceWorld;
let vehicleId: string;
let policy: ShownPolicy;
/** A policy of @liwei from 2 November 2026 to 2 November 2027, in force. */
beforeEach(async () => {
  world = await openFinance();
  await silenceSeed(world);
  await setSpendable(world, 1, 20_000_00n);
  vehicleId = await aVehicle(world, 1);
  policy = await aPolicy(world, 1, { product: 'AUTO_COMPREHENSIVE', vehicleId, coverageCodes: ['OD', 'TPL'] });
  await liveUntil(world, '2026-11-02');
});
afterEach(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const liwei = customerNumber(1);
/** The quote of the next term as clients pay it. */
const shownRenewal = async () => {
  const renewal = await renewalOf(world, policy.id);
  if (!renewal) throw new Error('There is no quote of the next term.');
  const amount = `${renewal.premiumMinor / 100n}.${String(renewal.premiumMinor % 100n).padStart(2, '0')}`;
  return { id: formatId('quo', renewal.id), premium: { amount, currency: renewal.currency } };
};

describe('the next term of a policy (AT-7-1)', () => {
  test('is quoted 30 days before the end, from the facts of that day, and not a day before', async () => {
    await liveUntil(world, '2027-10-02');
    expect(await renewalOf(world, policy.id)).toBeUndefined();
    const { write } = world.subgraph.database;
    await write.update(knownVehicles).set({ mileageKm: 60_000 }).where(eq(knownVehicles.mileageKm, 30_000));
    await liveUntil(world, '2027-10-03');

    const renewal = await renewalOf(world, policy.id);
    expect(renewal).toMatchObject({ status: 'QUOTED', product: 'AUTO_COMPREHENSIVE', collectOn: '2027-10-26' });
    expect(renewal?.validUntil).toEqual(new Date('2027-11-02T00:00:00+08:00'));
    // (1536.00 + 900.00) x 1.00 for 5 years x 1.12 x 1.15
    expect(renewal?.premiumMinor).toBe(3_137_57n);
    expect(renewal?.coverages.map(({ code }) => code)).toEqual(['OD', 'TPL']);
  });

  test('is paid from the wallet in the last week and begins where the old term ends, without a gap', async () => {
    const before = await availableOf(world, 1);
    await liveUntil(world, '2027-10-25');
    expect(await availableOf(world, 1)).toBe(before);
    await liveUntil(world, '2027-10-26');
    const next = await nextTermOf(world, policy.id);

    expect(next).toMatchObject({ status: 'BOUND', effectiveOn: '2027-11-02', expiresOn: '2028-11-02' });
    expect(before - (await availableOf(world, 1))).toBe(next?.premiumMinor);
    expect(await renewalOf(world, policy.id)).toMatchObject({ status: 'ACCEPTED' });
    await liveUntil(world, '2027-11-02');
    expect((await policyRow(world, policy.id)).status).toBe('EXPIRED');
    expect(await nextTermOf(world, policy.id)).toMatchObject({ status: 'IN_FORCE' });
    expect(await topicsOf(world, 1, policy.id)).toEqual([
      'policy.bound',
      'policy.began',
      'quote.made',
      'policy.renewed',
      'policy.expired',
    ]);
    await liveUntil(world, '2028-10-26');
    expect(await nextTermOf(world, formatId('pau', next?.id ?? ''))).toMatchObject({ effectiveOn: '2028-11-02' });
  });

  test('is tried each day, also on the last one', async () => {
    await setSpendable(world, 1, 0n);
    for (const day of ['2027-10-03', '2027-10-26', '2027-10-31']) await liveUntil(world, day);
    expect(await nextTermOf(world, policy.id)).toBeUndefined();
    await setSpendable(world, 1, 20_000_00n);
    await liveUntil(world, '2027-10-31');
    expect(await nextTermOf(world, policy.id)).toBeUndefined();
    await liveUntil(world, '2027-11-01');

    expect(await nextTermOf(world, policy.id)).toMatchObject({ effectiveOn: '2027-11-02' });
  });

  test('is never bound without money: the policy expires and so does the quote', async () => {
    await setSpendable(world, 1, 1_00n);
    for (const day of ['2027-10-03', '2027-10-26', '2027-11-01', '2027-11-02']) await liveUntil(world, day);

    expect((await policyRow(world, policy.id)).status).toBe('EXPIRED');
    expect(await renewalOf(world, policy.id)).toMatchObject({ status: 'EXPIRED' });
    expect(await nextTermOf(world, policy.id)).toBeUndefined();
    expect(await availableOf(world, 1)).toBe(1_00n);
    await setSpendable(world, 1, 20_000_00n);
    await liveUntil(world, '2027-11-03');
    expect(await nextTermOf(world, policy.id)).toBeUndefined();
  });

  test('that its holder paid is bound with that payment, and not paid once more', async () => {
    await liveUntil(world, '2027-10-03');
    const paymentId = await payQuote(world, 1, await shownRenewal(), 'BANK_CARD');
    const before = await availableOf(world, 1);
    await liveUntil(world, '2027-10-26');

    const next = await nextTermOf(world, policy.id);
    expect(formatId('pay', next?.paymentId ?? '')).toBe(paymentId);
    expect(await availableOf(world, 1)).toBe(before);
  });

  test('that its holder paid after the last look is bound on the day on which the old term ends', async () => {
    await setSpendable(world, 1, 0n);
    await liveUntil(world, '2027-11-01');
    world.clock.moveTo(new Date('2027-11-01T23:59:00+08:00'));
    await payQuote(world, 1, await shownRenewal(), 'BANK_CARD');
    await liveUntil(world, '2027-11-02');

    expect(await nextTermOf(world, policy.id)).toMatchObject({ status: 'IN_FORCE', effectiveOn: '2027-11-02' });
  });

  test('that its holder binds begins where the old term ends', async () => {
    await liveUntil(world, '2027-10-03');
    const quote = await shownRenewal();
    const paymentId = await payQuote(world, 1, quote, 'BANK_CARD');
    const answer = await world.mutate(
      'bindQuote',
      { quoteId: quote.id, paymentId },
      liwei,
      'policy { effectiveOn status }',
    );

    expect(answer).toEqual({ policy: { effectiveOn: '2027-11-02', status: 'BOUND' }, userErrors: [] });
    await liveUntil(world, '2027-10-26');
    expect(await renewalOf(world, policy.id)).toMatchObject({ status: 'ACCEPTED' });
  });

  test('of a policy that is cancelled is declined, and what was paid for it goes back', async () => {
    await liveUntil(world, '2027-10-03');
    const before = await availableOf(world, 1);
    const quote = await shownRenewal();
    const paymentId = await payQuote(world, 1, quote, 'WALLET');
    const refund = await world.mutate(
      'cancelPolicy',
      { policyId: policy.id, effectiveOn: '2027-11-02', reason: 'The car is sold' },
      liwei,
    );

    expect(refund.userErrors).toEqual([]);
    expect(await renewalOf(world, policy.id)).toMatchObject({ status: 'DECLINED' });
    expect(await availableOf(world, 1)).toBe(before);
    expect(await world.refusalOf('bindQuote', { quoteId: quote.id, paymentId }, liwei)).toBe('ILLEGAL_TRANSITION');
    await liveUntil(world, '2027-11-02');
    expect(await nextTermOf(world, policy.id)).toBeUndefined();
  });

  test('of a risk that is not accepted any more is refused, and the policy says that it does not renew', async () => {
    const { write } = world.subgraph.database;
    await write.update(knownVehicles).set({ mileageKm: 600_001 }).where(eq(knownVehicles.mileageKm, 30_000));
    await liveUntil(world, '2027-10-03');

    expect(await renewalOf(world, policy.id)).toBeUndefined();
    expect(await policyRow(world, policy.id)).toMatchObject({ autoRenews: false, status: 'IN_FORCE' });
    expect(await topicsOf(world, 1, policy.id)).toContain('policy.renewal-refused');
  });

  test('of a family insures the same patients', async () => {
    const patientIds = [await aPatient(world, 1), await aPatient(world, 1)];
    policy = await aPolicy(world, 1, { product: 'FAMILY_HEALTH', patientIds, coverageCodes: ['DRUGS'] });
    await liveUntil(world, '2026-11-03');
    await liveUntil(world, '2027-10-27');

    const next = await nextTermOf(world, policy.id);
    const { data } = await world.query(
      `{ policy(id: "${formatId('phe', next?.id ?? '')}") { ... on HealthPolicy { insured { id } } } }`,
      { as: liwei },
    );
    expect(data?.['policy']).toEqual({ insured: patientIds.map((id) => ({ id })) });
    const paid = await world.subgraph.database.read
      .select()
      .from(payments)
      .where(eq(payments.id, next?.paymentId ?? ''));
    expect(paid).toMatchObject([{ status: 'CAPTURED', funding: 'WALLET', amountMinor: next?.premiumMinor }]);
  });
});
