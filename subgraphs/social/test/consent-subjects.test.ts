import { splitId } from '@ecosystem/kit/ids';
import { demoSubjectId } from '@ecosystem/kit/subject-ids';
import { castId, castUuid } from '@ecosystem/kit/world';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { partnerKeys, subjectRegistry } from '../src/db/tables.ts';
import {
  type ConsentWorld,
  customerNumber,
  makeCode,
  modestProgram,
  newKey,
  openSocial,
  partnerFields,
  partnerNumber,
  plainAnswer,
  plainRequest,
} from './consents-world.ts';

let world: ConsentWorld;
beforeAll(async () => {
  world = await openSocial();
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

describe('what a partner calls a customer', () => {
  /** What the partner is shown once the customer has granted the request, for the same key. */
  async function subjectOf(partner: number, program: number, customer: number): Promise<string> {
    const [as, caller] = [partnerNumber(partner), customerNumber(customer)];
    const request = {
      ...plainRequest,
      scopes: ['PROFILE_BASIC'],
      partnerId: as.subject,
      miniProgramId: castId('app', program),
      customerHint: await makeCode(world, caller),
      idempotencyKey: newKey(),
    };
    const asked = await world.mutate('requestConsent', request, as, partnerFields);
    const { consentId } = asked['consent'] as { consentId: string };
    const answer = { ...plainAnswer, scopes: ['PROFILE_BASIC'], separateConsentFor: [], consentId };
    await world.mutate('authoriseConsent', answer, caller);
    const seen = await world.mutate('requestConsent', request, as, partnerFields);
    expect(seen['consent']).toMatchObject({ consentId, status: 'AUTHORISED', scopes: ['PROFILE_BASIC'] });
    return (seen['consent'] as { subjectId: string }).subjectId;
  }

  test('is the same in its mini programs, and another for each partner and customer (AT-27-3, C5)', async () => {
    const [inRides, inParking, inBank, ofFriend] = [
      await subjectOf(1, 1, 20),
      await subjectOf(1, modestProgram, 20),
      await subjectOf(5, 5, 20),
      await subjectOf(1, 1, 21),
    ];

    expect(inParking).toBe(inRides);
    expect(new Set([inRides, inBank, ofFriend]).size).toBe(3);
    // Nothing of the customer's id is in it.
    expect(inRides.slice(4)).not.toBe(castId('cus', 20).slice(4));
  });

  test('follows from a secret that is made once, also when the first two customers answer at once', async () => {
    await world.subgraph.database.write.delete(subjectRegistry).where(eq(subjectRegistry.partnerId, castUuid(8)));
    await world.subgraph.database.write.delete(partnerKeys).where(eq(partnerKeys.partnerId, castUuid(8)));
    const customers = [22, 23];
    await Promise.all(customers.map((customer) => subjectOf(8, 9, customer)));

    const [again, other] = [await subjectOf(8, 15, 22), await subjectOf(8, 15, 23)];
    expect(again).not.toBe(other);
    expect(again).not.toBe(demoSubjectId(8, 22));
    const registered = await world.subgraph.database.read
      .select()
      .from(subjectRegistry)
      .where(eq(subjectRegistry.partnerId, castUuid(8)));
    expect(registered.map(({ subjectId }) => subjectId).sort()).toEqual(
      [again, other].map((id) => splitId(id)?.uuid).sort(),
    );
    // The others of that partner have the name of an earlier secret no more, and no invariant holds without it.
    for (const customer of await customersOf(8)) await subjectOf(8, 9, customer);
  });

  async function customersOf(partner: number): Promise<number[]> {
    const rows = await world.subgraph.database.read.execute<{ id: string }>(
      sql`select distinct customer_id as id from consents where partner_id = ${castUuid(partner)} and granted_at is not null`,
    );
    const numbers = new Map(Array.from({ length: 50 }, (_, index) => [castUuid(index + 1), index + 1]));
    return rows.map(({ id }) => numbers.get(id) ?? 0);
  }
});
