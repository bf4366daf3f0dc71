import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  valueFromASTUntyped,
} from 'graphql';
import {
  type ConditionalSet,
  collectFields,
  compilePresence,
  keyOfConditions,
  type Occurrence,
  type ReadVariable,
} from './collect.ts';
import {
  type Amount,
  addAmounts,
  amountWhen,
  evaluate,
  limitCost,
  maximumOf,
  multiplyAmounts,
  type Variables,
} from './expression.ts';
import { compileArguments, compileListSize } from './inputs.ts';
import { type Branch, type MeteredField, measureFields } from './measure.ts';
import type { CostRules, ListSize } from './rules.ts';

/** What one operation costs; all numbers are whole, finite and not negative. */
export interface OperationCost {
  /**
   * What it may cost: with its lists as long as @listSize says, and of abstract types the dearest.
   * @param variables as the client sent them; values of a wrong type count as absent.
   */
  estimate(variables: Variables): number;
  /**
   * What an answer cost: with its lists as long as they are, and without what is null or left out. At most the estimate, if no list is
   * longer than it was taken to be: one with slicing arguments never is, as subgraphs return no more than was asked; one with
   * `assumedSize` or without @listSize may be, as those are usual sizes and not the largest.
   * @param data the answer under the response keys of the operation.
   * @param variables for the inputs that cost something.
   */
  actual(data: Readonly<Record<string, unknown>> | null, variables?: Variables): number;
}

/** A type with fields counts 1; scalars and enums count 0. The IBM specification. */
const compositeWeight = 1;
/** A mutation counts 10 by itself, as in the demand control of GraphOS. */
const mutationWeight = 10;
/** What a list without @listSize counts; GraphOS leaves the number to the gateway. */
export const listSizeDefault = 10;

const nothing: Variables = {};

/**
 * Compiles the cost of one operation of a valid document. Rules of the IBM GraphQL Cost Directives specification in the form of GraphOS
 * demand control: a field costs size times (weight plus its selections) plus its arguments. Introspection costs nothing.
 */
export function compileCost(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  rules: CostRules,
  schema: GraphQLSchema,
): OperationCost {
  const root = schema.getRootType(operation.operation);
  const base = operation.operation === 'mutation' ? mutationWeight : 0;
  if (!root) return { estimate: () => base, actual: () => base };
  const compiler = createCompiler(document, operation, rules, schema);
  const { amount, branches } = compiler.compileObject(
    [{ set: operation.selectionSet, conditions: [] }],
    root,
    new Map(),
  );
  const estimate = addAmounts([base, amount]);
  const fields = branches[0]?.fields ?? [];
  return {
    estimate: typeof estimate === 'number' ? () => estimate : (variables) => estimate(variables),
    actual: (data, variables = nothing) =>
      limitCost(base + (data === null ? 0 : measureFields(data, fields, variables))),
  };
}

/** The selections of one object. */
interface CompiledObject {
  /** Without the weight of the object itself, unless it is that of its type. */
  readonly amount: Amount;
  readonly branches: readonly Branch[];
}

type Sizes = ReadonlyMap<string, Amount>;
const noSizes: Sizes = new Map();

