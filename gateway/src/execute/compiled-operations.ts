import type { Caller } from '@ecosystem/kit/caller';
import type { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { authorise } from '../authorise/authorise.ts';
import type { Requirements } from '../authorise/requirements.ts';
import { type Conditions, canonicalise } from '../operation/canonical.ts';
import type { CanonicalKeys } from '../operation/canonical-keys.ts';
import type { PreparedOperation } from '../operation/prepare.ts';
import type { PlanCache } from '../plan/plan-cache.ts';
import type { InterfaceObjects } from '../supergraph/interface-objects.ts';
import type { LoadedSupergraph } from '../supergraph/supergraph.ts';
import type { ExecuteOperation, Executor } from './executor.ts';

/** An operation, ready to be executed for callers with the same scopes and requests with the same conditions. */
export interface CompiledOperation {
  readonly execute: ExecuteOperation;
  /** What these callers may not have of it. */
  readonly refusals: readonly GraphQLError[];
}

/** Text of operations that stay compiled, in characters; what is compiled takes some twenty times as much memory. */
const charactersMax = 3_000_000;

type Variables = Readonly<Record<string, unknown>>;

/** What compiling needs. */
export interface CompileTools {
  readonly loaded: LoadedSupergraph;
  readonly requirements: Requirements;
  readonly plans: PlanCache;
  readonly executor: Executor;
  /** Makes the keys under which the fields of one operation are fetched. */
  readonly createKeys: () => CanonicalKeys;
  readonly interfaceObjects: InterfaceObjects;
}

/**
 * Authorises, plans and compiles operations, and remembers them by what decides the result: the operation, whether there is a token,
 * its scopes, and the variables that @skip and @include read.
 * @returns the compiled operation, or a promise where it is not known yet.
 */
export function cacheCompiledOperations(tools: CompileTools) {
  const known = new LRUCache<string, CompiledOperation | Promise<CompiledOperation>>({ maxSize: charactersMax });

  return (
    prepared: PreparedOperation,
    caller: Caller,
    coerced: Variables,
  ): CompiledOperation | Promise<CompiledOperation> => {
    const scopes = tools.requirements.isEmpty ? '' : scopesKeyOf(caller);
    const key = `${prepared.number} ${conditionsKeyOf(prepared, coerced)} ${scopes}`;
    const found = known.get(key);
    if (found) return found;
    const options = { size: prepared.key.length + key.length };
    const compiling = compile(tools, prepared, caller, coerced).then(
      (compiled) => {
        known.set(key, compiled, options);
        return compiled;
      },
      (error: unknown) => {
        known.delete(key);
        throw error;
      },
    );
    known.set(key, compiling, options);
    return compiling;
  };
}

async function compile(
  { loaded, requirements, plans, executor, createKeys, interfaceObjects }: CompileTools,
  prepared: PreparedOperation,
  caller: Caller,
  coerced: Variables,
): Promise<CompiledOperation> {
  const { schema } = loaded;
  const allowed = authorise(prepared, caller, coerced, { schema, requirements });
  const permitted = allowed ? allowed.permitted : prepared;
  const conditions: Conditions = Object.fromEntries(
    prepared.conditionVariables.map((name) => [name, coerced[name] === true]),
  );
  const keyOf = createKeys();
  const planned =
    permitted && executor.isCanonical
      ? canonicalise(permitted.document, conditions, { schema, keyOf, interfaceObjects })
      : permitted;
  const plan = planned && (await plans.plan(planned));
  const shape = allowed?.shape ?? prepared.document;
  const execute = executor.compile({ plan, shape, conditions, planned: planned?.document ?? null, keyOf });
  return { execute, refusals: allowed?.errors ?? [] };
}

const conditionsKeyOf = ({ conditionVariables }: PreparedOperation, coerced: Variables): string =>
  conditionVariables.length === 0 ? '' : conditionVariables.map((name) => (coerced[name] === true ? 1 : 0)).join('');

const scopeKeys = new WeakMap<Caller, string>();

/** Callers are kept as long as their tokens, so the text is made once for many requests. */
function scopesKeyOf(caller: Caller): string {
  const known = scopeKeys.get(caller);
  if (known !== undefined) return known;
  const key = caller.subject === null ? 'anonymous' : JSON.stringify([...caller.scopes].sort());
  scopeKeys.set(caller, key);
  return key;
}
