import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { LoadedSupergraph } from '../supergraph/supergraph.ts';
import { compileCost, type OperationCost } from './compile.ts';
import { readCosts } from './rules.ts';

type FindCost = (document: DocumentNode, operation: OperationDefinitionNode) => OperationCost;

/** What was compiled lives as long as the supergraph and the document. */
const known = new WeakMap<LoadedSupergraph, FindCost>();

/** The cost of an operation of a valid document, compiled once. */
export function findCost(
  loaded: LoadedSupergraph,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): OperationCost {
  let find = known.get(loaded);
  if (!find) {
    find = rememberCosts(loaded);
    known.set(loaded, find);
  }
  return find(document, operation);
}

function rememberCosts(loaded: LoadedSupergraph): FindCost {
  const rules = readCosts(loaded);
  const costs = new WeakMap<OperationDefinitionNode, OperationCost>();
  return (document, operation) => {
    let cost = costs.get(operation);
    if (!cost) {
      cost = compileCost(document, operation, rules, loaded.schema);
      costs.set(operation, cost);
    }
    return cost;
  };
}
