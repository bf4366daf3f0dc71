import type { Supergraph } from '@apollo/federation-internals';

/** Interfaces to which some subgraph adds fields without knowing their types (@interfaceObject). */
export interface InterfaceObjects {
  readonly isEmpty: boolean;
  /** Whether a type is such an interface or implements one. */
  concerns(typeName: string): boolean;
  /** Whether only subgraphs that do not know the interface's types have this field of it. */
  isAdded(interfaceName: string, fieldName: string): boolean;
}

/** Reads the interface objects of a supergraph. */
export function readInterfaceObjects(supergraph: Supergraph): InterfaceObjects {
  const added = new Map<string, Set<string>>();
  const concerned = new Set<string>();
  const subgraphs = [...supergraph.subgraphs().values()];

  for (const subgraph of subgraphs) {
    for (const type of subgraph.schema.objectTypes()) {
      if (!subgraph.metadata().isInterfaceObjectType(type)) continue;
      const fields = added.get(type.name) ?? new Set();
      added.set(type.name, fields);
      concerned.add(type.name);
      for (const field of type.fields()) if (!subgraph.metadata().isFieldExternal(field)) fields.add(field.name);
    }
  }
  for (const subgraph of subgraphs) {
    for (const type of subgraph.schema.interfaceTypes()) {
      const fields = added.get(type.name);
      if (!fields) continue;
      for (const { name } of type.possibleRuntimeTypes()) concerned.add(name);
      for (const field of type.fields()) fields.delete(field.name);
    }
  }
  return {
    isEmpty: added.size === 0,
    concerns: (typeName) => concerned.has(typeName),
    isAdded: (interfaceName, fieldName) => added.get(interfaceName)?.has(fieldName) ?? false,
  };
}
