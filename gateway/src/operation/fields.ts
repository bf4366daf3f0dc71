import { type FieldNode, type GraphQLNamedType, getNamedType, isInterfaceType, isObjectType } from 'graphql';

/** The key under which a field stands in an answer. */
export const responseKeyOf = ({ alias, name }: FieldNode): string => alias?.value ?? name.value;

/** The type of a field without lists and non-nulls; undefined if the type has no such field. */
export function typeOfField(parent: GraphQLNamedType, name: string): GraphQLNamedType | undefined {
  const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
  return field && getNamedType(field.type);
}
