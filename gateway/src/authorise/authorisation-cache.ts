import type { Caller } from '@ecosystem/kit/caller';
import { textKey } from '@ecosystem/kit/text-key';
import type { GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { PreparedOperation } from '../operation/prepare.ts';
import { type Authorisation, authorise } from './authorise.ts';
import type { Requirements } from './requirements.ts';

/** Decides what a caller may have of an operation; null if that is everything. */
export type Authorise = (
  prepared: PreparedOperation,
  caller: Caller,
  variables: Readonly<Record<string, unknown>>,
) => Authorisation | null;

/** Decisions kept, in characters of their JSON and their keys; a system has few sets of scopes. */
const charactersMax = 30_000_000;

/**
 * Authorises for one supergraph and remembers its decisions by what they depend on: the operation, whether there is a token,
 * its scopes, and the variables that @skip and @include read.
 */
export function cacheAuthorisations(schema: GraphQLSchema, requirements: Requirements): Authorise {
  const decisions = new LRUCache<string, { readonly found: Authorisation | null }>({
    maxSize: charactersMax,
    sizeCalculation: (decision, key) => JSON.stringify(decision).length + key.length,
  });
  return (prepared, caller, variables) => {
    if (requirements.isEmpty) return null;
    const scopes = caller.subject === null ? null : [...caller.scopes].sort();
    const conditions = prepared.conditionVariables.map((name) => variables[name] === true);
    const key = textKey(JSON.stringify([scopes, conditions, prepared.key]));
    const known = decisions.get(key);
    if (known) return known.found;
    const found = authorise(prepared, caller, variables, { schema, requirements });
    decisions.set(key, { found });
    return found;
  };
}
