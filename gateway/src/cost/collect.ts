import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { responseKeyOf } from '../operation/fields.ts';
import type { Variables } from './expression.ts';

/** A variable that @include wants to be true, or @skip not to be. */
interface Condition {
  readonly variable: string;
  readonly isInclude: boolean;
}

/** Conditions that must all hold; none: always. */
export type Conditions = readonly Condition[];

/** A selection set, and when it counts. */
export interface ConditionalSet {
  readonly set: SelectionSetNode;
  readonly conditions: Conditions;
}

/** One place where a field stands, and when it counts. */
export interface Occurrence {
  readonly field: FieldNode;
  readonly conditions: Conditions;
}

/** Reads a variable with the default of its operation. */
export type ReadVariable = (variables: Variables, name: string) => unknown;

/**
 * The fields that an object of the type has in its answer, by response key, each with all its places (CollectFields of the GraphQL
 * specification); fragments on other types are left out.
 */
export function collectFields(
  sets: readonly ConditionalSet[],
  type: GraphQLObjectType,
  { schema, fragments }: { schema: GraphQLSchema; fragments: ReadonlyMap<string, FragmentDefinitionNode> },
): Map<string, Occurrence[]> {
  const found = new Map<string, Occurrence[]>();
  const seen = new Set<string>();

  const applies = (condition: string | undefined): boolean => {
    if (condition === undefined || condition === type.name) return true;
    const on = schema.getType(condition);
    return isAbstractType(on) && schema.isSubType(on, type);
  };

  function visit({ set, conditions }: ConditionalSet): void {
    for (const node of set.selections) {
      const all = joinConditions(conditions, node);
      if (all === null) continue;
      if (node.kind === Kind.FIELD) {
        const key = responseKeyOf(node);
        const places = found.get(key);
        if (places) places.push({ field: node, conditions: all });
        else found.set(key, [{ field: node, conditions: all }]);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        if (applies(node.typeCondition?.name.value)) visit({ set: node.selectionSet, conditions: all });
      } else {
        const fragment = fragments.get(node.name.value);
        const key = `${node.name.value} ${keyOfConditions(all)}`;
        if (!fragment || seen.has(key) || !applies(fragment.typeCondition.name.value)) continue;
        seen.add(key);
        visit({ set: fragment.selectionSet, conditions: all });
      }
    }
  }

  for (const one of sets) visit(one);
  return found;
}

/** The conditions together with those of a selection; null if it is left out whatever the variables are. */
function joinConditions(conditions: Conditions, node: SelectionNode): Conditions | null {
  let all = conditions;
  for (const { name, arguments: given } of node.directives ?? []) {
    const isInclude = name.value === 'include';
    if (!isInclude && name.value !== 'skip') continue;
    const value = given?.find((argument) => argument.name.value === 'if')?.value;
    if (value?.kind === Kind.VARIABLE) {
      const variable = value.name.value;
      const isKnown = all.some((one) => one.variable === variable && one.isInclude === isInclude);
      if (!isKnown) all = [...all, { variable, isInclude }];
    } else if ((value?.kind === Kind.BOOLEAN && value.value) !== isInclude) return null;
  }
  return all;
}

/** Names conditions, whatever their order. */
export const keyOfConditions = (conditions: Conditions): string =>
  conditions
    .map(({ variable, isInclude }) => `${isInclude ? '+' : '-'}${variable}`)
    .toSorted()
    .join('');

/** Whether one of the places counts, or null if one always does. */
export function compilePresence(
  occurrences: readonly { readonly conditions: Conditions }[],
  read: ReadVariable,
): ((variables: Variables) => boolean) | null {
  if (occurrences.some(({ conditions }) => conditions.length === 0)) return null;
  return (variables) =>
    occurrences.some(({ conditions }) =>
      conditions.every(({ variable, isInclude }) => (read(variables, variable) === true) === isInclude),
    );
}
