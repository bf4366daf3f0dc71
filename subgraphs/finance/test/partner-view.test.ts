import { openTestSubgraph } from '@ecosystem/kit/testing';
import { describePartnerView, readView } from '@ecosystem/kit/testing-partner-view';
import { castId, castUuid } from '@ecosystem/kit/world';
import { and, eq, sql } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { ledgerAccounts, policies } from '../src/db/tables.ts';
import { finance } from '../src/index.ts';

const world = await openTestSubgraph(finance);
afterAll(() => world[Symbol.asyncDispose]());

describePartnerView(finance, () => world, { walletBand: 1, policySummaries: 1 });

const partner = { subject: castId('par', 5), scopes: new Set(['partner:read']) };
const scopes = ['WALLET_BAND', 'POLICIES_READ'];
const read = (number: number, fields: string) =>
  readView(world, fields, { as: partner, consentId: castId('cns', 7), scopes, customerRef: castId('cus', number) });

test('the band is that of the balance, also of what is held', async () => {
  await world.subgraph.database.write
    .update(ledgerAccounts)
    .set({ balanceMinor: 10_000_00n, heldMinor: 9_999_00n })
    .where(and(eq(ledgerAccounts.ownerId, castUuid(2)), eq(ledgerAccounts.code, 'wallet')));

  expect((await read(2, 'walletBand')).data).toEqual({ _entities: [{ walletBand: '10K_TO_50K' }] });
});

test('who has no wallet has no band and no policies', async () => {
  expect(await read(999, 'walletBand policySummaries { product }')).toEqual({
    data: { _entities: [{ walletBand: null, policySummaries: [] }] },
  });
});

test('the policies are the 20 with the latest terms, without their numbers, dates and prices', async () => {
  const { write } = world.subgraph.database;
  await write.transaction(async (transaction) => {
    // Copies have no payments of their own.
    await transaction.execute(sql`set local session_replication_role = replica`);
    await transaction.execute(sql`
    insert into policies
    select p.* from policies o cross join generate_series(1, 25) n cross join lateral jsonb_populate_record(o, to_jsonb(o) ||
      jsonb_build_object('id', gen_random_uuid(), 'policy_number', 'P-COPY-' || n, 'renews_policy_id', null,
        'quote_id', gen_random_uuid(), 'payment_id', gen_random_uuid(), 'product', 'COPY_' || n,
        'effective_on', date '2060-01-01' + n, 'expires_on', date '2061-01-01' + n)) p
    where o.customer_id = ${castUuid(1)} and o.kind = 'LIFE' limit 25`);
  });
  const [{ status = null } = {}] = await write
    .select({ status: policies.status })
    .from(policies)
    .where(eq(policies.policyNumber, 'P-COPY-25'));

  const { data, errors } = await read(1, 'policySummaries { product status expiresOn }');

  expect(errors).toBeUndefined();
  const summaries = (data as { _entities: { policySummaries: object[] }[] })._entities[0]?.policySummaries;
  expect(summaries).toHaveLength(20);
  expect(summaries?.[0]).toEqual({ product: 'COPY_25', status, expiresOn: '2061-01-26' });
  expect(summaries?.[19]).toMatchObject({ product: 'COPY_6' });
});

test('views of many customers take one statement for each field', async () => {
  const names = await world.statementsOf(() =>
    Promise.all(Array.from({ length: 20 }, (_, index) => read(index + 1, 'walletBand policySummaries { product }'))),
  );

  expect(names.sort()).toEqual(['finance.balances_by_customer', 'finance.policy_summaries_by_customer']);
});
