import type { Caller } from '@ecosystem/kit/caller';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { findCost } from '../cost/known-costs.ts';
import type { LoadedSupergraph } from '../supergraph/supergraph.ts';
import type { LocalBudgets } from './local.ts';
import type { ShownCost } from './show-cost.ts';

/** An operation that a first-party client wants executed. */
export interface ChargedOperation {
  readonly loaded: LoadedSupergraph;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Charges one request; part of its context. */
export interface RequestBudget {
  /**
   * Charges what the operation is estimated to cost, before anything is done for it.
   * @returns what the answer shows of it, or null if the client did not ask.
   * @throws GraphQLError COST_LIMIT or RATE_LIMITED, with the HTTP status.
   */
  charge(operation: ChargedOperation): ShownCost | null;
}

/** The budget of a request: by subject, or for a caller without a token by address. */
export function budgetOf(
  budgets: LocalBudgets,
  { subject }: Caller,
  address: string,
  isCostShown: boolean,
): RequestBudget {
  return {
    charge({ loaded, document, operation, variables }) {
      const key = subject ?? networkOf(address);
      const estimated = findCost(loaded, document, operation).estimate(variables);
      budgets.charge(key, estimated);
      return isCostShown ? { estimated, remaining: budgets.stateOf(key)?.remaining ?? null } : null;
    },
  };
}

/** How many of the eight groups of an IPv6 address name a network: a customer of a provider has all addresses of one (RFC 6177). */
const networkGroups = 4;

function networkOf(address: string): string {
  // An IPv4 address in the form of IPv6 is one address.
  if (!address.includes(':') || address.includes('.')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head.split(':');
  const missing = tail === undefined ? [] : Array.from({ length: networkGroups }, () => '0');
  return [...groups, ...missing].slice(0, networkGroups).join(':');
}
