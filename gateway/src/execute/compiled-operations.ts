import type { Caller } from '@ecosystem/kit/caller';
import type { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { type Authorisation, authorise } from '../authorise/authorise.ts';
import type { Requirements } from '../authorise/requirements.ts';
import { type Conditions, canonicalise } from '../operation/canonical.ts';
import type { CanonicalKeys } from '../operation/canonical-keys.ts';
import type { PreparedOperation } from '../operation/prepare.ts';
import type { PlanCache } from '../plan/plan-cache.ts';
import type { QueryPlan } from '../plan/query-plan.ts';
import type { InterfaceObjects } from '../supergraph/interface-objects.ts';
import type { LoadedSupergraph } from '../supergraph/supergraph.ts';
import type { ExecuteOperation, Executor } from './executor.ts';

/** An operation, ready to be executed for callers with the same scopes and requests with the same conditions. */
export interface CompiledOperation {
  readonly execute: ExecuteOperation;
  /** Null if there is nothing to fetch. */
  readonly plan: QueryPlan | null;
  /** What these callers may not have of it. */
  readonly refusals: readonly GraphQLError[];
}

/** Text of operations that stay compiled, in characters; what is compiled takes some twenty times as much memory. */
const charactersMax = 1_500_000;

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

/** Compiled operations of one supergraph. */
export interface CompiledOperations {
  /** The operation, ready to be executed for this caller; a promise the first time. */
  compile(
    prepared: PreparedOperation,
    caller: Caller,
    coerced: Variables,
  ): CompiledOperation | Promise<CompiledOperation>;
  /** Compiles an operation for callers who may have all of it. @returns its plan. */
  warm(prepared: PreparedOperation, coerced: Variables): Promise<QueryPlan | null>;
  /** Forgets all; executions under way keep what they have. */
  clear(): void;
}

/**
 * Authorises, plans and compiles operations, and remembers them by what decides the result: the operation, whether there is a token,
 * its scopes, and the variables that @skip and @include read. Callers who may have all of an operation share one.
 */
export function cacheCompiledOperations(tools: CompileTools): CompiledOperations {
  const known = new LRUCache<string, CompiledOperation | Promise<CompiledOperation>>({ maxSize: charactersMax });

  function remember(key: string, size: number, create: () => Promise<CompiledOperation>) {
    const found = known.get(key);
    if (found) return found;
    const creating = create().then(
      (compiled) => {
        known.set(key, compiled, { size });
        return compiled;
      },
      (error: unknown) => {
        known.delete(key);
        throw error;
      },
    );
    known.set(key, creating, { size });
    return creating;
  }

  const compileWhole = (prepared: PreparedOperation, coerced: Variables) =>
    remember(`${prepared.number} ${conditionsKeyOf(prepared, coerced)}`, prepared.key.length + 1, () =>
      compile(tools, prepared, coerced, null),
    );

  return {
    compile(prepared, caller, coerced) {
      const { loaded, requirements } = tools;
      if (requirements.isEmpty) return compileWhole(prepared, coerced);
      const key = `${prepared.number} ${conditionsKeyOf(prepared, coerced)} ${scopesKeyOf(caller)}`;
      return remember(key, key.length, async () => {
        const allowed = authorise(prepared, caller, coerced, { schema: loaded.schema, requirements });
        return allowed ? compile(tools, prepared, coerced, allowed) : compileWhole(prepared, coerced);
      });
    },
    clear: () => known.clear(),
    warm: async (prepared, coerced) => (await compileWhole(prepared, coerced)).plan,
  };
}

/** @param allowed what the callers may have; null if that is everything. */
async function compile(
  { loaded, plans, executor, createKeys, interfaceObjects }: CompileTools,
  prepared: PreparedOperation,
  coerced: Variables,
  allowed: Authorisation | null,
): Promise<CompiledOperation> {
  const { schema } = loaded;
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
  return { execute, plan, refusals: allowed?.errors ?? [] };
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
