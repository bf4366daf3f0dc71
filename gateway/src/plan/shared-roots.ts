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
    if (type?.kind !== 'ObjectType') continue;
    // By the name that the subgraph's own @link gives to the directive.
    const keys = type
      .appliedDirectivesOf(subgraph.metadata().keyDirective().name)
      .map((directive) => String(directive.arguments()['fields']).trim());
    // Compound and nested keys are the name of no field, so nobody finds them here.
    found.set(subgraph.name, new Set(keys));
  }
  return found;
}
