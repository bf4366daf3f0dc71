import {
  buildASTSchema,
  type ConstDirectiveNode,
  isTypeDefinitionNode,
  Kind,
  type NamedTypeNode,
  parse,
  printSchema,
  specifiedScalarTypes,
  type TypeDefinitionNode,
  type TypeNode,
  validateSchema,
} from 'graphql';
import type { Composition } from './compose.ts';

/** The type that no partner may reach: it opens every door of a person. */
const forbiddenType = 'Customer';

/** A contract is not closed or reaches what it must not; the message names every field concerned. */
export class ContractBroken extends Error {
  override name = 'ContractBroken';
  readonly problems: readonly string[];

  constructor(tag: string, problems: readonly string[]) {
    super(
      `The contract of @tag(name: "${tag}") does not hold:\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
    );
    this.problems = problems;
  }
}

/**
 * The part of the API schema that carries a tag, as SDL.
 * A tagged type brings all its fields; an untagged type keeps its tagged fields; what is left without fields is dropped.
 * @throws ContractBroken when the type of a field or argument is not in the contract, or Customer is.
 */
export function buildContract({ supergraphSdl, apiSdl }: Composition, tag: string): string {
  const tagged = collectTagged(supergraphSdl, tag);
  const kept = parse(apiSdl, { noLocation: true })
    .definitions.filter(isTypeDefinitionNode)
    .map((definition) => keepTagged(definition, tagged))
    .filter((definition) => definition !== undefined);
  const names = new Set([...kept, ...specifiedScalarTypes.map(({ name }) => ({ name: { value: name } }))].map(nameOf));
  const definitions = kept.map((definition) => dropForeignNames(definition, names));

  const missing = definitions.flatMap((definition) => findMissingTypes(definition, names));
  const problems = [
    ...missing.map(([place, type]) => `${place} is in the contract, but its type ${type} is not.`),
    ...(names.has(forbiddenType) ? [`${forbiddenType} is in the contract; no partner may reach it.`] : []),
    ...(names.has('Query') ? [] : ['No field of Query is in the contract.']),
  ];
  if (problems.length > 0) throw new ContractBroken(tag, problems);

  const schema = buildASTSchema({ kind: Kind.DOCUMENT, definitions });
  const invalid = validateSchema(schema).map(({ message }) => message);
  if (invalid.length > 0) throw new ContractBroken(tag, invalid);
  return `${printSchema(schema).trimEnd()}\n`;
}

const nameOf = ({ name }: { name: { value: string } }) => name.value;

/** The coordinates (`Type`, `Type.member`) that carry the tag in the supergraph. */
function collectTagged(supergraphSdl: string, tag: string): ReadonlySet<string> {
  const hasTag = ({ directives }: { directives?: readonly ConstDirectiveNode[] }) =>
    directives?.some(
      ({ name, arguments: values }) =>
        name.value === 'tag' && values?.some(({ value }) => value.kind === Kind.STRING && value.value === tag),
    );
  return new Set(
    parse(supergraphSdl, { noLocation: true })
      .definitions.filter(isTypeDefinitionNode)
      .flatMap((type) => [
        ...(hasTag(type) ? [nameOf(type)] : []),
        ...membersOf(type)
          .filter(hasTag)
          .map((member) => `${nameOf(type)}.${nameOf(member)}`),
      ]),
  );
}

/** Fields, input fields or enum values, whichever the type has. */
function membersOf(type: TypeDefinitionNode) {
  if ('fields' in type) return type.fields ?? [];
  return 'values' in type ? (type.values ?? []) : [];
}

/** The type with only what the contract holds of it; undefined when that is nothing. */
function keepTagged(type: TypeDefinitionNode, tagged: ReadonlySet<string>): TypeDefinitionNode | undefined {
  if (tagged.has(nameOf(type))) return type;
  const isTagged = (member: { name: { value: string } }) => tagged.has(`${nameOf(type)}.${nameOf(member)}`);
  if (!membersOf(type).some(isTagged)) return undefined;

  switch (type.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
      return { ...type, fields: type.fields?.filter(isTagged) ?? [] };
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return { ...type, fields: type.fields?.filter(isTagged) ?? [] };
    case Kind.ENUM_TYPE_DEFINITION:
      return { ...type, values: type.values?.filter(isTagged) ?? [] };
    default:
      return undefined;
  }
}

/** The type without interfaces and union members that are not in the contract: leaving them out breaks no client. */
function dropForeignNames(type: TypeDefinitionNode, names: ReadonlySet<string>): TypeDefinitionNode {
  const isKnown = (reference: NamedTypeNode) => names.has(nameOf(reference));
  switch (type.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
      return { ...type, interfaces: type.interfaces?.filter(isKnown) ?? [] };
    case Kind.UNION_TYPE_DEFINITION:
      return { ...type, types: type.types?.filter(isKnown) ?? [] };
    default:
      return type;
  }
}

/** Pairs of a field or argument and its type, where the type is not among the names. */
function findMissingTypes(type: TypeDefinitionNode, names: ReadonlySet<string>): [string, string][] {
  if (!('fields' in type)) return [];
  const places = (type.fields ?? []).flatMap((field): [string, string][] => {
    const place = `${nameOf(type)}.${nameOf(field)}`;
    const parameters = 'arguments' in field ? (field.arguments ?? []) : [];
    return [
      [place, namedTypeOf(field.type)],
      ...parameters.map((argument): [string, string] => [`${place}(${nameOf(argument)}:)`, namedTypeOf(argument.type)]),
    ];
  });
  return places.filter(([, name]) => !names.has(name));
}

const namedTypeOf = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? nameOf(type) : namedTypeOf(type.type));
