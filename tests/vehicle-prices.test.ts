import { castId, castUuid } from '@ecosystem/kit/world';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

interface Shown {
  readonly me: { readonly auto: { readonly vehicles: readonly Vehicle[] } };
}
interface Vehicle {
  readonly id: string;
  readonly mileageKm: number;
  readonly insuranceQuote: { readonly id: string; readonly premium: { readonly amount: string } } | null;
}

test('another mileage in auto changes the premium that finance returns, with no call between the two (AT-13-2)', async () => {
  const token = await world.token('customer');
  const ask = async () => {
    const { data, errors } = await world.ask<Shown>(
      '{ me { auto { vehicles { id mileageKm insuranceQuote { id premium { amount } } } } } }',
      { token },
    );
    expect(errors).toBeUndefined();
    const vehicle = data?.me.auto.vehicles.find(({ id }) => id === castId('veh', 1));
    if (!vehicle?.insuranceQuote) throw new Error('The vehicle of @liwei has no price.');
    return { ...vehicle, quote: vehicle.insuranceQuote };
  };
  const before = await ask();
  await world.subgraphs.auto.subgraph.database.write.execute(
    sql`update vehicles set mileage_km = mileage_km + 50000 where id = ${castUuid(1)}`,
  );
  const after = await ask();

  expect(after.mileageKm).toBe(before.mileageKm + 50_000);
  expect(after.quote.id).toBe(before.quote.id);
  expect(Number(after.quote.premium.amount)).toBeGreaterThan(Number(before.quote.premium.amount));
});
