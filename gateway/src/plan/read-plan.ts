import type * as apollo from '@apollo/query-planner';
import type * as hive from '@graphql-hive/router-query-planner';
import { GraphQLError } from 'graphql';
import type {
  EntityFetch,
  FetchNode,
  PathStep,
  PlanNode,
  PlanPath,
  QueryPlan,
  RequiredSelection,
  Rewrite,
} from './query-plan.ts';

/** A plan as @apollo/query-planner or @graphql-hive/router-query-planner writes it. */
export type ForeignPlan = apollo.QueryPlan | hive.QueryPlan;

type ForeignNode = NonNullable<ForeignPlan['node']>;
type ForeignFetch = apollo.FetchNode | hive.FetchNode;
type ForeignSelection = apollo.QueryPlanSelectionNode | hive.RequiresSelection;
type ForeignRewrite = apollo.FetchDataRewrite | hive.InputRewrite;

/**
 * Reads the plan of a planner.
 * @throws GraphQLError NOT_SUPPORTED if the plan holds what this gateway cannot do.
 */
export function readPlan({ node }: ForeignPlan): QueryPlan {
  return { node: node ? readNode(node, null) : null };
}

/** @param place where the answer of an entity fetch belongs; null at the root. */
function readNode(node: ForeignNode, place: PlanPath | null): PlanNode {
  switch (node.kind) {
    case 'Fetch':
      return readFetch(node, place);
    case 'BatchFetch':
      return readBatch(node);
    case 'Flatten':
      return readNode(node.node, [...(place ?? []), ...node.path.map(readStep)]);
    case 'Sequence':
    case 'Parallel':
      return { kind: node.kind, nodes: node.nodes.map((child) => readNode(child, place)) };
    case 'Condition': {
      const clauses = [node.ifClause, node.elseClause].flatMap((clause, index): PlanNode[] =>
        clause
          ? [{ kind: 'Condition', variable: node.condition, value: index === 0, node: readNode(clause, place) }]
          : [],
      );
      const [only] = clauses;
      return only && clauses.length === 1 ? only : { kind: 'Parallel', nodes: clauses };
    }
    default:
      throw notSupported(`a plan with ${node.kind}`);
  }
}

function readFetch(node: ForeignFetch, place: PlanPath | null): FetchNode {
  // A value of an ancestor would have to be passed as an argument; better no answer than a wrong one.
  if ('contextRewrites' in node && node.contextRewrites?.length)
    throw notSupported('fields whose arguments come from @fromContext');
  const outputRewrites = (node.outputRewrites ?? []).map(readRewrite);
  const entities: EntityFetch[] | null = node.requires
    ? [
        {
          responseKey: '_entities',
          variableName: 'representations',
          paths: [place ?? []],
          requires: node.requires.map(readSelection),
          inputRewrites: (node.inputRewrites ?? []).map(readRewrite),
          outputRewrites,
        },
      ]
    : null;
  return { ...readHead(node), entities, outputRewrites: entities ? [] : outputRewrites };
}

function readBatch(node: hive.BatchFetchNode): FetchNode {
  const entities = node.entityBatch.aliases.map(
    (part): EntityFetch => ({
      responseKey: part.alias,
      variableName: part.representationsVariableName,
      paths: part.paths.map((path) => path.map(readStep)),
      requires: part.requires.map(readSelection),
      inputRewrites: (part.inputRewrites ?? []).map(readRewrite),
      outputRewrites: (part.outputRewrites ?? []).map(readRewrite),
    }),
  );
  return { ...readHead(node), entities, outputRewrites: [] };
}

function readHead(node: ForeignFetch | hive.BatchFetchNode) {
  return {
    kind: 'Fetch',
    serviceName: node.serviceName,
    operation: node.operation,
    operationName: node.operationName,
    operationKind: node.operationKind ?? 'query',
    variableUsages: node.variableUsages ?? [],
  } as const;
}

/** Apollo writes a type condition into the text of a step, Hive as an object of its own. */
function readStep(step: string | number | hive.FlattenNodePathSegment | hive.FetchNodePathSegment): PathStep {
  if (step === '@') return '@';
  if (typeof step === 'object') {
    if ('Field' in step) return { key: step.Field };
    if ('Key' in step) return { key: step.Key };
    return { types: 'TypeCondition' in step ? step.TypeCondition : step.TypenameEquals };
  }
  const [, type] = /^\.\.\. on (.+)$/.exec(String(step)) ?? [];
  return type === undefined ? { key: String(step) } : { types: [type] };
}

function readSelection(selection: ForeignSelection): RequiredSelection {
  switch (selection.kind) {
    case 'Field': {
      const selections = (selection.selections ?? []).map(readSelection);
      // An alias means that the value stands under a key of the plan's own, because the client uses the name otherwise.
      return { kind: 'Field', from: selection.name, name: selection.alias ?? selection.name, selections };
    }
    case 'InlineFragment':
      return {
        kind: 'Fragment',
        type: selection.typeCondition ?? null,
        selections: selection.selections.map(readSelection),
        skipIf: 'skipIf' in selection ? selection.skipIf : undefined,
        includeIf: 'includeIf' in selection ? selection.includeIf : undefined,
      };
    default:
      throw notSupported('requirements with named fragments');
  }
}

function readRewrite(rewrite: ForeignRewrite): Rewrite {
  const plain = 'ValueSetter' in rewrite ? rewrite.ValueSetter : 'KeyRenamer' in rewrite ? rewrite.KeyRenamer : rewrite;
  const path = plain.path.map(readStep);
  return 'renameKeyTo' in plain
    ? { kind: 'rename', path, to: plain.renameKeyTo }
    : { kind: 'set', path, value: plain.setValueTo };
}

function notSupported(what: string): GraphQLError {
  return new GraphQLError(`This gateway does not support ${what} yet.`, { extensions: { code: 'NOT_SUPPORTED' } });
}
