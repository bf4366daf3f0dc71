import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  type OperationDefinitionNode,
  TypeInfo,
  typeFromAST,
  type ValueNode,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The schema of an object. */
export interface ObjectSchema {
  readonly [keyword: string]: unknown;
  readonly type: 'object';
  readonly properties: Record<string, JsonSchema>;
  readonly required: string[];
  readonly additionalProperties: false;
}

/** Scalars whose JSON form is no text, and texts that JSON Schema knows a form of; any other is a text. */
const scalars: Readonly<Record<string, JsonSchema>> = {
  Int: { type: 'integer' },
  Float: { type: 'number' },
  Boolean: { type: 'boolean' },
  DateTime: { type: 'string', format: 'date-time' },
  Date: { type: 'string', format: 'date' },
};
const specified = new Set(['ID', 'String', 'Int', 'Float', 'Boolean']);

/**
 * The JSON Schema of an operation's variables.
 * @param schema the contract that the operation keeps to.
 * @param filled names of variables that the caller does not give.
 */
export function describeVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  filled: ReadonlySet<string> = new Set(),
): ObjectSchema {
  const descriptions = readDescriptions(schema, operation);
  const open = (operation.variableDefinitions ?? []).filter(({ variable }) => !filled.has(variable.name.value));
  const described = open.flatMap(({ variable, type: typeNode, defaultValue }) => {
    const name = variable.name.value;
    // Without one TypeScript would choose among the kinds of types.
    const type = typeFromAST(schema, typeNode) as GraphQLInputType | undefined;
    if (!type) return [];
    const isRequired = isNonNullType(type) && defaultValue === undefined;
    return [{ name, isRequired, schema: describe(type, descriptions.get(name), defaultValue, []) }];
  });
  return {
    type: 'object',
    properties: Object.fromEntries(described.map(({ name, schema: each }) => [name, each])),
    required: described.filter(({ isRequired }) => isRequired).map(({ name }) => name),
    additionalProperties: false,
  };
}

/** What the contract says of the first argument that each variable stands for. */
function readDescriptions(schema: GraphQLSchema, operation: OperationDefinitionNode): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const types = new TypeInfo(schema);
  visit(
    operation,
    visitWithTypeInfo(types, {
      Argument({ value }) {
        const description = types.getArgument()?.description;
        if (value.kind === 'Variable' && description && !found.has(value.name.value))
          found.set(value.name.value, description);
      },
    }),
  );
  return found;
}

/** @param path the input objects around it: one that holds itself is not described again. */
function describe(
  type: GraphQLInputType,
  description: string | null | undefined,
  defaultValue: ValueNode | undefined,
  path: readonly GraphQLInputObjectType[],
): JsonSchema {
  return {
    ...shapeOf(type, description, path),
    ...(defaultValue && { default: valueFromASTUntyped(defaultValue) }),
  };
}

function shapeOf(
  type: GraphQLInputType,
  description: string | null | undefined,
  path: readonly GraphQLInputObjectType[],
): JsonSchema {
  if (isNonNullType(type)) return shapeOf(type.ofType, description, path);
  if (isListType(type)) return { type: 'array', items: shapeOf(type.ofType, undefined, path), ...explain(description) };
  if (isEnumType(type)) {
    const values = type.getValues();
    const meanings = values.flatMap((value) => (value.description ? `${value.name}: ${value.description}` : []));
    return {
      type: 'string',
      enum: values.map(({ name }) => name),
      ...explain(description, type.description, ...meanings),
    };
  }
  if (isInputObjectType(type)) {
    if (path.includes(type)) return { type: 'object', ...explain(description, type.description) };
    return { ...describeInput(type, [...path, type]), ...explain(description, type.description) };
  }
  const own = specified.has(type.name) ? null : type.description;
  return { ...(scalars[type.name] ?? { type: 'string' }), ...explain(description, own) };
}

function describeInput(type: GraphQLInputObjectType, path: readonly GraphQLInputObjectType[]): JsonSchema {
  const fields = Object.values(type.getFields());
  return {
    type: 'object',
    properties: Object.fromEntries(
      fields.map((field) => [field.name, describe(field.type, field.description, field.astNode?.defaultValue, path)]),
    ),
    required: fields.filter(isRequiredInputField).map(({ name }) => name),
    additionalProperties: false,
    ...(type.isOneOf && { minProperties: 1, maxProperties: 1 }),
  };
}

function explain(...sentences: readonly (string | null | undefined)[]): { description?: string } {
  const said = sentences.filter((sentence) => sentence);
  return said.length > 0 ? { description: said.join('\n') } : {};
}
