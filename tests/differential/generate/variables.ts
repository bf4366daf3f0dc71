import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  Kind,
  parseType,
  print,
  TypeInfo,
  type TypeNode,
  type ValueNode,
  type VariableDefinitionNode,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { createRandom } from './random.ts';

/** An operation as a client sends it. */
export interface ClientOperation {
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * The same operation with variables in the place of its literals: whole arguments, fields inside of input objects and
 * conditions. Some have their value as a default, some are declared nowhere but used in fragments alone.
 */
export function useVariables(schema: GraphQLSchema, document: DocumentNode, seed: number): ClientOperation {
  const random = createRandom(seed);
  const typeInfo = new TypeInfo(schema);
  const known = new Map<string, VariableDefinitionNode>();
  const variables: Record<string, unknown> = {};

  function replace(value: ValueNode, type: GraphQLInputType): ValueNode {
    // The same value is the same variable, or fields that merge would no longer do so.
    const key = `${String(type)} ${print(value)}`;
    const found = known.get(key);
    if (found) return found.variable;
    const name = `v${known.size}`;
    const variable = { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } } as const;
    const isDefault = random.chance(0.25);
    if (!isDefault) variables[name] = valueFromASTUntyped(value);
    const typeNode: TypeNode = parseType(String(type), { noLocation: true });
    known.set(key, {
      kind: Kind.VARIABLE_DEFINITION,
      variable,
      type: typeNode,
      ...(isDefault && { defaultValue: value as NonNullable<VariableDefinitionNode['defaultValue']> }),
    });
    return variable;
  }

  const replaced = visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Argument: {
        enter(node) {
          const type = typeInfo.getInputType();
          // The choice is made from the text, so that fields that merge choose alike.
          const isWhole = node.value.kind !== Kind.OBJECT || print(node).length % 2 === 0;
          return type && isWhole ? { ...node, value: replace(node.value, type) } : undefined;
        },
      },
      ObjectField: {
        enter(node) {
          const type = typeInfo.getInputType();
          return type && node.value.kind !== Kind.VARIABLE ? { ...node, value: replace(node.value, type) } : undefined;
        },
      },
    }),
  );
  const definitions = [...known.values()];
  return {
    variables,
    document: {
      ...replaced,
      definitions: replaced.definitions.map((node) =>
        node.kind === Kind.OPERATION_DEFINITION ? { ...node, variableDefinitions: definitions } : node,
      ),
    },
  };
}

/**
 * The same document for a client that chose otherwise: conditions are the other way round, and some nullable variables are
 * not sent at all. A plan that is kept by its document must serve both.
 */
export function chooseOtherwise({ document, variables }: ClientOperation, seed: number): ClientOperation {
  const random = createRandom(seed);
  const chosen: Record<string, unknown> = {};
  for (const definition of definitionsOf(document)) {
    const name = definition.variable.name.value;
    const isGiven = Object.hasOwn(variables, name);
    const value = isGiven ? variables[name] : definition.defaultValue && valueFromASTUntyped(definition.defaultValue);
    const isNullable = definition.type.kind !== Kind.NON_NULL_TYPE;
    if (typeof value === 'boolean' && !isNullable) chosen[name] = !value;
    else if (isGiven && !(isNullable && random.chance(0.4))) chosen[name] = value;
  }
  return { document, variables: chosen };
}

const definitionsOf = (document: DocumentNode): readonly VariableDefinitionNode[] =>
  document.definitions.flatMap((node) =>
    node.kind === Kind.OPERATION_DEFINITION ? (node.variableDefinitions ?? []) : [],
  );
