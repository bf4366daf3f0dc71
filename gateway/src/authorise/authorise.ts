import type { Caller } from '@ecosystem/kit/caller';
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { isLeftOut } from '../operation/conditions.ts';
import { responseKeyOf } from '../operation/fields.ts';
import { type KeyedDocument, keyDocument, type PreparedOperation } from '../operation/prepare.ts';
import { hideField } from './refused-names.ts';
import { findRefusal, type Refusal, type Requirements } from './requirements.ts';

/** What a caller may have of an operation. */
export interface Authorisation {
  /** The operation without what is refused; null if nothing is left to fetch. */
  readonly permitted: KeyedDocument | null;
  /** The whole operation, refused fields under a response key of their own, for shaping the answer. */
  readonly shape: DocumentNode;
  readonly errors: readonly GraphQLError[];
}

/** More refusals than this are not listed one by one; fragments that double could make millions of them. */
const errorsMax = 100;

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

interface RefusedField {
  readonly path: readonly string[];
  readonly coordinate: string;
  readonly refusal: Refusal;
}

/** A selection set after its refused parts were taken out. */
interface Cut {
  /** Null if nothing is left. */
  readonly permitted: SelectionSetNode | null;
  readonly shape: SelectionSetNode;
  readonly refused: readonly RefusedField[];
}

/**
 * Takes out of an operation what its caller may not have. A field is refused if its own requirements, those of its
 * type or those of the type it stands on are not fulfilled; what @skip and @include leave out is neither fetched nor refused.
 * @param variables coerced values, for the conditions.
 * @returns null if nothing is refused.
 */
export function authorise(
  { operation, fragments }: PreparedOperation,
  caller: Caller,
  variables: Readonly<Record<string, unknown>>,
  { schema, requirements }: { schema: GraphQLSchema; requirements: Requirements },
): Authorisation | null {
  const cuts = new Map<string, Cut>();
  const root = schema.getRootType(operation.operation);
  if (requirements.isEmpty || !root) return null;

  function cutField(field: FieldNode, parent: GraphQLNamedType): SelectionCut {
    const key = responseKeyOf(field);
    const definition =
      isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[field.name.value] : undefined;
    // What is left are `__typename` and the roots of introspection, which everybody may have.
    if (!definition) return keep(field);
    const type = getNamedType(definition.type);
    const needed = [
      ...requirements.ofType(parent.name),
      ...requirements.ofField(parent.name, field.name.value),
      ...requirements.ofType(type.name),
    ];
    const refusal = findRefusal(needed, caller);
    if (refusal) {
      const coordinate = `${parent.name}.${field.name.value}`;
      return { permitted: null, shape: hideField(field), refused: [{ path: [key], coordinate, refusal }] };
    }
    if (!field.selectionSet) return keep(field);
    const inner = cutSelections(field.selectionSet, type);
    if (inner.refused.length === 0) return keep(field);
    return {
      // An object of which nothing is left is still asked for, to tell it from null.
      permitted: { ...field, selectionSet: inner.permitted ?? { kind: Kind.SELECTION_SET, selections: [typename] } },
      shape: { ...field, selectionSet: inner.shape },
      refused: inner.refused.map((one) => ({ ...one, path: [key, ...one.path] })),
    };
  }

  /** What is refused in a fragment depends on its own type alone, so it is looked at once, however often it is spread. */
  function cutFragment(definition: FragmentDefinitionNode): Cut {
    const known = cuts.get(definition.name.value);
    if (known) return known;
    const on = schema.getType(definition.typeCondition.name.value);
    const cut = on
      ? cutSelections(definition.selectionSet, on)
      : { permitted: definition.selectionSet, shape: definition.selectionSet, refused: [] };
    cuts.set(definition.name.value, cut);
    return cut;
  }

  function cutSelection(node: SelectionNode, parent: GraphQLNamedType): SelectionCut {
    // The same condition leaves it out of the answer's shape, so nobody misses it and nobody is told.
    if (isLeftOut(node, variables)) return { permitted: null, shape: node, refused: [] };
    if (node.kind === Kind.FIELD) return cutField(node, parent);
    if (node.kind === Kind.FRAGMENT_SPREAD) {
      const definition = fragments.get(node.name.value);
      if (!definition) return keep(node);
      const { permitted, refused } = cutFragment(definition);
      return { permitted: permitted && node, shape: node, refused };
    }
    const on = node.typeCondition ? schema.getType(node.typeCondition.name.value) : parent;
    if (!on) return keep(node);
    const inner = cutSelections(node.selectionSet, on);
    return {
      permitted: inner.permitted && { ...node, selectionSet: inner.permitted },
      shape: { ...node, selectionSet: inner.shape },
      refused: inner.refused,
    };
  }

  function cutSelections(set: SelectionSetNode, parent: GraphQLNamedType): Cut {
    const parts = set.selections.map((node) => cutSelection(node, parent));
    const permitted = parts.flatMap((part) => part.permitted ?? []);
    return {
      permitted: permitted.length > 0 ? { ...set, selections: permitted } : null,
      shape: { ...set, selections: parts.map((part) => part.shape) },
      refused: distinct(parts.flatMap((part) => part.refused)),
    };
  }

  const { permitted, shape, refused } = cutSelections(operation.selectionSet, root);
  if (refused.length === 0) return null;
  const permittedFragments = [...fragments.values()].flatMap((definition) => {
    const selectionSet = cuts.get(definition.name.value)?.permitted;
    return selectionSet ? [{ ...definition, selectionSet }] : [];
  });
  // A fragment that was not reached stands where a condition leaves it out, and must still be defined.
  const shapeFragments = [...fragments.values()].map((definition) => ({
    ...definition,
    selectionSet: cuts.get(definition.name.value)?.shape ?? definition.selectionSet,
  }));
  return {
    permitted: permitted && keyDocument(documentOf({ ...operation, selectionSet: permitted }, permittedFragments)),
    shape: documentOf({ ...operation, selectionSet: shape }, shapeFragments),
    errors: refused.map(asError),
  };
}

const documentOf = (operation: OperationDefinitionNode, fragments: FragmentDefinitionNode[]): DocumentNode => ({
  kind: Kind.DOCUMENT,
  definitions: [operation, ...fragments],
});

type SelectionCut = { permitted: SelectionNode | null; shape: SelectionNode; refused: readonly RefusedField[] };

const keep = (node: SelectionNode): SelectionCut => ({ permitted: node, shape: node, refused: [] });

function distinct(refused: readonly RefusedField[]): RefusedField[] {
  return [...new Map(refused.map((field) => [field.path.join('.'), field])).values()].slice(0, errorsMax);
}

function asError({ path, coordinate, refusal }: RefusedField): GraphQLError {
  return new GraphQLError(`${coordinate} ${refusal.reason}.`, { path, extensions: { code: refusal.code } });
}
