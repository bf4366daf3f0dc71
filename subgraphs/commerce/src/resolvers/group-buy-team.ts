import { expectRow } from '@ecosystem/kit/doors';
import { formatId, parseId, type Uuid } from '@ecosystem/kit/ids';
import type { Context } from '../context.ts';
import type {
  GroupBuyTeamConnectionResolvers,
  GroupBuyTeamEdgeResolvers,
  GroupBuyTeamResolvers,
} from '../generated/resolvers.ts';

export const GroupBuyTeam: GroupBuyTeamResolvers = {
  // Public: the link to a team is there to be shared.
  __resolveReference: ({ id }, { loaders }) => loaders.team.load(parseId('gbt', id)),
  id: ({ teamId }) => formatId('gbt', teamId),
  requiredSize: ({ size }) => size,
  paidCount: ({ paid }) => paid,
};

export const GroupBuyTeamConnection: GroupBuyTeamConnectionResolvers = {
  nodes: ({ nodes }, _, context) => nodes.map((membership) => loadTeam(membership, context)),
};

export const GroupBuyTeamEdge: GroupBuyTeamEdgeResolvers = {
  node: ({ node }, _, context) => loadTeam(node, context),
};

async function loadTeam({ teamId }: { readonly teamId: Uuid }, { loaders }: Context) {
  return expectRow(await loaders.team.load(teamId));
}
