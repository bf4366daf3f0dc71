import { Kind, parse, type SelectionNode, type SelectionSetNode } from 'graphql';
import { responseKeyOf } from '../operation/fields.ts';
import { type FetchNode, keysOfPath } from '../plan/query-plan.ts';
import { renamedKeys } from './rewrites.ts';

/** The leaves that a fetch adds to the answer: keys from the root joined by points, without lists and types. */
export function listWrites({ operation, entities, outputRewrites }: FetchNode): ReadonlySet<string> {
  const document = parse(operation, { noLocation: true });
  const fragments = new Map<string, SelectionSetNode>();
  const roots: SelectionSetNode[] = [];
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet);
    if (definition.kind === Kind.OPERATION_DEFINITION) roots.push(definition.selectionSet);
  }
  const writes = new Set<string>();

  function write(selections: readonly SelectionNode[], prefix: string, renamed: ReadonlyMap<string, string>): void {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        const key = responseKeyOf(node);
        for (const name of new Set([key, renamed.get(key) ?? key])) {
          const place = prefix === '' ? name : `${prefix}.${name}`;
          if (node.selectionSet) write(node.selectionSet.selections, place, renamed);
          else writes.add(place);
        }
      } else {
        const set = node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet : fragments.get(node.name.value);
        write(set?.selections ?? [], prefix, renamed);
      }
    }
  }

  const selections = roots.flatMap((set) => set.selections);
  if (!entities) write(selections, '', renamedKeys(outputRewrites));
  for (const part of entities ?? []) {
    const field = selections.find((node) => node.kind === Kind.FIELD && responseKeyOf(node) === part.responseKey);
    const inner = field?.kind === Kind.FIELD ? (field.selectionSet?.selections ?? []) : [];
    for (const path of part.paths) write(inner, keysOfPath(path).join('.'), renamedKeys(part.outputRewrites));
  }
  return writes;
}
