import { type DocumentNode, type FragmentDefinitionNode, Kind, visit } from 'graphql';

/**
 * The name of a fragment that is spread inside itself, directly or by way of others; undefined if there is none.
 * graphql-js finds cycles too, but another of its rules runs out of stack on a few hundred fragments before it says so.
 */
export function findFragmentCycle(document: DocumentNode): string | undefined {
  const spreads = new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, spreadsIn(fragment)]),
  );
  const clean = new Set<string>();
  const above = new Set<string>();

  function visitFragment(name: string): string | undefined {
    if (above.has(name)) return name;
    if (clean.has(name)) return undefined;
    above.add(name);
    for (const inner of spreads.get(name) ?? []) {
      const found = visitFragment(inner);
      if (found !== undefined) return found;
    }
    above.delete(name);
    clean.add(name);
    return undefined;
  }

  for (const name of spreads.keys()) {
    const found = visitFragment(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function spreadsIn(fragment: FragmentDefinitionNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(fragment, { FragmentSpread: ({ name }) => void names.add(name.value) });
  return names;
}
