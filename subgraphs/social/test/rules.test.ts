import { checkInvariants } from '@ecosystem/kit/invariants';
import { openTestSubgraph } from '@ecosystem/kit/testing';
import { castUuid, seedNow } from '@ecosystem/kit/world';
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

const changed: [string, string, Partial<typeof consents.$inferInsert>][] = [
  ['another purpose than was asked for', 'consents_asked', { purpose: 'Something else' }],
  ['other days than were asked for', 'consents_time_bound', { ttlDays: null }],
  ['an end that its days do not give', 'consents_ends_after_days', { expiresAt: new Date('2030-01-01T00:00:00Z') }],
  ['fewer scopes than were granted', 'consents_stays_granted', { scopes: ['TRIPS_READ'] }],
  ['what could not be asked for', 'consents_askable', { askable: ['PROFILE_BASIC'] }],
  ['a reason although it was not taken back', 'consents_revoke_reason', { revokeReason: 'Enough' }],
];

test.each([...refused, ...changed])('the database refuses a consent with %s', async (_, constraint, change) => {
  await expect(write.update(consents).set(change).where(inForce)).rejects.toMatchObject({
    cause: { constraint_name: constraint },
  });
});

test.each([
  ['a refused request that is granted', 'REJECTED', 'consents_final'],
  ['a consent that comes back after it was taken back', 'REVOKED', 'consents_final'],
  ['a request that is taken back', 'AWAITING_AUTHORISATION', 'consents_machine'],
] as const)('the database refuses %s', async (_, status, constraint) => {
  const granted = { scopes: ['PROFILE_BASIC'] as const, grantedAt: seedNow, revokedAt: seedNow };
  const rows = await write.select().from(consents).where(eq(consents.status, status));
  const row = rows.find(({ requested, duration }) => requested.includes('PROFILE_BASIC') && duration === 'TIME_BOUND');
  const change = write
    .update(consents)
    .set({
      ...granted,
      scopes: [...granted.scopes],
      separateFor: [],
      status: 'REVOKED',
      expiresAt: new Date(seedNow.getTime() + (row?.ttlDays ?? 0) * 86_400_000),
    })
    .where(eq(consents.id, row?.id ?? ''));

  await expect(change).rejects.toMatchObject({ cause: { constraint_name: constraint } });
});

test.each([
  ['changed', sql`update consent_receipts set sha256 = repeat('0', 64)`],
  ['deleted', sql`delete from consent_receipts`],
  ['deleted all at once', sql`truncate consent_receipts`],
])('the database refuses receipts to be %s', async (_, change) => {
  await expect(write.execute(change)).rejects.toMatchObject({
    cause: { constraint_name: 'consent_receipts_append_only' },
  });
});

test.each([
  [
    'a granted consent without its receipt',
    'receipt',
    sql`insert into consents (customer_id, id, partner_id, status, requested, scopes, separate_for, purpose, duration, granted_at, policy_version)
      select customer_id, gen_random_uuid(), partner_id, 'AUTHORISED', array['PROFILE_BASIC'], array['PROFILE_BASIC'], '{}', 'x', 'PERSISTENT',
        now(), policy_version from consents where status = 'REVOKED' limit 1`,
  ],
  [
    'a customer whom a partner has no name for',
    'C5',
    sql`delete from subject_registry where customer_id = ${castUuid(7)}`,
  ],
  [
    'two partners that have the same name for a customer',
    'C5',
    sql`update subject_registry r set subject_id = o.subject_id from subject_registry o
      where r.customer_id = ${castUuid(1)} and o.customer_id = r.customer_id and r.partner_id = ${castUuid(1)} and o.partner_id = ${castUuid(2)}`,
  ],
  [
    'an end that is told and has not come',
    'a consent ends once',
    sql`insert into outbox (customer_id, id, topic, payload) select customer_id, gen_random_uuid(), 'consent.revoked',
      jsonb_build_object('consentId', id) from consents where status = 'AUTHORISED' limit 1`,
  ],
  [
    'a code without a data key',
    'a code is sealed',
    sql`insert into customer_codes (code_hash, customer_id, id, code_enc, purpose, expires_at)
      values (sha256('x'), ${castUuid(9)}, gen_random_uuid(), 'x', 'SIGN_IN', now())`,
  ],
])('%s breaks an invariant', async (_, sentence, change) => {
  await using broken = await openTestSubgraph(social);
  const check = () => checkInvariants('social', broken.subgraph.database, social.invariants);
  await expect(check()).resolves.toBeUndefined();
  await broken.subgraph.database.write.execute(change);

  await expect(check()).rejects.toThrow(sentence);
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
