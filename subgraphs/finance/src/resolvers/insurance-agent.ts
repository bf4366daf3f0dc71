import { subjectOf } from '@ecosystem/kit/caller';
import { pageOf } from '@ecosystem/kit/connections';
import { forbidden } from '@ecosystem/kit/errors';
import { formatId, parseId } from '@ecosystem/kit/ids';
import type { Context } from '../context.ts';
import type { InsuranceAgentResolvers } from '../generated/resolvers.ts';
import type * as models from '../models.ts';

export const InsuranceAgent: InsuranceAgentResolvers = {
  // Name and licence of an agent stand in a public register, so anybody may read them.
  __resolveReference: ({ id }, { loaders }) => loaders.agent.load(parseId('agt', id)),
  id: ({ id }) => formatId('agt', id),
  customers: async (agent, page, context) => {
    expectSelf(agent, context);
    const rows = await context.loaders.agentCustomers.load({ by: agent.id, page: pageOf(page) });
    return {
      nodes: rows.nodes.map(({ customerId }) => ({ id: customerId })),
      get edges() {
        return rows.edges.map(({ cursor, node }) => ({ cursor, node: { id: node.customerId } }));
      },
      pageInfo: rows.pageInfo,
    };
  },
  customerCount: async (agent, _, context) => {
    expectSelf(agent, context);
    return (await context.loaders.customerCountOf.load(agent.id))?.customers ?? 0;
  },
};

/** @throws PublicError FORBIDDEN for everybody but the agent. */
function expectSelf({ id }: models.InsuranceAgent, { caller }: Context): void {
  if (subjectOf(caller, 'agt') !== id) throw forbidden('The customers of an agent are for the agent alone.');
}
