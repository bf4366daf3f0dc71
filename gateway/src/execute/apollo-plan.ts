import type * as apollo from '@apollo/query-planner';
import { OperationTypeNode } from 'graphql';
import type { FetchNode, PathStep, PlanNode, QueryPlan, RequiredSelection, Rewrite } from '../plan/query-plan.ts';

/**
 * A plan in the form of @apollo/gateway.
 * @throws Error if a fetch is for several places at once; @apollo/query-planner makes none.
 */
export function writeApolloPlan(plan: QueryPlan | null): apollo.QueryPlan {
  return { kind: 'QueryPlan', ...(plan?.node && { node: writeNode(plan.node) }) };
}

function writeNode(node: PlanNode): apollo.PlanNode {
  switch (node.kind) {
    case 'Fetch':
      return writeFetch(node);
    case 'Condition':
      return {
        kind: 'Condition',
        condition: node.variable,
        [node.value ? 'ifClause' : 'elseClause']: writeNode(node.node),
      };
    default:
      return { kind: node.kind, nodes: node.nodes.map(writeNode) };
  }
}

function writeFetch(node: FetchNode): apollo.PlanNode {
  const head: apollo.FetchNode = {
    kind: 'Fetch',
    serviceName: node.serviceName,
    operation: node.operation,
    operationName: node.operationName,
    operationKind: OperationTypeNode[node.operationKind === 'query' ? 'QUERY' : 'MUTATION'],
    variableUsages: [...node.variableUsages],
    outputRewrites: node.outputRewrites.map(writeRewrite),
  };
  if (!node.entities) return head;
  const [part] = node.entities;
  const [path] = part?.paths ?? [];
  if (!part || !path || node.entities.length > 1 || part.paths.length > 1)
    throw new Error('The executor of @apollo/gateway fetches for one place at a time.');
  const fetch: apollo.FetchNode = {
    ...head,
    requires: part.requires.map(writeSelection),
    inputRewrites: part.inputRewrites.map(writeRewrite),
    outputRewrites: part.outputRewrites.map(writeRewrite),
  };
  return { kind: 'Flatten', path: path.map(writeStep), node: fetch };
}

const writeStep = (step: PathStep): string =>
  step === '@' ? step : 'key' in step ? step.key : `... on ${step.types[0] ?? ''}`;

function writeRewrite(rewrite: Rewrite): apollo.FetchDataRewrite {
  const path = rewrite.path.map(writeStep);
  return rewrite.kind === 'rename'
    ? { kind: 'KeyRenamer', path, renameKeyTo: rewrite.to }
    : { kind: 'ValueSetter', path, setValueTo: rewrite.value };
}

function writeSelection(selection: RequiredSelection): apollo.QueryPlanSelectionNode {
  const selections = selection.selections.map(writeSelection);
  if (selection.kind === 'Field')
    return { kind: 'Field', name: selection.name, ...(selections.length > 0 && { selections }) };
  return { kind: 'InlineFragment', selections, ...(selection.type !== null && { typeCondition: selection.type }) };
}
