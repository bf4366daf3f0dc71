import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  type InlineFragmentNode,
  isAbstractType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { coercedValueName } from './compiler-schema.ts';

type Selection = FieldNode | InlineFragmentNode | FragmentSpreadNode;
type Values = Readonly<Record<string, unknown>>;

/** The variables that `@skip` and `@include` of the document read, in alphabetical order. */
export function findConditions(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive(directive) {
      if (!isCondition(directive.name.value)) return;
      for (const { value } of directive.arguments ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names].sort();
}

const isCondition = (directive: string): boolean =>
  directive === GraphQLSkipDirective.name || directive === GraphQLIncludeDirective.name;

/**
 * The operation and its fragments with `@skip` and `@include` carried out for these values, and variables that are taken as
 * they are. All nodes are new and without locations, because graphql-jit writes into them.
 */
export function specialise(document: DocumentNode, operation: OperationDefinitionNode, values: Values): DocumentNode {
  const definitions = document.definitions.filter(
    (definition) => definition === operation || definition.kind === Kind.FRAGMENT_DEFINITION,
  );
  return visit(
    { ...document, definitions },
    {
      enter(node) {
        const { loc: _, ...plain } = node;
        if (node.kind === Kind.VARIABLE_DEFINITION) {
          const type = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: coercedValueName } } as const;
          return { kind: node.kind, variable: node.variable, type };
        }
        if (!isSelection(node)) return plain;
        return isIncluded(node, values) ? { ...plain, directives: [] } : null;
      },
    },
  );
}

const isSelection = (node: { readonly kind: string }): node is Selection =>
  node.kind === Kind.FIELD || node.kind === Kind.INLINE_FRAGMENT || node.kind === Kind.FRAGMENT_SPREAD;

/** As graphql-js decides it. */
function isIncluded(node: Selection, values: Values): boolean {
  if (!node.directives?.length) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, values)?.['if'] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, values)?.['if'] !== false;
}

/**
 * How many fields an operation selects, counted for each type that an abstract one can be, or null if graphql-jit must not have
 * it: more fields than `fieldsMax`, introspection, the name `__proto__`, or two places whose names joined with `_` are one
 * (graphql-jit keeps their details under that name).
 */
export function measureOperation(document: DocumentNode, schema: GraphQLSchema, fieldsMax: number): number | null {
  const fragments = new Map<string, FragmentDefinitionNode>();
  let operation: OperationDefinitionNode | undefined;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    if (definition.kind === Kind.OPERATION_DEFINITION) operation = definition;
  }
  const root = schema.getQueryType();
  if (!operation || !root) return null;
  const places = new Map<string, string>();
  let fields = 0;

  function enterField(field: FieldNode, parent: GraphQLObjectType, path: readonly string[]): boolean {
    fields += 1;
    const key = field.alias?.value ?? field.name.value;
    if (fields > fieldsMax || key === '__proto__') return false;
    const type = parent.getFields()[field.name.value]?.type;
    if (!type) return field.name.value === '__typename';
    const own = [...path, key];
    const place = own.join('.');
    const joined = own.join('_');
    if ((places.get(joined) ?? place) !== place) return false;
    places.set(joined, place);
    return !field.selectionSet || enterType(field.selectionSet, type, own);
  }

  function enterType(set: SelectionSetNode, type: GraphQLOutputType, path: readonly string[]): boolean {
    let inside = path;
    for (let inner = getNullableType(type); isListType(inner); inner = getNullableType(inner.ofType)) {
      inside = [...inside, `idx${inside.length}`];
    }
    const named = getNamedType(type);
    if (isObjectType(named)) return enterSelections(set, named, inside);
    if (!isAbstractType(named)) return false;
    return schema.getPossibleTypes(named).every((one) => enterSelections(set, one, [...inside, one.name]));
  }

  function enterSelections(set: SelectionSetNode, parent: GraphQLObjectType, path: readonly string[]): boolean {
    return set.selections.every((selection) => {
      if (selection.kind === Kind.FIELD) return enterField(selection, parent, path);
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      if (!fragment) return false;
      // A selection without fields costs time too.
      fields += 1;
      if (fields > fieldsMax) return false;
      return (
        !applies(fragment.typeCondition?.name.value, parent) || enterSelections(fragment.selectionSet, parent, path)
      );
    });
  }

  function applies(condition: string | undefined, parent: GraphQLObjectType): boolean {
    if (condition === undefined || condition === parent.name) return true;
    const type = schema.getType(condition);
    return isAbstractType(type) && schema.isSubType(type, parent);
  }

  const hasDangerousVariable = operation.variableDefinitions?.some(
    ({ variable }) => variable.name.value === '__proto__',
  );
  return !hasDangerousVariable && enterSelections(operation.selectionSet, root, []) ? fields : null;
}
