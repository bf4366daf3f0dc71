import { type DocumentNode, type InputValueDefinitionNode, isTypeDefinitionNode, Kind, print } from 'graphql';
import { locateNode } from './sdl.ts';
import { elementsOf, fieldsOf, findDirective, nameOfType } from './sdl-elements.ts';

/** Where the SDL of one subgraph breaks the agreed manners: `file:line`, the coordinate, and what to do. */
export type LintProblem = { place: string; coordinate: string; message: string };

/** The default page of a connection. */
const pageSizeDefault = 20;
const deprecationReason = /^Use .+\. Removal on \d{4}-\d{2}-\d{2}\.$/;

/** All problems of one subgraph's SDL (the shared part included), in the order of the rules. */
export const lintSdl = (document: DocumentNode): LintProblem[] => [
  ...lintDescriptions(document),
  ...lintDeprecations(document),
  ...lintConnectionTypes(document),
  ...lintConnectionFields(document),
  ...lintMutations(document),
  ...lintDoors(document),
];

/** Everything has a description; only extensions, which describe nothing new, need none. */
export const lintDescriptions = (document: DocumentNode) =>
  elementsOf(document)
    .filter(({ node }) => !node.kind.endsWith('Extension'))
    .filter(({ node }) => !node.description?.value.trim())
    .map(({ coordinate, node }) => problem(node, coordinate, 'needs a description.'));

/** A deprecation says what to use instead and until when the old way works. */
export const lintDeprecations = (document: DocumentNode) =>
  elementsOf(document).flatMap(({ coordinate, node }) => {
    const deprecated = findDirective(node, 'deprecated');
    const reason = deprecated?.arguments?.find(({ name }) => name.value === 'reason')?.value;
    const isAgreed = reason?.kind === Kind.STRING && deprecationReason.test(reason.value);
    if (!deprecated || isAgreed) return [];
    return [problem(node, coordinate, 'must be deprecated with the reason "Use x. Removal on YYYY-MM-DD.".')];
  });

/** Connections have `edges { cursor node }`, `nodes` and `pageInfo`; other fields may stand beside them. */
export const lintConnectionTypes = (document: DocumentNode) =>
  document.definitions.filter(isTypeDefinitionNode).flatMap((type) => {
    const name = type.name.value;
    if (!name.endsWith('Connection')) return [];
    const edgeName = name.replace(/Connection$/, 'Edge');
    const { edges, nodes, pageInfo } = printFieldTypes(document, name);
    const { cursor, node } = printFieldTypes(document, edgeName);
    const isShaped =
      edges === `[${edgeName}!]!` &&
      nodes === `[${node}]!` &&
      pageInfo === 'PageInfo!' &&
      cursor === 'String!' &&
      node?.endsWith('!');
    const message = `must have edges: [${edgeName}!]!, nodes and pageInfo: PageInfo!, and its edges cursor and node.`;
    return isShaped ? [] : [problem(type, name, message)];
  });

/** A field that returns a connection is paged by `first` and `after`, and its cost follows `first`. */
export const lintConnectionFields = (document: DocumentNode) =>
  fieldsOf(document)
    .filter(({ node }) => nameOfType(node.type).endsWith('Connection'))
    .flatMap(({ parent, node }) => {
      const parameters = node.arguments?.map(printArgument) ?? [];
      const listSize = findDirective(node, 'listSize');
      const isAgreed =
        parameters.includes(`first: Int = ${pageSizeDefault}`) &&
        parameters.includes('after: String') &&
        listSize !== undefined &&
        print(listSize).includes('slicingArguments: ["first"]');
      const message = `must take first: Int = ${pageSizeDefault} and after: String, and have @listSize(slicingArguments: ["first"]).`;
      return isAgreed ? [] : [problem(node, `${parent}.${node.name.value}`, message)];
    });

/** A mutation takes one `input` and gives a payload of nullable subjects and `userErrors`. */
export const lintMutations = (document: DocumentNode) =>
  fieldsOf(document)
    .filter(({ parent }) => parent === 'Mutation')
    .flatMap(({ node }) => {
      const coordinate = `Mutation.${node.name.value}`;
      const name = upperFirst(node.name.value);
      const { userErrors = '', ...subjects } = printFieldTypes(document, nameOfType(node.type));
      const broken = [
        ...(node.arguments?.map(printArgument).join() === `input: ${name}Input!`
          ? []
          : [`take only input: ${name}Input!`]),
        ...(nameOfType(node.type) === `${name}Payload` ? [] : [`return ${name}Payload`]),
        ...(/^\[\w+!\]!$/.test(userErrors) ? [] : ['have userErrors: [XUserError!]! in its payload']),
        ...(Object.values(subjects).some((type) => type.endsWith('!'))
          ? ['have only nullable subjects in its payload, which are null when it is refused']
          : []),
      ];
      return broken.map((rule) => problem(node, coordinate, `must ${rule}.`));
    });

/** Every field of Query and Customer but Customer.id is nullable, so that a subgraph that is down costs one null. */
export const lintDoors = (document: DocumentNode) =>
  fieldsOf(document)
    .map(({ parent, node }) => ({ coordinate: `${parent}.${node.name.value}`, parent, node }))
    .filter(({ parent, coordinate }) => parent === 'Query' || (parent === 'Customer' && coordinate !== 'Customer.id'))
    .filter(({ node }) => node.type.kind === Kind.NON_NULL_TYPE)
    .map(({ coordinate, node }) =>
      problem(node, coordinate, 'must be nullable, so that one answer never takes another away.'),
    );

const problem = (node: { loc?: DocumentNode['loc'] }, coordinate: string, message: string): LintProblem => ({
  place: locateNode(node) ?? '',
  coordinate,
  message,
});

/** The fields of one type with their types as text. */
const printFieldTypes = (document: DocumentNode, parent: string): Record<string, string> =>
  Object.fromEntries(
    fieldsOf(document)
      .filter((field) => field.parent === parent)
      .map(({ node }) => [node.name.value, print(node.type)]),
  );

const printArgument = ({ name, type, defaultValue }: InputValueDefinitionNode) =>
  `${name.value}: ${print(type)}${defaultValue ? ` = ${print(defaultValue)}` : ''}`;

const upperFirst = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
