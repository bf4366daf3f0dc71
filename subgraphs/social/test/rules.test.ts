import { checkInvariants } from '@ecosystem/kit/invariants';
import { openTestSubgraph } from '@ecosystem/kit/testing';
import { castUuid } from '@ecosystem/kit/world';
import { and, eq, sql } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { consents, contacts, customers } from '../src/db/tables.ts';
import { social } from '../src/index.ts';

const world = await openTestSubgraph(social);
afterAll(() => world[Symbol.asyncDispose]());
const { write } = world.subgraph.database;

/** A consent of @liwei in force: PROFILE_BASIC and TRIPS_READ, the second by separate consent. */
const inForce = and(eq(consents.customerId, castUuid(1)), sql`${consents.scopes} @> array['TRIPS_READ']`);

const refused: [string, string, Partial<typeof consents.$inferInsert>][] = [
  [
    'scopes that were not requested (C1)',
    'consents_granted',
    { scopes: ['PROFILE_BASIC', 'TRIPS_READ', 'ORDERS_READ'] },
  ],
  ['a sensitive scope without separate consent (C2)', 'consents_separate', { separateFor: [] }],
  [
    'separate consent for a scope that is not granted',
    'consents_separate',
    { separateFor: ['TRIPS_READ', 'CLAIMS_READ'] },
  ],
  ['a time of revocation before it is revoked', 'consents_revoked_at', { revokedAt: new Date() }],
  ['no time of granting', 'consents_granted_at', { grantedAt: null }],
  ['no end although it is for a time', 'consents_expires_at', { expiresAt: null }],
];

test.each(refused)('the database refuses a consent with %s', async (_, constraint, change) => {
  await expect(write.update(consents).set(change).where(inForce)).rejects.toMatchObject({
    cause: { constraint_name: constraint },
  });
});

test('the database refuses an erased account that keeps a name', async () => {
  const change = write
    .update(customers)
    .set({ displayName: 'Somebody' })
    .where(eq(customers.customerId, castUuid(8)));

  await expect(change).rejects.toMatchObject({ cause: { constraint_name: 'customers_erased' } });
});

test('a contact that only one of two customers knows breaks an invariant (C8)', async () => {
  const check = () => checkInvariants('social', world.subgraph.database, social.invariants);
  await expect(check()).resolves.toBeUndefined();

  await write.delete(contacts).where(and(eq(contacts.customerId, castUuid(2)), eq(contacts.contactId, castUuid(1))));

  await expect(check()).rejects.toThrow('C8');
});
