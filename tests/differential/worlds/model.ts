import { composeServices } from '@apollo/composition';
import { type LoadedSupergraph, loadSupergraph } from '@ecosystem/gateway/supergraph/supergraph';
import {
  type ConstDirectiveNode,
  type DocumentNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  parse,
  type SelectionSetNode,
} from 'graphql';
import type { SmallWorld } from './world.ts';

const link = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9"
  import: [
    "@key", "@shareable", "@external", "@requires", "@provides", "@override", "@inaccessible", "@tag", "@interfaceObject",
    "@composeDirective", "@extends", "@authenticated", "@requiresScopes", "@policy", "@cost", "@listSize",
    "@context", "@fromContext", "FieldSet"
  ]
)
`;

/** What one subgraph says of its types. */
export interface SubgraphModel {
  readonly name: string;
  readonly typeDefs: DocumentNode;
  readonly keys: ReadonlyMap<string, readonly SelectionSetNode[]>;
  /** By "Type.field". */
  readonly requires: ReadonlyMap<string, SelectionSetNode>;
  /** "Type.field" of everything that it can answer without being given it. */
  readonly fields: ReadonlySet<string>;
}

/** A composed world. */
export interface WorldModel {
  readonly world: SmallWorld;
  readonly loaded: LoadedSupergraph;
  readonly subgraphs: readonly SubgraphModel[];
}

/**
 * Composes the subgraphs of a world and reads what they say.
 * @throws Error if they do not compose.
 */
export function modelWorld(world: SmallWorld): WorldModel {
  const subgraphs = Object.entries(world.subgraphs).map(([name, sdl]) => modelSubgraph(name, parse(link + sdl)));
  const result = composeServices(subgraphs.map(({ name, typeDefs }) => ({ name, url: `http://${name}`, typeDefs })));
  if (result.errors) throw new Error(`${world.name}: ${result.errors.map(({ message }) => message).join('\n')}`);
  return { world, subgraphs, loaded: loadSupergraph(result.supergraphSdl, world.name) };
}

type TypeNode = ObjectTypeDefinitionNode | ObjectTypeExtensionNode | InterfaceTypeDefinitionNode;

function modelSubgraph(name: string, typeDefs: DocumentNode): SubgraphModel {
  const types = typeDefs.definitions.filter(
    (node): node is TypeNode =>
      node.kind === Kind.OBJECT_TYPE_DEFINITION ||
      node.kind === Kind.OBJECT_TYPE_EXTENSION ||
      node.kind === Kind.INTERFACE_TYPE_DEFINITION,
  );
  const keys = new Map<string, SelectionSetNode[]>();
  const requires = new Map<string, SelectionSetNode>();
  const fields = new Set<string>();
  for (const type of types) {
    const found = (type.directives ?? []).filter((node) => node.name.value === 'key').map(readFields);
    keys.set(type.name.value, [...(keys.get(type.name.value) ?? []), ...found]);
    for (const field of type.fields ?? []) {
      const place = `${type.name.value}.${field.name.value}`;
      const required = field.directives?.find((node) => node.name.value === 'requires');
      if (required) requires.set(place, readFields(required));
      if (!field.directives?.some((node) => node.name.value === 'external')) fields.add(place);
    }
  }
  return { name, typeDefs, keys, requires, fields };
}

/** The selection in the argument `fields` of a directive. */
function readFields(directive: ConstDirectiveNode): SelectionSetNode {
  const value = directive.arguments?.find(({ name }) => name.value === 'fields')?.value;
  const [operation] = parse(`{ ${value?.kind === Kind.STRING ? value.value : ''} }`, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('A directive has no fields.');
  return operation.selectionSet;
}
