import { formatId } from '@ecosystem/kit/ids';
import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { payments, policyLapses } from '../src/db/tables.ts';
import { customerNumber, type FinanceWorld, openFinance, yuan } from './finance-world.ts';
import {
  anOrder,
  aPolicy,
  aQuote,
  aVehicle,
  availableOf,
  instalmentsOf,
  liveUntil,
  payQuote,
  policyRow,
  quoteRow,
  runJobs,
  setSpendable,
  silenceSeed,
  snapshot,
  topicsOf,
} from './makers-insurance.ts';

let world: FinanceWorld;
// A world for each test, for time does not run backwards.
beforeEach(async () => {
  world = await openFinance();
  await silenceSeed(world);
  await setSpendable(world, 1, 20_000_00n);
});
afterEach(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const motor = async () => ({
  product: 'AUTO_COMPREHENSIVE',
  vehicleId: await aVehicle(world, 1),
  coverageCodes: ['TPL'],
});
const life = { product: 'TERM_LIFE_20', sumAssured: yuan('500000.00'), coverageCodes: ['DEATH'] };
const statusOf = async (id: string) => (await policyRow(world, id)).status;
const paymentsOf = async (quoteId: string) =>
  world.subgraph.database.read
    .select()
    .from(payments)
    .where(eq(payments.payableId, (await quoteRow(world, quoteId)).id));

describe('the calendar', () => {
  test('begins a policy on its first day and ends it on the day after its last', async () => {
    const orderId = await anOrder(world, 1);
    const policy = await aPolicy(world, 1, { product: 'RETURN_FREIGHT_30', orderId, coverageCodes: ['RETURN'] });
    await runJobs(world);
    expect(await statusOf(policy.id)).toBe('BOUND');
    await liveUntil(world, '2026-11-02');
    expect(await statusOf(policy.id)).toBe('IN_FORCE');
    await liveUntil(world, '2026-12-01');
    expect(await statusOf(policy.id)).toBe('IN_FORCE');
    await liveUntil(world, '2026-12-02');

    expect(await statusOf(policy.id)).toBe('EXPIRED');
    expect(await topicsOf(world, 1, policy.id)).toEqual(['policy.bound', 'policy.began', 'policy.expired']);
  });

  test('brings a policy through its whole term also when nobody has looked for a year', async () => {
    const orderId = await anOrder(world, 1);
    const policy = await aPolicy(world, 1, { product: 'RETURN_FREIGHT_30', orderId, coverageCodes: ['RETURN'] });
    await liveUntil(world, '2027-10-01');

    expect(await statusOf(policy.id)).toBe('EXPIRED');
  });

  test('leaves a cancelled policy alone', async () => {
    const policy = await aPolicy(world, 1, await motor());
    const input = { policyId: policy.id, effectiveOn: '2026-11-02', reason: 'The car is sold' };
    await world.mutate('cancelPolicy', input, customerNumber(1));
    await liveUntil(world, '2026-11-02');
    await liveUntil(world, '2027-11-02');

    expect(await statusOf(policy.id)).toBe('CANCELLED');
  });

  test('gives a term that begins on a leap day the first of March as its end', async () => {
    world.clock.moveTo(new Date('2028-02-28T12:00:00+08:00'));
    const policy = await aPolicy(world, 1, await motor());

    expect(policy).toMatchObject({ effectiveOn: '2028-02-29', expiresOn: '2029-03-01' });
  });

  test('changes nothing the second time', async () => {
    await aPolicy(world, 1, await motor());
    await aPolicy(world, 1, life);
    await liveUntil(world, '2027-10-20');
    const before = await snapshot(world);
    await runJobs(world);

    expect(await snapshot(world)).toBe(before);
  });
});

describe('a quote whose price holds no more', () => {
  test('has expired, after exactly 14 days', async () => {
    const quote = await aQuote(world, 1, await motor());
    const { validUntil } = await quoteRow(world, quote.id);
    world.clock.moveTo(new Date(validUntil.getTime() - 1));
    await runJobs(world);
    expect((await quoteRow(world, quote.id)).status).toBe('QUOTED');
    world.clock.moveTo(validUntil);
    await runJobs(world);

    expect((await quoteRow(world, quote.id)).status).toBe('EXPIRED');
    expect(await topicsOf(world, 1, quote.id)).toEqual(['quote.made', 'quote.expired']);
  });

  test('gives back what was paid for it and never bound, and cannot be paid any more', async () => {
    const before = await availableOf(world, 1);
    const quote = await aQuote(world, 1, await motor());
    const open = await payQuote(world, 1, quote, null);
    const paymentId = await payQuote(world, 1, quote, 'WALLET');
    expect(await availableOf(world, 1)).toBeLessThan(before);
    await liveUntil(world, '2026-11-16');

    expect(await availableOf(world, 1)).toBe(before);
    expect((await paymentsOf(quote.id)).map(({ status }) => status).sort()).toEqual(['EXPIRED', 'REFUNDED']);
    const me = customerNumber(1);
    expect(await world.refusalOf('bindQuote', { quoteId: quote.id, paymentId }, me)).toBe('QUOTE_EXPIRED');
    const again = { paymentId: open, funding: 'WALLET' };
    expect(await world.refusalOf('authorisePayment', again, me)).toBe('PAYMENT_EXPIRED');
    const pay = { payableType: 'QUOTE', payableId: quote.id, amount: quote.premium };
    expect(await world.refusalOf('createPayment', pay, me)).toBe('PAYABLE_NOT_FOUND');
  });

  test('is not bound although nobody has looked yet, if it was paid too late', async () => {
    const quote = await aQuote(world, 1, await motor());
    const { validUntil } = await quoteRow(world, quote.id);
    world.clock.moveTo(new Date(validUntil.getTime() - 60_000));
    const paymentId = await payQuote(world, 1, quote, null);
    world.clock.moveTo(validUntil);
    await world.mutate('authorisePayment', { paymentId, funding: 'WALLET' }, customerNumber(1));

    const bind = { quoteId: quote.id, paymentId };
    expect(await world.refusalOf('bindQuote', bind, customerNumber(1))).toBe('QUOTE_EXPIRED');
  });

  test('that was bound stays bound', async () => {
    const policy = await aPolicy(world, 1, await motor());
    await liveUntil(world, '2026-12-01');

    const quoteId = formatId('quo', (await policyRow(world, policy.id)).quoteId);
    expect((await quoteRow(world, quoteId)).status).toBe('ACCEPTED');
  });
});

describe('the premium of a policy of twenty years', () => {
  const lapsesOf = async (policyId: string) => {
    const { id } = await policyRow(world, policyId);
    return world.subgraph.database.read.select().from(policyLapses).where(eq(policyLapses.policyId, id));
  };

  test('is taken from the wallet on each anniversary, exactly', async () => {
    const policy = await aPolicy(world, 1, life);
    const { premiumMinor } = await policyRow(world, policy.id);
    const before = await availableOf(world, 1);
    await liveUntil(world, '2027-11-01');
    expect(await availableOf(world, 1)).toBe(before);
    await liveUntil(world, '2027-11-02');
    expect(await availableOf(world, 1)).toBe(before - premiumMinor);
    await liveUntil(world, '2028-11-02');

    expect(await availableOf(world, 1)).toBe(before - 2n * premiumMinor);
    const paid = (await instalmentsOf(world, policy.id)).filter(({ paidAt }) => paidAt !== null);
    expect(paid.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(await statusOf(policy.id)).toBe('IN_FORCE');
  });

  test('that cannot be paid ends the cover after 30 days of grace, and paying it within 60 days brings it back', async () => {
    const policy = await aPolicy(world, 1, life);
    const { premiumMinor } = await policyRow(world, policy.id);
    await setSpendable(world, 1, premiumMinor - 1n);
    await liveUntil(world, '2027-11-02');
    await liveUntil(world, '2027-12-02');
    expect(await statusOf(policy.id)).toBe('IN_FORCE');
    await liveUntil(world, '2027-12-03');
    expect(await statusOf(policy.id)).toBe('LAPSED');
    expect(await lapsesOf(policy.id)).toMatchObject([{ fromOn: '2027-12-03', toOn: null }]);
    await liveUntil(world, '2028-01-31');
    await setSpendable(world, 1, premiumMinor);
    await liveUntil(world, '2028-02-01');

    expect(await statusOf(policy.id)).toBe('IN_FORCE');
    expect(await lapsesOf(policy.id)).toMatchObject([{ fromOn: '2027-12-03', toOn: '2028-02-01' }]);
    expect(await availableOf(world, 1)).toBe(0n);
    expect((await topicsOf(world, 1, policy.id)).slice(2)).toEqual([
      'policy.lapsed',
      'premium.collected',
      'policy.reinstated',
    ]);
  });

  test('that is not paid within 60 days after that ends the policy, whatever comes into the wallet', async () => {
    const policy = await aPolicy(world, 1, life);
    await setSpendable(world, 1, 0n);
    await liveUntil(world, '2027-12-03');
    await liveUntil(world, '2028-02-01');
    expect(await statusOf(policy.id)).toBe('LAPSED');
    await setSpendable(world, 1, 20_000_00n);
    await liveUntil(world, '2028-02-02');

    expect(await policyRow(world, policy.id)).toMatchObject({ status: 'CANCELLED', cancelledOn: '2027-12-03' });
    expect(await availableOf(world, 1)).toBe(20_000_00n);
    expect(await instalmentsOf(world, policy.id)).toHaveLength(1);
  });

  test('is paid up on a cancellation in the third year, which gives back what is left of that year', async () => {
    const policy = await aPolicy(world, 1, life, 'BANK_CARD');
    const { premiumMinor } = await policyRow(world, policy.id);
    await liveUntil(world, '2027-11-02');
    await liveUntil(world, '2028-11-02');
    const before = await availableOf(world, 1);
    const input = { policyId: policy.id, effectiveOn: '2029-10-23', reason: 'Too dear' };
    await world.mutate('cancelPolicy', input, customerNumber(1));

    // 10 of the 365 days of the third year are left; they were paid from the wallet.
    expect((await availableOf(world, 1)) - before).toBe((premiumMinor * 10n * 2n + 365n) / (365n * 2n));
  });
});
