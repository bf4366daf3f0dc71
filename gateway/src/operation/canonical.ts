import {
  type DocumentNode,
  doTypesOverlap,
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type InlineFragmentNode,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { InterfaceObjects } from '../supergraph/interface-objects.ts';
import type { CanonicalKeys } from './canonical-keys.ts';
import { isLeftOut } from './conditions.ts';
import { typeOfField } from './fields.ts';
import { type KeyedDocument, keyDocument } from './prepare.ts';

/** Values of the variables that @skip and @include read. */
export type Conditions = Readonly<Record<string, boolean>>;

/** What the canonical form depends on besides the operation. */
export interface CanonicalContext {
  readonly schema: GraphQLSchema;
  readonly keyOf: CanonicalKeys;
  readonly interfaceObjects: InterfaceObjects;
}

/** What is asked of objects of one type: fields by key, and more of some of its types. */
interface Selected {
  readonly fields: Map<string, SelectedField>;
  readonly types: Map<string, Selected>;
}

interface SelectedField {
  readonly node: FieldNode;
  readonly inner: Selected | null;
}

type FragmentBody = Pick<InlineFragmentNode, 'typeCondition' | 'selectionSet'>;

/** A type, and what is asked of all its objects. */
interface Outer {
  readonly type: GraphQLNamedType;
  readonly into: Selected;
}

const newSelected = (): Selected => ({ fields: new Map(), types: new Map() });

/**
 * The same operation as planners get it: without names, aliases, fragments of no consequence and conditions, each field once.
 * Planners differ in what they make of such things; without them there is nothing to differ in.
 * @param document one operation with its fragments, valid against the schema.
 * A field that a subgraph adds to an interface without knowing its types is asked of all of them, also where the client asks it of one.
 * @returns null if nothing is left to fetch.
 */
export function canonicalise(
  document: DocumentNode,
  conditions: Conditions,
  { schema, keyOf, interfaceObjects }: CanonicalContext,
): KeyedDocument | null {
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) return null;
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
  const selected = newSelected();
  select(operation.selectionSet, root, selected);
  selected.fields.delete('__typename');
  if (isEmpty(selected)) return null;
  return keyDocument(write(operation, writeSet(selected)));

  /** @param outer the interface around the fragment that holds the selections. */
  function select({ selections }: SelectionSetNode, parent: GraphQLNamedType, into: Selected, outer?: Outer): void {
    for (const node of selections) {
      if (isLeftOut(node, conditions)) continue;
      if (node.kind === Kind.FIELD) {
        const isAdded = outer !== undefined && interfaceObjects.isAdded(outer.type.name, node.name.value);
        if (isAdded) selectField(node, outer.type, outer.into);
        else selectField(node, parent, into);
        continue;
      }
      const body = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
      if (body) selectFragment(body, parent, into, outer);
    }
  }

  function selectField(node: FieldNode, parent: GraphQLNamedType, into: Selected): void {
    const key = keyOf(node, parent.name);
    const type = typeOfField(parent, node.name.value);
    const known = into.fields.get(key);
    const inner = known ? known.inner : node.selectionSet && type ? newSelected() : null;
    if (!known) into.fields.set(key, { node: renameField(node, key), inner });
    if (inner && type && node.selectionSet) select(node.selectionSet, type, inner);
  }

  function selectFragment(
    { typeCondition, selectionSet }: FragmentBody,
    parent: GraphQLNamedType,
    into: Selected,
    outer: Outer | undefined,
  ) {
    const type = typeCondition ? schema.getType(typeCondition.name.value) : parent;
    if (!type) return;
    if (alwaysIs(parent, type)) {
      select(selectionSet, parent, into, outer);
      return;
    }
    // What is valid inside another fragment may be for no object here.
    if (isCompositeType(parent) && isCompositeType(type) && !doTypesOverlap(schema, parent, type)) return;
    const inner = into.types.get(type.name) ?? newSelected();
    into.types.set(type.name, inner);
    select(selectionSet, type, inner, interfaceObjects.concerns(parent.name) ? { type: parent, into } : outer);
  }

  /** Whether every object of a type is of another type as well. */
  function alwaysIs(type: GraphQLNamedType, other: GraphQLNamedType): boolean {
    if (type.name === other.name) return true;
    return isAbstractType(other) && (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(other, type);
  }
}

/** The field under its key, without conditions and selections. */
function renameField(node: FieldNode, key: string): FieldNode {
  const { alias: _, selectionSet: __, directives = [], ...field } = node;
  return {
    ...field,
    directives: directives.filter(({ name }) => name.value !== 'skip' && name.value !== 'include'),
    ...(key !== node.name.value && { alias: { kind: Kind.NAME, value: key } }),
  };
}

const isEmpty = ({ fields, types }: Selected): boolean => fields.size === 0 && [...types.values()].every(isEmpty);

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function writeSet({ fields, types }: Selected): SelectionSetNode {
  const selections: SelectionNode[] = [...fields.values()].map(({ node, inner }) =>
    inner ? { ...node, selectionSet: writeSet(inner) } : node,
  );
  for (const [name, inner] of types) {
    if (isEmpty(inner)) continue;
    selections.push({
      kind: Kind.INLINE_FRAGMENT,
      typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } },
      selectionSet: writeSet(inner),
    });
  }
  // An object of which nothing is left is still asked for, to tell it from null; one of several types is asked which.
  if (selections.length === 0 || types.size > 0) selections.unshift(typename);
  return { kind: Kind.SELECTION_SET, selections };
}

/** The operation without a name, with the variables that are left. */
function write(operation: OperationDefinitionNode, selectionSet: SelectionSetNode): DocumentNode {
  const used = new Set<string>();
  visit(selectionSet, { Variable: ({ name }) => void used.add(name.value) });
  const variableDefinitions =
    operation.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value)) ?? [];
  const definition: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: operation.operation,
    variableDefinitions,
    ...(operation.directives && { directives: operation.directives }),
    selectionSet,
  };
  return { kind: Kind.DOCUMENT, definitions: [definition] };
}
