import {
  type DocumentNode,
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { Conditions } from '../operation/canonical.ts';
import type { CanonicalKeys } from '../operation/canonical-keys.ts';
import type { ClientShape } from './client-paths.ts';
import { collectFields } from './collect-fields.ts';
import { compileLeaf } from './complete-leaf.ts';
import { bubbling, type Complete, Completion, type Violation } from './completion.ts';
import { isObject, type JsonObject, setOwn } from './merge.ts';

/** An answer in the shape of its operation, and what was wrong with the values that were fetched. */
export interface Projected {
  readonly data: JsonObject | null;
  readonly violations: readonly Violation[];
}

/** Gives what was fetched the shape of an operation. */
export type Project = (fetched: JsonObject) => Projected;

const noViolations: readonly Violation[] = [];

/** Compiles the shape of an operation's answer: keys in the order of the query, types checked, nulls bubbled. */
export function compileProjection(shape: ClientShape): Project {
  const complete = compileFields([shape.selectionSet], shape.root, shape);
  const finish = (value: unknown) => (isObject(value) ? value : null);
  return (fetched) => {
    const quick = new Completion({ isTracing: false });
    const data = finish(complete(fetched, quick));
    if (!quick.isViolated) return { data, violations: noViolations };
    const tracing = new Completion({ isTracing: true });
    return { data: finish(complete(fetched, tracing)), violations: tracing.violations };
  };
}

/**
 * What a document asks for, and under which keys it was fetched.
 * @param document one operation with its fragments.
 * @throws Error if it has no operation that the schema knows.
 */
export function readShape(
  schema: GraphQLSchema,
  document: DocumentNode,
  conditions: Conditions,
  keyOf: CanonicalKeys,
): ClientShape {
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) throw new Error('The document has no operation that the schema could answer.');
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
  return { schema, fragments, conditions, keyOf, root, selectionSet: operation.selectionSet };
}

function compileType(type: GraphQLOutputType, sets: readonly SelectionSetNode[], context: ClientShape): Complete {
  if (isNonNullType(type)) {
    const inner = compileNullable(type.ofType, sets, context);
    const message = `A value is null where ${type.toString()} may not be.`;
    return (value, completion) => {
      const completed = inner(value, completion);
      if (completed !== null) return completed;
      completion.violate(message, value);
      return bubbling;
    };
  }
  const inner = compileNullable(type, sets, context);
  return (value, completion) => {
    const completed = inner(value, completion);
    return completed === bubbling ? null : completed;
  };
}

function compileNullable(type: GraphQLOutputType, sets: readonly SelectionSetNode[], context: ClientShape): Complete {
  if (isListType(type)) return compileList(compileType(type.ofType, sets, context));
  const named = getNamedType(type);
  if (isLeafType(named)) return compileLeaf(named);
  return isObjectType(named) ? compileFields(sets, named, context) : compileAbstract(named, sets, context);
}

function compileList(element: Complete): Complete {
  return (value, completion) => {
    if (value === undefined || value === null) return null;
    if (!Array.isArray(value)) {
      completion.violate('A value is not a list.', value);
      return null;
    }
    const completed: unknown[] = new Array(value.length);
    for (let index = 0; index < value.length; index += 1) {
      completion.enter(index);
      const one = element(value[index], completion);
      completion.leave();
      if (one === bubbling) return bubbling;
      completed[index] = one;
    }
    return completed;
  };
}

/** For interfaces and unions: what is asked depends on the object's own type. */
function compileAbstract(type: GraphQLNamedType, sets: readonly SelectionSetNode[], context: ClientShape): Complete {
  const { schema } = context;
  const known = new Map<string, Complete | null>();

  function completeAs(typeName: string): Complete | null {
    const found = known.get(typeName);
    if (found !== undefined) return found;
    const runtime = schema.getType(typeName);
    const isPossible =
      runtime === type ||
      (isAbstractType(type) && (isObjectType(runtime) || isInterfaceType(runtime)) && schema.isSubType(type, runtime));
    const complete = isPossible && runtime ? compileFields(sets, runtime, context) : null;
    known.set(typeName, complete);
    return complete;
  }

  return (value, completion) => {
    if (value === undefined || value === null) return null;
    const typeName = isObject(value) ? (value['__typename'] ?? type.name) : undefined;
    const complete = typeof typeName === 'string' ? completeAs(typeName) : null;
    if (complete) return complete(value, completion);
    completion.violate(`A value is not of the type ${type.name}.`, value);
    return null;
  };
}

interface CompiledField {
  readonly key: string;
  /** The key under which it was fetched. */
  readonly from: string;
  readonly complete: Complete;
}

/** Keys that every object seems to have. */
const isInherited = (key: string): boolean => key in Object.prototype;

function compileFields(sets: readonly SelectionSetNode[], type: GraphQLNamedType, context: ClientShape): Complete {
  const fields = [...collectFields(sets, type, context)].map(([key, nodes]): CompiledField => {
    const [node] = nodes as [FieldNode];
    return { key, from: context.keyOf(node, type.name), complete: compileField(nodes, type, context) };
  });
  const read = fields.some(({ from }) => isInherited(from)) ? readOwn : readPlain;
  const message = `A value is not of the type ${type.name}.`;
  return (value, completion) => {
    if (value === undefined || value === null) return null;
    if (!isObject(value)) {
      completion.violate(message, value);
      return null;
    }
    const completed: JsonObject = {};
    for (const { key, from, complete } of fields) {
      completion.enter(key);
      const one = complete(read(value, from), completion);
      completion.leave();
      if (one === bubbling) return bubbling;
      if (key === '__proto__') setOwn(completed, key, one);
      else completed[key] = one;
    }
    return completed;
  };
}

const readPlain = (value: JsonObject, key: string): unknown => value[key];
const readOwn = (value: JsonObject, key: string): unknown => (Object.hasOwn(value, key) ? value[key] : undefined);

function compileField(nodes: readonly FieldNode[], parent: GraphQLNamedType, context: ClientShape): Complete {
  const [{ name }] = nodes as [FieldNode];
  if (name.value === '__typename') return compileTypename(parent);
  const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name.value] : undefined;
  if (!field) throw new Error(`${parent.name} has no field ${name.value}.`);
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  return compileType(field.type, sets, context);
}

/** An object's type is known when its fields are chosen; of an interface's name alone (@interfaceObject) it is not. */
function compileTypename(type: GraphQLNamedType): Complete {
  if (isObjectType(type)) return () => type.name;
  return (_, completion) => {
    completion.violate(`An object's type is not known better than ${type.name}.`, null);
    return bubbling;
  };
}
