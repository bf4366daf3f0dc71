import { parseId } from '@ecosystem/kit/ids';
import { castId, castUuid } from '@ecosystem/kit/world';
import { eq } from 'drizzle-orm';
import { claims, policyPatients } from '../src/db/tables.ts';
import { type FinanceWorld, liwei, yuan } from './finance-world.ts';
import { aPacket, aThread, befriend, openPacket } from './makers-gifts.ts';
import { allMotor, anOrder, aPatient, aQuote, aVehicle, payQuote, setSpendable } from './makers-insurance.ts';
import { aPolicy } from './makers-policies.ts';

const holder = { id: castId('cus', 1), uuid: castUuid(1), as: liwei };

/** Ids of what insurance promises to @liwei. */
export interface Promises {
  /** A vehicle without a policy, the price of insuring it, and the captured payment of that. */
  readonly vehicle: string;
  readonly quote: string;
  readonly quotePayment: string;
  /** A motor policy, its vehicle, and a claim under it that is assigned to the first handler. */
  readonly motorPolicy: string;
  readonly insuredVehicle: string;
  readonly claim: string;
  /** A motor policy without a claim. */
  readonly freePolicy: string;
  /** Somebody whom a health policy insures. */
  readonly patient: string;
  /** An order with a policy for its return freight, and a claim for the drugs in it. */
  readonly order: string;
}

export async function makePromises(world: FinanceWorld): Promise<Promises> {
  const pool = world.subgraph.database.write;
  const vehicle = await aVehicle(world, 1);
  const quote = await aQuote(world, 1, { product: 'AUTO_COMPREHENSIVE', vehicleId: vehicle, coverageCodes: allMotor });
  const quotePayment = await payQuote(world, 1, quote);

  const glass = [{ code: 'GLASS', limitMinor: 1_000_00n }];
  const insuredVehicle = await aVehicle(world, 1);
  const motor = await aPolicy(pool, holder, 'AUTO', glass, { vehicleId: parseId('veh', insuredVehicle) });
  const free = await aPolicy(pool, holder, 'AUTO', glass);
  const claim = await fileClaim(world, { policyId: motor.id, cause: 'COLLISION' }, 'GLASS');
  await pool
    .update(claims)
    .set({ handlerId: castUuid(1) })
    .where(eq(claims.id, parseId('clm', claim)));

  const order = await anOrder(world, 1);
  const freight = [{ code: 'FREIGHT', limitMinor: 30_00n }];
  await aPolicy(pool, holder, 'RETURN_FREIGHT', freight, { orderId: parseId('ord', order) });
  const family = await aPolicy(pool, holder, 'HEALTH', [{ code: 'DRUGS', limitMinor: 1_000_00n }]);
  const patient = await aPatient(world, 1);
  const insured = { customerId: holder.uuid, policyId: family.uuid, patientId: parseId('pat', patient) };
  await pool.insert(policyPatients).values(insured);
  const illness = { policyId: family.id, cause: 'ILLNESS', orderId: order, encounterId: castId('enc', 1) };
  await fileClaim(world, illness, 'DRUGS');
  return {
    vehicle,
    quote: quote.id,
    quotePayment,
    motorPolicy: motor.id,
    insuredVehicle,
    claim,
    freePolicy: free.id,
    patient,
    order,
  };
}

/** The input of a claim of 100.00 with one photo, of which no two tests need more. */
export const filing = (given: Record<string, unknown>, coverageCode: string) => ({
  lossAt: '2026-10-20T04:00:00.000Z',
  description: 'It broke.',
  lines: [{ coverageCode, amount: yuan('100.00'), evidenceIds: [castId('evd', 1)] }],
  ...given,
});

async function fileClaim(world: FinanceWorld, given: Record<string, unknown>, coverageCode: string): Promise<string> {
  const { claim, userErrors } = await world.mutate('fileClaim', filing(given, coverageCode), liwei, 'claim { id }');
  if (!claim) throw new Error(`No claim was filed: ${JSON.stringify(userErrors)}`);
  return (claim as { readonly id: string }).id;
}

/** Ids of the gifts of @liwei to the second and the third customer, who are contacts. */
export interface Gifts {
  /** A chat with the second, and a packet for it of which @liwei has taken one of three shares. */
  readonly thread: string;
  readonly packet: string;
  /** A packet for the third. */
  readonly gift: string;
}

export async function makeGifts(world: FinanceWorld): Promise<Gifts> {
  await setSpendable(world, 1, 100_00n);
  for (const contact of [2, 3]) await befriend(world, 1, contact);
  const thread = await aThread(world, 700, [1, 2]);
  const packet = await aPacket(world, 1, '3.00', { kind: 'FIXED', shares: 3, threadId: thread });
  await openPacket(world, packet, 1);
  const gift = await aPacket(world, 1, '1.00', { toCustomerId: castId('cus', 3) });
  return { thread, packet: packet.id, gift: gift.id };
}
