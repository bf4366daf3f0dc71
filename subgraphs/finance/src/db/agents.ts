import type { RowOf } from '@ecosystem/kit/columns';
import { anyOf, statement } from '@ecosystem/kit/database';
import { oneBy } from '@ecosystem/kit/loaders';
import { pagesBy } from '@ecosystem/kit/pages';
import { count, eq } from 'drizzle-orm';
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

/** The customers of agents, the latest assigned first. */
export const agentCustomerPages = pagesBy('finance.agent_customer_pages', agentCustomers, {
  by: agentCustomers.agentId,
  direction: 'desc',
  sort: [
    { column: agentCustomers.createdAt, type: 'timestamptz', textOf: (row) => row.createdAt.toISOString() },
    { column: agentCustomers.customerId, type: 'uuid', textOf: (row) => row.customerId },
  ],
});

/** How many customers agents look after; null for none. */
export const customerCountsByAgent = oneBy(
  statement('finance.customer_counts_by_agent', (pool) =>
    pool
      .select({ agentId: agentCustomers.agentId, customers: count() })
      .from(agentCustomers)
      .where(anyOf(agentCustomers.agentId, 'keys'))
      .groupBy(agentCustomers.agentId),
  ),
  (row) => row.agentId,
);
