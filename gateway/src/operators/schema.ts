import { readFileSync } from 'node:fs';
import { scalarResolvers } from '@ecosystem/kit/scalars';
import { buildSchema, type GraphQLSchema, isScalarType } from 'graphql';

/** The schema of operators; fields are read from the models by name. */
export function buildOperatorSchema(): GraphQLSchema {
  const schema = buildSchema(readFileSync(new URL('./operators.graphql', import.meta.url), 'utf8'));
  for (const [name, { serialize, parseValue, parseLiteral }] of Object.entries(scalarResolvers)) {
    const type = schema.getType(name);
    if (isScalarType(type)) Object.assign(type, { serialize, parseValue, parseLiteral });
  }
  return schema;
}
