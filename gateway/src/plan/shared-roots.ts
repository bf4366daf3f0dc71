import type { Supergraph } from '@apollo/federation-internals';

/** Root query fields that several subgraphs can answer, such as `me`. */
export interface SharedRoots {
  /** The simple key fields of the field's type that this subgraph gives with it, or null if the field is not there. */
  keysOf(subgraphName: string, fieldName: string): ReadonlySet<string> | null;
  /** The subgraphs that can answer the field. */
  subgraphsOf(fieldName: string): readonly string[];
}

/** Reads the shared roots of a supergraph, each when it is first asked for. */
export function createSharedRoots(supergraph: Supergraph): SharedRoots {
  const known = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>();

  function read(fieldName: string): ReadonlyMap<string, ReadonlySet<string>> {
    const found = known.get(fieldName) ?? readField(supergraph, fieldName);
    known.set(fieldName, found);
    return found;
  }

  return {
    keysOf: (subgraphName, fieldName) => read(fieldName).get(subgraphName) ?? null,
    subgraphsOf: (fieldName) => [...read(fieldName).keys()],
  };
}

/** The key fields by subgraph. */
function readField(supergraph: Supergraph, fieldName: string): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>();
  for (const subgraph of supergraph.subgraphs().values()) {
    const field = subgraph.schema.schemaDefinition.rootType('query')?.field(fieldName);
    const type = field?.type && 'baseType' in field.type ? field.type.baseType() : field?.type;
    const { keyDirective, externalDirective } = directivesOf(subgraph.metadata());
    if (type?.kind !== 'ObjectType' || field?.hasAppliedDirective(externalDirective)) continue;
    const keys = type
      .appliedDirectivesOf(keyDirective)
      .map((directive) => String(directive.arguments()['fields']).trim());
    // Compound and nested keys are left alone: they are not asked by clients as one thing.
    found.set(subgraph.name, new Set(keys.filter((name) => /^\w+$/.test(name))));
  }
  return found;
}

/** The names that the subgraph's own @link gives to the federation directives. */
function directivesOf(metadata: { keyDirective(): { name: string }; externalDirective(): { name: string } }) {
  return { keyDirective: metadata.keyDirective().name, externalDirective: metadata.externalDirective().name };
}
