import { checkInvariants } from '@ecosystem/kit/invariants';
import { openTestSubgraph } from '@ecosystem/kit/testing';
import { castUuid } from '@ecosystem/kit/world';
import { sql } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { commerce } from '../src/index.ts';

const world = await openTestSubgraph(commerce);
afterAll(() => world[Symbol.asyncDispose]());

test.each([
  [
    'more promised than lies in the warehouse (S1)',
    'stock_levels_promised',
    sql`update stock_levels set reserved = on_hand + 1`,
  ],
  ['a total that is not its parts (S2)', 'orders_total', sql`update orders set total_minor = total_minor + 1`],
  ['more members than places (S5)', 'group_teams_places', sql`update group_teams set paid = size + 1`],
  [
    'a team that is formed and not full (S5)',
    'group_teams_formed',
    sql`update group_teams set status = 'FORMED' where paid < size`,
  ],
  [
    'an unpaid order without a time to pay',
    'orders_pay_by',
    sql`update orders set pay_by = null where status = 'PENDING_PAYMENT'`,
  ],
  [
    'the state of a payment that is not there',
    'orders_payment',
    sql`update orders set payment_status = 'CREATED' where payment_id is null`,
  ],
  [
    'a cart under an id of its own',
    'carts_one_for_each',
    sql`insert into carts (customer_id, id, expires_at) values (${castUuid(50)}, ${castUuid(51)}, now())`,
  ],
])('the database refuses %s', async (_, constraint, change) => {
  await expect(world.subgraph.database.write.execute(change)).rejects.toMatchObject({
    cause: { constraint_name: constraint },
  });
});

test.each([
  [
    'a shipped order that is not paid',
    'S4',
    sql`update orders set payment_status = 'CREATED' where status = 'SHIPPED'`,
  ],
  ['a member too many times in one campaign', 'S6', sql`update group_campaigns set per_customer_limit = 1`],
  [
    'a team of another size than its campaign',
    'a team has the size of its campaign',
    sql`update group_campaigns set team_size = team_size + 1`,
  ],
  [
    'an order that waits for a team that was called off',
    'an order waits for a team that is open',
    sql`update group_teams set status = 'CANCELLED' where status = 'OPEN'`,
  ],
])('%s breaks an invariant', async (_, invariant, change) => {
  await using broken = await openTestSubgraph(commerce);
  const { database } = broken.subgraph;
  await database.write.execute(change);

  await expect(checkInvariants('commerce', database, commerce.invariants)).rejects.toThrow(invariant);
});
