import { GraphQLError, type GraphQLSchema, getVariableValues, type OperationDefinitionNode } from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

/** A list of a body's size can hold tens of thousands of bad values; listing each would take seconds and megabytes. */
const errorsMax = 20;

const none = { coerced: {} } as const;

/** The variables of an operation with defaults, or what is wrong with them: at most 20 errors and one that says there are more. */
export function coerceVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Variables,
): { readonly coerced: Variables } | { readonly errors: readonly GraphQLError[] } {
  if (variableDefinitions.length === 0) return none;
  const { coerced, errors } = getVariableValues(schema, variableDefinitions, variables, { maxErrors: errorsMax });
  return errors ? { errors: errors.map(asInputError) } : { coerced };
}

function asInputError({ message, nodes }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { nodes: nodes ?? null, extensions: { code: 'BAD_USER_INPUT' } });
}
