import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** How much an operation asks for once all its fragments are spread. */
export type DocumentSize = {
  /** Levels of fields, one for a leaf at the root; introspection counts as no level. */
  readonly depth: number;
  /** Fields at the root. */
  readonly rootFields: number;
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
};

const nothing: DocumentSize = { depth: 0, rootFields: 0, fields: 0, aliases: 0, directives: 0 };
const introspectionFields = new Set(['__schema', '__type']);

/**
 * Measures a document, whether valid or not; of several operations the largest in each respect.
 * Each fragment is walked once and its size reused at every spread: fragments that double sixteen times cost no more than
 * their text. A fragment inside itself counts once, validation refuses it later.
 */
export function measureDocument(document: DocumentNode): DocumentSize {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const known = new Map<string, DocumentSize>();

  const measureSelections = (set: SelectionSetNode | undefined): DocumentSize =>
    (set?.selections ?? []).reduce((sum, selection) => beside(sum, measureSelection(selection)), nothing);

  function measureSelection(selection: SelectionNode): DocumentSize {
    const own = { ...nothing, directives: selection.directives?.length ?? 0 };
    if (selection.kind === Kind.FRAGMENT_SPREAD) return beside(own, measureFragment(selection.name.value));
    const inner = measureSelections(selection.selectionSet);
    if (selection.kind === Kind.INLINE_FRAGMENT) return beside(own, inner);
    return beside(own, {
      ...inner,
      depth: introspectionFields.has(selection.name.value) ? 0 : inner.depth + 1,
      rootFields: 1,
      fields: add(inner.fields, 1),
      aliases: add(inner.aliases, selection.alias ? 1 : 0),
    });
  }

  function measureFragment(name: string): DocumentSize {
    const size = known.get(name);
    if (size) return size;
    known.set(name, nothing);
    const measured = measureSelections(fragments.get(name)?.selectionSet);
    known.set(name, measured);
    return measured;
  }

  return document.definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .map(({ selectionSet, directives }) =>
      beside(measureSelections(selectionSet), { ...nothing, directives: directives?.length ?? 0 }),
    )
    .reduce(largest, nothing);
}

/** Sums stop at the largest exact integer: doubled a thousand times, a count stays a number that can be compared. */
const add = (one: number, other: number) => Math.min(one + other, Number.MAX_SAFE_INTEGER);

const beside = (one: DocumentSize, other: DocumentSize): DocumentSize => ({
  depth: Math.max(one.depth, other.depth),
  rootFields: add(one.rootFields, other.rootFields),
  fields: add(one.fields, other.fields),
  aliases: add(one.aliases, other.aliases),
  directives: add(one.directives, other.directives),
});

const largest = (one: DocumentSize, other: DocumentSize): DocumentSize => ({
  depth: Math.max(one.depth, other.depth),
  rootFields: Math.max(one.rootFields, other.rootFields),
  fields: Math.max(one.fields, other.fields),
  aliases: Math.max(one.aliases, other.aliases),
  directives: Math.max(one.directives, other.directives),
});
