import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { adaptForCompiler } from './compiler-schema.ts';
import { findConditions, measureOperation, specialise } from './operation-shape.ts';

/** One operation of a valid document, as it is kept between requests. */
export interface ReadOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Names the operation among those of its schema. */
  readonly key: number;
  /** The variables that `@skip` and `@include` read; the operation is compiled for each of their values. */
  readonly conditions: readonly string[];
}

/** What one request brings to an operation. */
export interface OperationInput {
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly contextValue: unknown;
}

/** Executes operations of one schema. */
export interface CompiledOperations {
  /** Reads one operation of a valid document. */
  read(document: DocumentNode, operation: OperationDefinitionNode): ReadOperation;
  execute(operation: ReadOperation, input: OperationInput): Promise<ExecutionResult>;
  /** Compiles an operation before its first use. One that depends on `@skip` or `@include` waits for their values. */
  prepare(operation: ReadOperation): void;
  /** How many operations are compiled now. */
  readonly size: number;
}

/** Bounds of what is compiled, in fields: of all operations together (for memory), and of one (for the time of compiling). */
export interface CompilerLimits {
  readonly fieldsMax: number;
  readonly operationFieldsMax: number;
}

/** A compiled field takes about 2 kB and 60 µs. */
const defaultLimits: CompilerLimits = { fieldsMax: 8_000, operationFieldsMax: 600 };

/** Most operations that wait for their second use. */
const seenOnceMax = 5_000;

/** A compiled operation, or null where graphql-js answers. */
type Query = CompiledQuery['query'];
interface Variant {
  query: Query | null;
}

/**
 * Executes with graphql-jit what it does as graphql-js would, and with graphql-js all else: mutations, introspection, very
 * large operations, names that graphql-jit mixes up, and whatever gives an error. An answer of graphql-jit with an error is
 * thrown away, and graphql-js makes it again from what the loaders of the request remember. So errors, their paths and the nulls
 * around them are those of graphql-js.
 * @param buildCopy makes a second schema like the first; it is changed for graphql-jit.
 */
export function createCompiledOperations(
  schema: GraphQLSchema,
  buildCopy: () => GraphQLSchema,
  limits: CompilerLimits = defaultLimits,
): CompiledOperations {
  const compilerSchema = adaptForCompiler(buildCopy());
  const variants = new LRUCache<string, Variant>({ maxSize: limits.fieldsMax });
  const seenOnce = new LRUCache<string, true>({ max: seenOnceMax });
  let operations = 0;

  function interpret({ document, operation }: ReadOperation, { variables, contextValue }: OperationInput) {
    const operationName = operation.name?.value ?? null;
    return execute({ schema, document, operationName, variableValues: variables ?? null, contextValue });
  }

  function compile({ document, operation }: ReadOperation, key: string, values: Record<string, unknown>): Variant {
    let query: Query | null = null;
    let fields: number | null = null;
    if (compilerSchema) {
      try {
        const special = specialise(document, operation, values);
        fields = measureOperation(special, compilerSchema, limits.operationFieldsMax);
        const options = { disablingCapturingStackErrors: true };
        const compiled =
          fields === null ? null : compileQuery(compilerSchema, special, operation.name?.value ?? '', options);
        query = compiled && isCompiledQuery(compiled) ? compiled.query : null;
      } catch {
        // What cannot be compiled, for whatever reason, is not an error of the request: graphql-js knows what to say.
      }
    }
    const variant = { query };
    variants.set(key, variant, { size: query && fields ? fields : 1 });
    return variant;
  }

  /** Compiling pays from the second use on. */
  function findVariant(read: ReadOperation, values: Record<string, unknown>): Variant | null {
    const key = keyOf(read, values);
    const known = variants.get(key);
    if (known) return known;
    if (seenOnce.has(key)) {
      seenOnce.delete(key);
      return compile(read, key, values);
    }
    seenOnce.set(key, true);
    return null;
  }

  return {
    get size() {
      return [...variants.values()].filter(({ query }) => query !== null).length;
    },
    read(document, operation) {
      operations += 1;
      return { document, operation, key: operations, conditions: findConditions(document) };
    },
    async execute(read, input) {
      const { operation } = read;
      // A mutation that failed halfway could not be made again.
      if (operation.operation !== OperationTypeNode.QUERY) return interpret(read, input);
      const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], input.variables ?? {});
      if (!coerced) return interpret(read, input);
      const variant = findVariant(read, coerced);
      if (!variant?.query) return interpret(read, input);
      const result = await runSafely(variant.query, input.contextValue, coerced);
      if (result && !result.errors) return result;
      const confirmed = await interpret(read, input);
      // graphql-jit saw an error where there is none: it is not asked again.
      if (!confirmed.errors) variant.query = null;
      return confirmed;
    },
    prepare(read) {
      const key = keyOf(read, {});
      const isReady = read.conditions.length > 0 || variants.has(key);
      if (!isReady && read.operation.operation === OperationTypeNode.QUERY) compile(read, key, {});
    },
  };
}

function keyOf({ key, conditions }: ReadOperation, values: Readonly<Record<string, unknown>>): string {
  return conditions.length === 0 ? String(key) : key + conditions.map((name) => `:${values[name]}`).join('');
}

/** The answer, or null where graphql-jit failed as a whole. */
async function runSafely(
  query: Query,
  contextValue: unknown,
  variables: Record<string, unknown>,
): Promise<ExecutionResult | null> {
  try {
    return await query(undefined, contextValue, variables);
  } catch {
    return null;
  }
}
