import { castId, castUuid } from '@ecosystem/kit/world';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kycVault, quotes } from '../src/db/tables.ts';
import { as, customerNumber, type FinanceWorld, openFinance, yuan } from './finance-world.ts';
import { allMotor, anOrder, aPatient, aPolicy, aQuote, aVehicle, quoteFields } from './makers-insurance.ts';

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

describe('a quote is refused', () => {
  const life = { product: 'TERM_LIFE_20', coverageCodes: ['DEATH'], sumAssured: yuan('500000.00') };
  const other = () => aVehicle(world, 2);
  const own = (facts = {}) => aVehicle(world, 1, facts);

  test.each<[string, string, string[] | null, () => Promise<Record<string, unknown>>]>([
    [
      'of an unknown product',
      'NOT_FOUND',
      ['product'],
      async () => ({ ...motor(await own()), product: 'MOON_INSURANCE' }),
    ],
    ['of an unknown coverage', 'COVERAGE_UNKNOWN', ['coverageCodes', '1'], async () => motor(await own(), ['OD', 'X'])],
    [
      'of a coverage of another product',
      'COVERAGE_UNKNOWN',
      ['coverageCodes', '0'],
      async () => motor(await own(), ['DEATH']),
    ],
    ['without a coverage', 'INVALID_INPUT', ['coverageCodes'], async () => motor(await own(), [])],
    ['with a coverage twice', 'INVALID_INPUT', ['coverageCodes', '1'], async () => motor(await own(), ['OD', 'OD'])],
    [
      'without what the product insures',
      'INVALID_INPUT',
      ['vehicleId'],
      async () => ({ product: 'AUTO_COMPREHENSIVE', coverageCodes: ['OD'] }),
    ],
    [
      'with what the product does not insure',
      'INVALID_INPUT',
      ['sumAssured'],
      async () => ({ ...motor(await own()), sumAssured: yuan('1.00') }),
    ],
    ['with an id of another type', 'INVALID_INPUT', ['vehicleId'], async () => motor(castId('pat', 1))],
    [
      'for a sum in another currency',
      'INVALID_INPUT',
      ['sumAssured', 'currency'],
      async () => ({ ...life, sumAssured: { amount: '500000.00', currency: 'USD' } }),
    ],
    [
      'for no patients',
      'INVALID_INPUT',
      ['patientIds'],
      async () => ({ product: 'FAMILY_HEALTH', patientIds: [], coverageCodes: ['DRUGS'] }),
    ],
    [
      'for a patient twice',
      'INVALID_INPUT',
      ['patientIds', '1'],
      async () => {
        const id = await aPatient(world, 1);
        return { product: 'FAMILY_HEALTH', patientIds: [id, id], coverageCodes: ['DRUGS'] };
      },
    ],
    [
      "for somebody else's patient",
      'NOT_FOUND',
      ['patientIds', '1'],
      async () => ({
        product: 'FAMILY_HEALTH',
        patientIds: [await aPatient(world, 1), await aPatient(world, 2)],
        coverageCodes: ['DRUGS'],
      }),
    ],
    [
      "for somebody else's order",
      'NOT_FOUND',
      ['orderId'],
      async () => ({ product: 'RETURN_FREIGHT_30', orderId: await anOrder(world, 2), coverageCodes: ['RETURN'] }),
    ],
    ["for somebody else's vehicle", 'VEHICLE_NOT_OWNED', ['vehicleId'], async () => motor(await other())],
    [
      'for a vehicle that does not exist',
      'VEHICLE_NOT_OWNED',
      ['vehicleId'],
      async () => motor(castId('veh', 999_999)),
    ],
    [
      'for a vehicle that is too old',
      'NOT_INSURABLE',
      ['vehicleId'],
      async () => motor(await own({ modelYear: 2005 })),
    ],
    [
      'for a vehicle whose value is in another currency',
      'NOT_INSURABLE',
      ['vehicleId'],
      async () => motor(await own({ currency: 'USD' })),
    ],
    [
      'for a patient of unknown age',
      'NOT_INSURABLE',
      ['patientIds'],
      async () => ({
        product: 'FAMILY_HEALTH',
        patientIds: [await aPatient(world, 1, 'UNKNOWN')],
        coverageCodes: ['DRUGS'],
      }),
    ],
    [
      'for an order that costs nothing',
      'NOT_INSURABLE',
      null,
      async () => ({ product: 'RETURN_FREIGHT_30', orderId: await anOrder(world, 1, 0n), coverageCodes: ['RETURN'] }),
    ],
    ['for a life without a bound', 'NOT_INSURABLE', null, async () => ({ ...life, sumAssured: yuan('10000000.01') })],
  ])('%s: %s', async (_, code, path, inputOf) => {
    const input = await inputOf();
    const before = await countQuotes();
    const { quote, userErrors } = await world.mutate('quotePolicy', input, customerNumber(1), quoteFields);

    expect(userErrors).toEqual([{ code, path, message: expect.stringMatching(/^[A-Z].+\.$/) }]);
    expect(quote).toBeNull();
    expect(await countQuotes()).toBe(before);
  });

  test('for the life of a customer without a proof of identity', async () => {
    expect(await world.refusalOf('quotePolicy', life, customerNumber(50))).toBe('NOT_INSURABLE');
    const [kyc] = await world.subgraph.database.read
      .select()
      .from(kycVault)
      .where(eq(kycVault.customerId, castUuid(50)));
    expect(kyc?.idNumberEnc).toBeNull();
  });

  test('for a vehicle, an order and a patient that are insured already', async () => {
    const vehicleId = await aVehicle(world, 1);
    const orderId = await anOrder(world, 1);
    const patientId = await aPatient(world, 1);
    const freight = { product: 'RETURN_FREIGHT_30', orderId, coverageCodes: ['RETURN'] };
    const health = { product: 'FAMILY_HEALTH', patientIds: [patientId], coverageCodes: ['DRUGS'] };
    const family = { ...health, patientIds: [await aPatient(world, 1), patientId] };
    for (const input of [motor(vehicleId), freight, health]) await aPolicy(world, 1, input);

    for (const input of [motor(vehicleId, ['TPL']), freight, family]) {
      expect(await world.refusalOf('quotePolicy', input, customerNumber(1))).toBe('DUPLICATE_COVER');
    }
    // A life may be insured more than once.
    await aPolicy(world, 1, life);
    expect((await aQuote(world, 1, life)).status).toBe('QUOTED');
  });

  test('to callers who are no customers', async () => {
    const input = { ...motor(await aVehicle(world, 1)), idempotencyKey: 'not-for-merchants' };
    const answer = await world.mutate('quotePolicy', input, as('merchant'));

    expect(answer.userErrors.map(({ code }) => code)).toEqual(['NOT_INSURABLE']);
  });
});
