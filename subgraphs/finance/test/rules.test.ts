import { openTestSubgraph } from '@ecosystem/kit/testing';
import { castUuid } from '@ecosystem/kit/world';
import { sql } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { finance } from '../src/index.ts';

const world = await openTestSubgraph(finance);
afterAll(() => world[Symbol.asyncDispose]());

const liwei = castUuid(1);

test.each([
  [
    'more held than there is (F3)',
    'ledger_accounts_balance',
    sql`update ledger_accounts set held_minor = balance_minor + 1 where code = 'wallet'`,
  ],
  [
    'a second wallet in one currency',
    'wallets_currency',
    sql`insert into wallets (customer_id, id, status, account_id, daily_limit_minor, currency)
      select customer_id, gen_random_uuid(), status, account_id, 0, currency from wallets where customer_id = ${liwei}`,
  ],
  ['a payment below 0', 'payments_amount', sql`update payments set amount_minor = -1`],
  [
    'a vehicle policy without a vehicle',
    'policies_vehicle',
    sql`update policies set vehicle_id = null where kind = 'AUTO'`,
  ],
  ['a term that ends before it begins', 'policies_term', sql`update policies set expires_on = effective_on - 1`],
  [
    'a loan of which more is owed than was lent',
    'loans_outstanding',
    sql`update loans set outstanding_minor = principal_minor + 1`,
  ],
  [
    'a loan in repayment without a next day',
    'loans_next_due',
    sql`update loans set next_due_on = null where status = 'IN_REPAYMENT'`,
  ],
  [
    'a proof of identity without its time',
    'kyc_vault_verified',
    sql`update kyc_vault set verified_at = null where customer_id = ${liwei}`,
  ],
  [
    'a data key that is both destroyed and there',
    'data_keys_destroyed',
    sql`update data_keys set destroyed_at = now() where customer_id = ${liwei}`,
  ],
])('the database refuses %s', async (_, constraint, change) => {
  await expect(world.subgraph.database.write.execute(change)).rejects.toMatchObject({
    cause: { constraint_name: constraint },
  });
});
