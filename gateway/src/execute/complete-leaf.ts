import {
  GraphQLBoolean,
  type GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  type GraphQLLeafType,
  GraphQLString,
  isEnumType,
} from 'graphql';
import type { Complete } from './completion.ts';

/** Whether a value can be one of a built-in scalar; subgraphs have serialised it. */
const checks: Readonly<Record<string, (value: unknown) => boolean>> = {
  [GraphQLInt.name]: (value) => Number.isInteger(value),
  [GraphQLFloat.name]: (value) => typeof value === 'number',
  [GraphQLString.name]: (value) => typeof value === 'string',
  [GraphQLBoolean.name]: (value) => typeof value === 'boolean',
};

/** Completes a scalar or an enum. Custom scalars pass as they are: only their subgraph knows them. */
export function compileLeaf(type: GraphQLLeafType): Complete {
  if (isEnumType(type)) return compileEnum(type);
  if (type.name === GraphQLID.name) return completeId;
  const check = checks[type.name];
  if (!check) return (value) => value ?? null;
  const message = `A value is not of the type ${type.name}.`;
  return (value, completion) => {
    if (value === undefined || value === null) return null;
    if (check(value)) return value;
    completion.violate(message, value);
    return null;
  };
}

const completeId: Complete = (value, completion) => {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return null;
  if (Number.isInteger(value)) return String(value);
  completion.violate('A value is not of the type ID.', value);
  return null;
};

/** Clients must not see values that are @inaccessible, nor such as the supergraph does not know. */
function compileEnum(type: GraphQLEnumType): Complete {
  const names = new Set(type.getValues().map(({ name }) => name));
  const message = `A value is not one of the enum ${type.name}.`;
  return (value, completion) => {
    if (value === undefined || value === null) return null;
    if (typeof value === 'string' && names.has(value)) return value;
    completion.violate(message, value);
    return null;
  };
}
