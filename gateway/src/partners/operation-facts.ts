import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  TokenKind,
  type ValueNode,
} from 'graphql';
import { consentScopeOf, type Requirements } from '../authorise/requirements.ts';
import { isLeftOut } from '../operation/conditions.ts';
import { responseKeyOf } from '../operation/fields.ts';
import type { PreparedOperation } from '../operation/prepare.ts';

/** The root field by which a partner reads a customer. */
export const viewField = 'partnerView';

/** One field that an operation reads of a customer. */
export interface CustomerRead {
  /** The schema coordinate, for example `PartnerCustomerView.orders`. */
  readonly coordinate: string;
  /** The consent scope that it needs, by itself or by the field that it stands under; null for what any consent shows. */
  readonly scope: string | null;
}

/** Which customer an operation reads: the arguments of its view, as they stand in the document. */
export interface ViewArguments {
  readonly responseKey: string;
  readonly subjectId: ValueNode | null;
  readonly consentId: ValueNode | null;
}

/** More coordinates than this are not listed, as the access log has it. */
const readsMax = 200;

type Variables = Readonly<Record<string, unknown>>;
type Visit = (field: FieldNode, parent: GraphQLNamedType, scope: string | null) => string | null | 'skip';

/** Walks over the fields of an operation, fragments spread; `visit` says which scope holds below a field. */
function walk(
  { operation, fragments }: PreparedOperation,
  schema: GraphQLSchema,
  variables: Variables | null,
  visit: Visit,
): void {
  const walkSet = (set: SelectionSetNode, parent: GraphQLNamedType, scope: string | null): void => {
    for (const node of set.selections) walkNode(node, parent, scope);
  };
  const walkNode = (node: SelectionNode, parent: GraphQLNamedType, scope: string | null): void => {
    if (variables && isLeftOut(node, variables)) return;
    if (node.kind === Kind.FIELD) {
      const below = visit(node, parent, scope);
      if (below === 'skip' || !node.selectionSet) return;
      const definition = fieldOf(parent, node);
      if (definition) walkSet(node.selectionSet, getNamedType(definition.type), below);
      return;
    }
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node;
    const name = fragment?.typeCondition?.name.value;
    const on = name === undefined ? parent : schema.getType(name);
    if (fragment && on) walkSet(fragment.selectionSet, on, scope);
  };
  const root = schema.getRootType(operation.operation);
  if (root) walkSet(operation.selectionSet, root, null);
}

function fieldOf(parent: GraphQLNamedType, { name }: FieldNode) {
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name.value] : undefined;
}

/**
 * The views of customers at the root of an operation, one for each place in the document where one is asked for.
 * @param variables coerced values; null counts also what @skip and @include may leave out.
 */
export function listViews(
  prepared: PreparedOperation,
  schema: GraphQLSchema,
  variables: Variables | null = null,
): ViewArguments[] {
  const views: ViewArguments[] = [];
  const root = schema.getQueryType();
  walk(prepared, schema, variables, (field, parent) => {
    if (parent === root && field.name.value === viewField) {
      const valueFor = (name: string) => field.arguments?.find((given) => given.name.value === name)?.value ?? null;
      views.push({
        responseKey: responseKeyOf(field),
        subjectId: valueFor('subjectId'),
        consentId: valueFor('consentId'),
      });
    }
    return 'skip';
  });
  return views;
}

/**
 * What an operation reads of a customer, at most 200 coordinates, each once.
 * @param variables coerced values; null counts also what @skip and @include may leave out.
 */
export function listReads(
  prepared: PreparedOperation,
  schema: GraphQLSchema,
  requirements: Requirements,
  variables: Variables | null,
): CustomerRead[] {
  const found = new Map<string, CustomerRead>();
  const root = schema.getQueryType();
  walk(prepared, schema, variables, (field, parent, scope) => {
    if (parent === root) return field.name.value === viewField ? null : 'skip';
    const own = requirements
      .ofField(parent.name, field.name.value)
      .flatMap((requirement) => (requirement.kind === 'policy' ? requirement.anyOf.flat() : []))
      .flatMap((policy) => consentScopeOf(policy) ?? []);
    const needed = own[0] ?? scope;
    if (field.name.value !== '__typename') {
      const coordinate = `${parent.name}.${field.name.value}`;
      found.set(`${coordinate} ${needed}`, { coordinate, scope: needed });
    }
    return needed;
  });
  return [...found.values()].slice(0, readsMax);
}

/** The consent scopes that an operation can use, in the order of the alphabet. */
export function consentScopesOf(reads: readonly CustomerRead[]): string[] {
  return [...new Set(reads.flatMap(({ scope }) => scope ?? []))].sort();
}

/** What a document says of its operation: its description, or the lines of comment that stand before it. Null if it says nothing. */
export function describeOperation({ operation }: PreparedOperation): string | null {
  if (operation.description) return operation.description.value;
  const lines: string[] = [];
  let token = operation.loc?.startToken.prev;
  while (token?.kind === TokenKind.COMMENT) {
    lines.unshift(token.value.trim());
    token = token.prev;
  }
  return lines.join(' ') || null;
}
