import { formatId, parseId } from '@ecosystem/kit/ids';
import type { InsuranceAgentResolvers } from '../generated/resolvers.ts';

export const InsuranceAgent: InsuranceAgentResolvers = {
  // Name and licence of an agent stand in a public register, so anybody may read them.
  __resolveReference: ({ id }, { loaders }) => loaders.agent.load(parseId('agt', id)),
  id: ({ id }) => formatId('agt', id),
};