function createCompiler(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  rules: CostRules,
  schema: GraphQLSchema,
) {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const read = compileVariables(operation);
  const objects = new Map<string, CompiledObject>();
  const numbers = new Map<object, number>();
  /** Names a part of the document, or an amount, in keys. */
  const numberOf = (part: object): number => {
    const number = numbers.get(part) ?? numbers.size;
    numbers.set(part, number);
    return number;
  };

  /** @param fieldWeight what stands in the place of the type's own weight, or null. */
  function compileObject(
    sets: readonly ConditionalSet[],
    type: GraphQLNamedType,
    sizes: Sizes,
    fieldWeight: number | null = 0,
  ): CompiledObject {
    const key = [
      type.name,
      fieldWeight,
      ...sets.map(({ set, conditions }) => `${numberOf(set)}${keyOfConditions(conditions)}`),
      ...[...sizes].map(([name, size]) => `${name}=${typeof size === 'number' ? size : `#${numberOf(size)}`}`),
    ].join(' ');
    const known = objects.get(key);
    if (known) return known;
    const compiled = compileBranches(sets, type, sizes, fieldWeight);
    objects.set(key, compiled);
    return compiled;
  }

  /** One branch for the types of an abstract one that do not differ in cost. */
  function compileBranches(
    sets: readonly ConditionalSet[],
    type: GraphQLNamedType,
    sizes: Sizes,
    fieldWeight: number | null,
  ): CompiledObject {
    const types = isAbstractType(type) ? schema.getPossibleTypes(type) : isObjectType(type) ? [type] : [];
    const branches = new Map<string, Branch & { readonly amount: Amount; readonly typeNames: Set<string> }>();
    for (const one of types) {
      const weight = fieldWeight ?? rules.weightOfType(one.name) ?? rules.weightOfType(type.name) ?? compositeWeight;
      const collected = collectFields(sets, one, { schema, fragments });
      const key = `${weight} ${describeFields(collected, one)}`;
      const same = branches.get(key);
      if (same) {
        same.typeNames.add(one.name);
        continue;
      }
      const fields: MeteredField[] = [];
      const amounts: Amount[] = [weight];
      let typenameKey: string | null = null;
      for (const [responseKey, places] of collected) {
        const name = places[0]?.field.name.value;
        if (name === '__typename') typenameKey = responseKey;
        const field = name === undefined ? undefined : one.getFields()[name];
        if (!field) continue;
        const compiled = compileField(places, field, one, sizes.get(field.name));
        amounts.push(compiled.amount);
        if (compiled.amount !== 0) fields.push({ responseKey, ...compiled.metered });
      }
      const amount = addAmounts(amounts);
      branches.set(key, { typeNames: new Set([one.name]), typenameKey, weight, fields, amount });
    }
    const all = [...branches.values()];
    return { amount: maximumOf(all.map(({ amount }) => amount)), branches: all };
  }

  /** Names all that decides what the fields cost on this type. */
  const describeFields = (collected: ReadonlyMap<string, readonly Occurrence[]>, type: GraphQLObjectType): string =>
    [...collected]
      .map(([responseKey, places]) => {
        const name = places[0]?.field.name.value ?? '';
        const field = type.getFields()[name];
        const parts = places.map((place) => `${numberOf(place.field)}${keyOfConditions(place.conditions)}`);
        const own = [
          rules.weightOfField(type.name, name),
          rules.listSizeOf(type.name, name),
          field?.args.map((argument) => [
            argument.name,
            rules.weightOfArgument(type.name, name, argument.name),
            argument.defaultValue,
          ]),
        ];
        return `${responseKey}:${field ? String(field.type) : ''} ${parts.join(' ')} ${JSON.stringify(own)}`;
      })
      .join('\n');

  function compileField(
    places: readonly Occurrence[],
    definition: GraphQLField<unknown, unknown>,
    parent: GraphQLObjectType,
    sizeFromAbove: Amount | undefined,
  ): { readonly amount: Amount; readonly metered: Omit<MeteredField, 'responseKey'> } {
    const node = (places[0] as Occurrence).field;
    const named = getNamedType(definition.type);
    const rule = rules.listSizeOf(parent.name, definition.name);
    const ownWeight = rules.weightOfField(parent.name, definition.name);
    const size = compileListSize(node, definition, rule, listSizeDefault, read);
    const sets = setsOf(places);
    const inner =
      sets.length > 0 ? compileObject(sets, named, sizesWithin(rule, size), ownWeight) : compileLeaf(named, ownWeight);
    const listDepth = countLists(definition.type);
    const outer = listDepth > 0 ? (sizeFromAbove ?? sizeOfField(rule, size)) : 1;
    // Lists inside of lists have no size of their own in the specification.
    const instances = multiplyAmounts(outer, listSizeDefault ** Math.max(listDepth - 1, 0));
    const inputs = compileArguments(node, definition, parent.name, rules, read);
    const amount = addAmounts([multiplyAmounts(instances, inner.amount), inputs]);
    return {
      amount: amountWhen(compilePresence(places, read), amount),
      metered: {
        listDepth,
        branches: inner.branches,
        inputs: inputs === 0 ? null : (variables: Variables) => evaluate(inputs, variables),
      },
    };
  }

  /** Scalars and enums: their weight is that of a branch without fields. */
  function compileLeaf(type: GraphQLNamedType, fieldWeight: number | null): CompiledObject {
    const weight = fieldWeight ?? rules.weightOfType(type.name) ?? 0;
    return { amount: weight, branches: [{ typeNames: new Set([type.name]), typenameKey: null, weight, fields: [] }] };
  }

  return { compileObject };
}

/** With sized fields it is they that have the size; the field itself, if it is a list at all, has the usual one. */
const sizeOfField = (rule: ListSize | null, size: Amount): Amount =>
  rule && rule.sizedFields.length > 0 ? (rule.assumedSize ?? listSizeDefault) : size;

const sizesWithin = (rule: ListSize | null, size: Amount): Sizes =>
  rule && rule.sizedFields.length > 0 ? new Map(rule.sizedFields.map((name) => [name, size])) : noSizes;

/** The selections of all places of a field. Conditions that its only place has are those of the field, not of what is in it. */
function setsOf(places: readonly Occurrence[]): ConditionalSet[] {
  const isOnly = new Set(places.map(({ conditions }) => keyOfConditions(conditions))).size === 1;
  return places.flatMap(({ field, conditions }) =>
    field.selectionSet ? [{ set: field.selectionSet, conditions: isOnly ? [] : conditions }] : [],
  );
}

function compileVariables({ variableDefinitions = [] }: OperationDefinitionNode): ReadVariable {
  const defaults = new Map(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue) as unknown] as const] : [],
    ),
  );
  return (variables, name) =>
    Object.hasOwn(variables, name) && variables[name] !== undefined ? variables[name] : defaults.get(name);
}

/** How many lists the type has inside each other. */
function countLists(type: GraphQLOutputType): number {
  if (isNonNullType(type)) return countLists(type.ofType);
  return isListType(type) ? 1 + countLists(type.ofType) : 0;
}
