import { findBrokenOperations } from './broken-operations.ts';
import type { OperatorRequest } from './desk.ts';
import { lookUp, presentPartner } from './partner-model.ts';
import type { PartnerListArguments } from './social-partners.ts';

/** The fields of Query; each takes the arguments of the schema and the request. */
export const queries = {
  async partners(page: PartnerListArguments, { desk, partners }: OperatorRequest) {
    const { edges, pageInfo } = await partners.list(page);
    const lookups = lookUp(
      desk,
      edges.map(({ node }) => node.id),
    );
    const presented = edges.map(({ cursor, node }) => ({ cursor, node: presentPartner(desk, node, lookups) }));
    return { edges: presented, nodes: presented.map(({ node }) => node), pageInfo };
  },
  async partner({ id }: { readonly id: string }, { desk, partners }: OperatorRequest) {
    const facts = await partners.find(id);
    return facts && presentPartner(desk, facts);
  },
  brokenOperations({ partnerSchema }: { readonly partnerSchema: string }, request: OperatorRequest) {
    return findBrokenOperations(request, partnerSchema);
  },
};
