import { castId } from '@ecosystem/kit/world';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coveragePlans, policies, quotes } from '../src/db/tables.ts';
import { customerNumber, type FinanceWorld, openFinance, yuan } from './finance-world.ts';
import { allMotor, anOrder, aPatient, aQuote, aVehicle, quoteRow, type ShownQuote } from './makers-insurance.ts';

let world: FinanceWorld;
beforeAll(async () => {
  world = await openFinance();
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const motor = (vehicleId: string, coverageCodes = allMotor) => ({
  product: 'AUTO_COMPREHENSIVE',
  vehicleId,
  coverageCodes,
});
const countQuotes = () => world.subgraph.database.read.$count(quotes);

describe('a quote', () => {
  test('for a vehicle shows what it covers, the facts behind its price, and holds for 14 days', async () => {
    const vehicleId = await aVehicle(world, 1);
    const { quote } = await world.mutate(
      'quotePolicy',
      motor(vehicleId, ['OD', 'GLASS']),
      customerNumber(1),
      `quote { status premium { amount } validUntil riskFactors
        coverages { code limit { amount } deductible { amount } coinsurancePercent remaining { amount } } }`,
    );

    expect(quote).toEqual({
      status: 'QUOTED',
      // (128000.00 x 1.2 % + 10000.00 x 1.5 %) x 1.00 for 4 years x 1.06 for 30,000 km x 1.15 for the battery.
      premium: { amount: '2055.23' },
      validUntil: '2026-11-14T16:00:00Z',
      riskFactors: [
        'The vehicle is of model year 2022.',
        'It has run 30000 km.',
        'It runs on a battery alone.',
        'Its market value is 128000.00 CNY.',
      ],
      coverages: [
        {
          code: 'OD',
          limit: { amount: '128000.00' },
          deductible: { amount: '500.00' },
          coinsurancePercent: '10.00',
          remaining: { amount: '128000.00' },
        },
        {
          code: 'GLASS',
          limit: { amount: '10000.00' },
          deductible: { amount: '0.00' },
          coinsurancePercent: '0.00',
          remaining: { amount: '10000.00' },
        },
      ],
    });
  });

  test('for a family is the sum over its members', async () => {
    const patientIds = [await aPatient(world, 1), await aPatient(world, 1, '0_TO_9')];
    const { premium } = await aQuote(world, 1, { product: 'FAMILY_HEALTH', patientIds, coverageCodes: ['INPATIENT'] });

    // 500000.00 x 0.09 % x (1.0 + 0.9)
    expect(premium).toEqual(yuan('855.00'));
  });

  test('for a life takes the age from the proof of identity alone, and asks for the price of one year', async () => {
    const quote = await aQuote(world, 1, {
      product: 'TERM_LIFE_20',
      sumAssured: yuan('500000.00'),
      coverageCodes: ['DEATH'],
    });
    const { risk } = await quoteRow(world, quote.id);
    const [fact = ''] = risk.factors;
    const age = Number(/\d+/.exec(fact)?.[0]);

    expect(age).toBeGreaterThanOrEqual(2026 - 2004);
    expect(JSON.stringify(risk)).not.toMatch(/\d{17}/);
    // 500000.00 x 0.18 % x a factor between 0.7 and 9.8
    expect(Number(quote.premium.amount) / 900).toSatisfy((factor: number) => [0.7, 1, 2.1, 4.6, 9.8].includes(factor));
  });

  test('for return freight depends on the total of the order', async () => {
    const premiumOf = async (totalMinor: bigint) => {
      const orderId = await anOrder(world, 1, totalMinor);
      return (await aQuote(world, 1, { product: 'RETURN_FREIGHT_30', orderId, coverageCodes: ['RETURN'] })).premium;
    };

    // 25.00 x 4 % x 1.00 or 1.25
    expect(await premiumOf(88_00n)).toEqual(yuan('1.00'));
    expect(await premiumOf(100_00n)).toEqual(yuan('1.25'));
  });

  test('is seen by its customer alone', async () => {
    const quote = await aQuote(world, 1, motor(await aVehicle(world, 1)));
    const ask = (customer: number) =>
      world.query('query ($of: [_Any!]!) { _entities(representations: $of) { ... on Quote { id } } }', {
        as: customerNumber(customer),
        variables: { of: [{ __typename: 'Quote', id: quote.id }] },
      });

    expect((await ask(1)).data?.['_entities']).toEqual([{ id: quote.id }]);
    expect((await ask(2)).data?.['_entities']).toEqual([null]);
  });

  test('asked for twice with one key is made once', async () => {
    const input = { ...motor(await aVehicle(world, 1)), idempotencyKey: 'one-quote-only' };

    expect((await aQuote(world, 1, input)).id).toBe((await aQuote(world, 1, input)).id);
  });
});

describe('the price that a vehicle shows', () => {
  const facts = {
    modelYear: 2022,
    mileageKm: 30_000,
    powertrain: 'BEV',
    marketValue: { amount: '128000.00', currency: 'CNY' },
  };
  const show = async (changes: object = {}, argument = '') => {
    const { data, errors } = await world.query(
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Vehicle {
        insuranceQuote${argument} { id product status premium { amount currency } riskFactors coverages { code } } } } }`,
      {
        as: customerNumber(1),
        variables: { of: [{ __typename: 'Vehicle', id: castId('veh', 1), ...facts, ...changes }] },
      },
    );
    expect(errors).toBeUndefined();
    const shown = data as { _entities: [{ insuranceQuote: ShownQuote | null }] };
    return shown._entities[0].insuranceQuote;
  };

  test('follows from the facts that auto hands over, and changes with the mileage (AT-13-2)', async () => {
    const before = await countQuotes();
    const [first, second] = [await show(), await show({ mileageKm: 60_000 })];

    expect(second?.id).toBe(first?.id);
    // 2842.00 for all coverages x 1.15 for the battery x 1.06 or 1.12 for the mileage.
    expect([first?.premium.amount, second?.premium.amount]).toEqual(['3464.40', '3660.50']);
    expect(second).toMatchObject({ riskFactors: expect.arrayContaining(['It has run 60000 km.']) });
    expect(await countQuotes()).toBe(before);
  });

  test('is what quotePolicy asks for all coverages', async () => {
    const quote = await aQuote(world, 1, motor(await aVehicle(world, 1)));

    expect((await show())?.premium).toEqual(quote.premium);
  });

  test('is none where the product insures no vehicles, the value is not known, or the risk is not accepted', async () => {
    expect(await show({}, '(product: "FAMILY_HEALTH")')).toBeNull();
    expect(await show({}, '(product: "MOON_INSURANCE")')).toBeNull();
    expect(await show({ marketValue: null })).toBeNull();
    expect(await show({ mileageKm: 600_001 })).toBeNull();
    expect(await show({ marketValue: { amount: '128000.00', currency: 'USD' } })).toBeNull();
  });

  test('can be neither paid nor bound', async () => {
    const shown = await show();
    const pay = { payableType: 'QUOTE', payableId: shown?.id, amount: shown?.premium };

    expect(await world.refusalOf('createPayment', pay, customerNumber(1))).toBe('PAYABLE_NOT_FOUND');
    const bind = { quoteId: shown?.id, paymentId: castId('pay', 1) };
    expect(await world.refusalOf('bindQuote', bind, customerNumber(1))).toBe('NOT_FOUND');
  });
});

test('the demo world sells coverages for each product, and no policy is written by a quote', async () => {
  const { read } = world.subgraph.database;
  const plans = await read.select().from(coveragePlans);
  const before = await read.$count(policies);
  await aQuote(world, 1, motor(await aVehicle(world, 1)));

  expect(new Set(plans.map(({ productCode }) => productCode)).size).toBe(4);
  expect(await read.$count(policies)).toBe(before);
});
