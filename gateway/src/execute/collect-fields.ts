import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { Conditions } from '../operation/canonical.ts';
import { isLeftOut } from '../operation/conditions.ts';
import { responseKeyOf } from '../operation/fields.ts';

/** The fields of a selection set by response key, in the order of the answer; equal keys are one field. */
export type CollectedFields = ReadonlyMap<string, readonly FieldNode[]>;

/** What collecting depends on besides the selection set itself. */
export interface CollectContext {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Conditions are decided when an operation is compiled, so that the compiled one has none. */
  readonly conditions: Conditions;
}

/** Collects the fields that apply to objects of a type (GraphQL, section 6.3.2). */
export function collectFields(
  sets: readonly SelectionSetNode[],
  runtimeType: GraphQLNamedType,
  { schema, fragments, conditions }: CollectContext,
): CollectedFields {
  const fields = new Map<string, FieldNode[]>();
  const seen = new Set<string>();

  function collect({ selections }: SelectionSetNode): void {
    for (const node of selections) {
      if (isLeftOut(node, conditions)) continue;
      if (node.kind === Kind.FIELD) {
        const key = responseKeyOf(node);
        const known = fields.get(key);
        if (known) known.push(node);
        else fields.set(key, [node]);
        continue;
      }
      if (node.kind === Kind.INLINE_FRAGMENT) {
        if (!node.typeCondition || applies(node.typeCondition.name.value)) collect(node.selectionSet);
        continue;
      }
      const definition = fragments.get(node.name.value);
      if (!definition || seen.has(node.name.value)) continue;
      seen.add(node.name.value);
      if (applies(definition.typeCondition.name.value)) collect(definition.selectionSet);
    }
  }

  function applies(typeName: string): boolean {
    if (typeName === runtimeType.name) return true;
    const type = schema.getType(typeName);
    return (
      isAbstractType(type) &&
      (isObjectType(runtimeType) || isInterfaceType(runtimeType)) &&
      schema.isSubType(type, runtimeType)
    );
  }

  for (const set of sets) collect(set);
  return fields;
}
