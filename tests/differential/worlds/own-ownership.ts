import type { LoadedSupergraph } from '@ecosystem/gateway/supergraph/supergraph';

/** Which subgraph answers what, read from @join__type and @join__field of a supergraph. */
export interface Ownership {
  /** The subgraphs that can answer the field for an object that they know, in the order of their names. */
  ownersOf(typeName: string, fieldName: string): readonly string[];
  /** What the subgraph must be told of an object to answer the field, as a selection (@requires); null if its key is enough. */
  requiredFor(typeName: string, fieldName: string, subgraph: string): string | null;
  /** The only key field by which the subgraph finds objects of the type; null if it finds none. */
  keyOf(typeName: string, subgraph: string): string | null;
}

/** Reads who owns what; good for supergraphs whose keys are single fields, such as ours. */
export function readOwnership({ supergraph }: LoadedSupergraph): Ownership {
  const fullName = new Map([...supergraph.subgraphs().values()].map(({ name }) => [name.toUpperCase(), name]));
  const graphOf = (given: Record<string, unknown>) => fullName.get(String(given['graph'])) ?? '';
  const argumentsOf = (element: ReturnType<typeof typeOf>, directive: string) =>
    element?.appliedDirectivesOf(directive).map((one) => one.arguments() as Record<string, unknown>) ?? [];
  const typeOf = (name: string) => supergraph.schema.type(name);

  return {
    ownersOf(typeName, fieldName) {
      const type = typeOf(typeName);
      const field = type && 'field' in type ? type.field(fieldName) : undefined;
      const joins = field?.appliedDirectivesOf('join__field').map((one) => one.arguments() as Record<string, unknown>);
      const named = joins?.filter((given) => given['graph'] && !given['external']) ?? [];
      return (named.length > 0 ? named : argumentsOf(type, 'join__type')).map(graphOf);
    },
    requiredFor(typeName, fieldName, subgraph) {
      const type = typeOf(typeName);
      const field = type && 'field' in type ? type.field(fieldName) : undefined;
      const joins = field?.appliedDirectivesOf('join__field').map((one) => one.arguments() as Record<string, unknown>);
      const required = joins?.find((given) => graphOf(given) === subgraph)?.['requires'];
      return required === undefined ? null : String(required);
    },
    keyOf(typeName, subgraph) {
      const found = argumentsOf(typeOf(typeName), 'join__type').find(
        (given) => graphOf(given) === subgraph && given['key'] && given['resolvable'] !== false,
      );
      return found ? String(found['key']) : null;
    },
  };
}
