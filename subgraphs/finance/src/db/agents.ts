import type { RowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { eq } from 'drizzle-orm';
import { agentCustomers, agents } from './tables.ts';

export type AgentRow = Pick<RowOf<typeof agents>, 'id' | 'name' | 'licenceNumber'>;

const columns = { id: agents.id, name: agents.name, licenceNumber: agents.licenceNumber };

/** Agents by id. */
export const agentsById = oneBy(
  statement('finance.agents_by_id', (pool) => pool.select(columns).from(agents).where(anyOf(agents.id, 'keys'))),
  (row) => row.id,
);

/** The agents assigned to customers. */
export const agentsByCustomer = oneBy(
  statement('finance.agents_by_customer', (pool) =>
    pool
      .select({ ...columns, customerId: agentCustomers.customerId })
      .from(agentCustomers)
      .innerJoin(agents, eq(agents.id, agentCustomers.agentId))
      .where(anyOf(agentCustomers.customerId, 'keys')),
  ),
  (row) => row.customerId,
);
