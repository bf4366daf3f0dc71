import type { Supergraph } from '@apollo/federation-internals';
import {
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { LoadedSupergraph } from '../supergraph/supergraph.ts';
import type { IsOfType } from './targets.ts';

/** What executing a plan needs to know of the types of a supergraph. */
export interface Types {
  /** Whether an object of that type name is one of the types, themselves or as an implementation or member. */
  readonly isOfType: IsOfType;
  /** Whether the name is that of an interface: an object knows its type no better (@interfaceObject). */
  isInterface(typeName: string): boolean;
  /** Whether a subgraph can be sent null for this field of a representation: it may be null and is no part of a key. */
  mayBeNull(serviceName: string, typeName: string, fieldName: string): boolean;
  /** The name of a field's type without lists and non-nulls; null if there is no such field. */
  typeOfField(typeName: string, fieldName: string): string | null;
}

/** Reads the types of a supergraph, each when it is first asked for. */
export function createTypes({ supergraphSchema, supergraph }: LoadedSupergraph): Types {
  const answers = new Map<string, boolean>();

  const isOne = (typeName: string, wanted: string): boolean => {
    if (typeName === wanted) return true;
    const key = `${typeName} ${wanted}`;
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = isSubType(supergraphSchema, typeName, wanted);
    answers.set(key, answer);
    return answer;
  };

  return {
    isOfType: (typeName, types) => typeof typeName === 'string' && types.some((wanted) => isOne(typeName, wanted)),
    isInterface: (typeName) => isInterfaceType(supergraphSchema.getType(typeName)),
    mayBeNull: (serviceName, typeName, fieldName) =>
      isNullableType(typeOf(supergraphSchema, typeName, fieldName)) &&
      !keyFieldsOf(supergraph, serviceName, typeName).has(fieldName),
    typeOfField: (typeName, fieldName) => {
      const type = typeOf(supergraphSchema, typeName, fieldName);
      return type ? getNamedType(type).name : null;
    },
  };
}

function isSubType(schema: GraphQLSchema, typeName: string, wanted: string): boolean {
  const [type, abstract] = [schema.getType(typeName), schema.getType(wanted)];
  return isAbstractType(abstract) && (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(abstract, type);
}

function typeOf(schema: GraphQLSchema, typeName: string, fieldName: string): GraphQLOutputType | undefined {
  const type = schema.getType(typeName);
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName]?.type : undefined;
}

const isNullableType = (type: GraphQLOutputType | undefined): boolean => type !== undefined && !isNonNullType(type);

/** The fields that stand first in the keys of a type in one subgraph: `id` and `owner` of `id owner { id }`. */
function keyFieldsOf(supergraph: Supergraph, serviceName: string, typeName: string): ReadonlySet<string> {
  const subgraph = supergraph.subgraphs().get(serviceName);
  const type = subgraph?.schema.type(typeName);
  if (!subgraph || !type) return new Set();
  const keys = type
    .appliedDirectivesOf(subgraph.metadata().keyDirective().name)
    .map((directive) => String(directive.arguments()['fields']));
  return new Set(keys.flatMap((key) => key.replaceAll(/\{[^{}]*(\{[^{}]*\}[^{}]*)*\}/g, ' ').match(/\w+/g) ?? []));
}
