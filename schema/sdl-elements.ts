import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  isTypeDefinitionNode,
  isTypeExtensionNode,
  Kind,
  type StringValueNode,
  type TypeNode,
} from 'graphql';

/** A type, field, argument, input field or enum value with its coordinate, for example `Query.city(code:)`. */
export type Element = {
  coordinate: string;
  node: {
    kind: Kind;
    loc?: DocumentNode['loc'];
    description?: StringValueNode | undefined;
    directives?: readonly ConstDirectiveNode[] | undefined;
  };
};

/** A field of an object or interface type, or of its extension. */
export type Field = { parent: string; node: FieldDefinitionNode };

/** The fields of all object and interface types and of their extensions. */
export const fieldsOf = (document: DocumentNode): Field[] =>
  document.definitions.flatMap((type) => {
    switch (type.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.OBJECT_TYPE_EXTENSION:
      case Kind.INTERFACE_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_EXTENSION:
        return (type.fields ?? []).map((node) => ({ parent: type.name.value, node }));
      default:
        return [];
    }
  });

/** Types and all they hold, each with its coordinate. */
export const elementsOf = (document: DocumentNode): Element[] =>
  document.definitions.flatMap((type): Element[] => {
    if (!isTypeDefinitionNode(type) && !isTypeExtensionNode(type)) return [];
    const name = type.name.value;
    const members = 'fields' in type ? (type.fields ?? []) : 'values' in type ? (type.values ?? []) : [];
    return [
      { coordinate: name, node: type },
      ...members.flatMap((member): Element[] => {
        const coordinate = `${name}.${member.name.value}`;
        const parameters = 'arguments' in member ? (member.arguments ?? []) : [];
        return [
          { coordinate, node: member },
          ...parameters.map((node) => ({ coordinate: `${coordinate}(${node.name.value}:)`, node })),
        ];
      }),
    ];
  });

/** The first use of a directive on a node. */
export const findDirective = (
  { directives }: { directives?: readonly ConstDirectiveNode[] | undefined },
  name: string,
) => directives?.find((directive) => directive.name.value === name);

/** The name of a type without its list and non-null marks. */
export const nameOfType = (type: TypeNode): string =>
  type.kind === Kind.NAMED_TYPE ? type.name.value : nameOfType(type.type);
