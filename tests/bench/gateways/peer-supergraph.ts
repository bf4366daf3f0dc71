import { type DirectiveNode, parse, print, visit } from 'graphql';

/** Directives of a security specification that stock gateways refuse to load; our subgraphs decide about rows anyway. */
const refused = new Set(['authenticated', 'requiresScopes']);

/** The supergraph as other gateways take it: without scopes, and with the addresses of these servers. */
export function writePeerSupergraph(sdl: string, urls: Readonly<Record<string, string>>): string {
  const document = visit(parse(sdl, { noLocation: true }), {
    DirectiveDefinition: (node) => (refused.has(node.name.value) ? null : undefined),
    ScalarTypeDefinition: (node) => (node.name.value.startsWith('requiresScopes__') ? null : undefined),
    Directive(node) {
      if (refused.has(node.name.value)) return null;
      if (node.name.value === 'link') {
        const url = textOf(node, 'url');
        return [...refused].some((name) => url?.includes(`/${name}/`)) ? null : undefined;
      }
      return node.name.value === 'join__graph' ? withUrl(node, urls) : undefined;
    },
  });
  return print(document);
}

function textOf(node: DirectiveNode, argument: string): string | null {
  const value = node.arguments?.find(({ name }) => name.value === argument)?.value;
  return value?.kind === 'StringValue' ? value.value : null;
}

function withUrl(node: DirectiveNode, urls: Readonly<Record<string, string>>): DirectiveNode {
  const url = urls[textOf(node, 'name') ?? ''];
  if (url === undefined) return node;
  return {
    ...node,
    arguments: (node.arguments ?? []).map((argument) =>
      argument.name.value === 'url' && argument.value.kind === 'StringValue'
        ? { ...argument, value: { ...argument.value, value: url } }
        : argument,
    ),
  };
}
