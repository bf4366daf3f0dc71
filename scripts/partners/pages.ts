/** One page of a list. */
export interface Connection<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** Reads the pages of a list one after the other, to its end or until there are so many entries. */
export async function readAll<Node>(
  readPage: (after: string | null) => Promise<Connection<Node>>,
  most = Number.POSITIVE_INFINITY,
): Promise<Node[]> {
  const nodes: Node[] = [];
  let after: string | null = null;
  do {
    const page: Connection<Node> = await readPage(after);
    nodes.push(...page.nodes);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null && nodes.length < most);
  return nodes.slice(0, most);
}
