import {
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import type { SharedRoots } from './shared-roots.ts';

/** A fetch that can be made where another one has failed. */
export interface StandIn {
  readonly serviceName: string;
  readonly query: string;
  /** The variables that it reads. */
  readonly variableNames: readonly string[];
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * Who can stand in for a failed root fetch, best first. Root fields that other subgraphs share (`me`) are asked there for
 * no more than their existence and their keys, so that a subgraph that is down costs what only it can give, and not the
 * object that all of them know.
 */
export function findStandIns(query: string, failedService: string, roots: SharedRoots): readonly StandIn[] {
  const operation = parse(query, { noLocation: true }).definitions.find(
    (node) => node.kind === Kind.OPERATION_DEFINITION,
  );
  if (operation?.operation !== 'query') return [];
  const fields = operation.selectionSet.selections.flatMap((node) => (node.kind === Kind.FIELD ? [node] : []));
  const services = new Set(fields.flatMap((field) => roots.subgraphsOf(field.name.value)));
  services.delete(failedService);
  return [...services]
    .map((serviceName) => makeStandIn(serviceName, operation, fields, roots))
    .sort((one, other) => other.fieldCount - one.fieldCount)
    .map(({ standIn }) => standIn);
}

function makeStandIn(
  serviceName: string,
  operation: OperationDefinitionNode,
  fields: readonly FieldNode[],
  roots: SharedRoots,
) {
  const selections = fields.flatMap((field): FieldNode[] => {
    const keys = roots.keysOf(serviceName, field.name.value);
    if (!keys || !field.selectionSet) return [];
    const kept = field.selectionSet.selections.filter((node) => isKeyField(node, keys));
    return [{ ...field, selectionSet: { kind: Kind.SELECTION_SET, selections: [typename, ...kept] } }];
  });
  const selectionSet = { kind: Kind.SELECTION_SET, selections } as const;
  const variableNames = new Set<string>();
  visit(selectionSet, { Variable: ({ name }) => void variableNames.add(name.value) });
  const { name: _, ...unnamed } = operation;
  const variableDefinitions =
    operation.variableDefinitions?.filter(({ variable }) => variableNames.has(variable.name.value)) ?? [];
  const query = stripIgnoredCharacters(print({ ...unnamed, variableDefinitions, selectionSet }));
  return { standIn: { serviceName, query, variableNames: [...variableNames] }, fieldCount: selections.length };
}

const isKeyField = (node: SelectionNode, keys: ReadonlySet<string>): boolean =>
  node.kind === Kind.FIELD && !node.selectionSet && keys.has(node.name.value);
