import {
  type FieldNode,
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isInputObjectType,
  Kind,
  type ValueNode,
} from 'graphql';
import type { ReadVariable } from './collect.ts';
import { type Amount, addAmounts, limitCost, type Variables } from './expression.ts';
import type { CostRules } from './rules.ts';
import { isSize, type ListSize } from './rules.ts';

/** An input object counts 1 unless @cost says otherwise, as a composite type of the answer does. */
const inputObjectWeight = 1;

/** The value that a variable or a literal gives; literals are taken apart once. */
type ReadValue = (variables: Variables) => unknown;

/** Reads a value of the document; a constant one is read when it is compiled. */
function compileValue(
  node: ValueNode,
  read: ReadVariable,
): { readonly isConstant: boolean; readonly value: ReadValue } {
  switch (node.kind) {
    case Kind.VARIABLE: {
      const name = node.name.value;
      return { isConstant: false, value: (variables) => read(variables, name) };
    }
    case Kind.LIST: {
      const items = node.values.map((item) => compileValue(item, read));
      const isConstant = items.every((item) => item.isConstant);
      return { isConstant, value: (variables) => items.map(({ value }) => value(variables)) };
    }
    case Kind.OBJECT: {
      const fields = node.fields.map((field) => [field.name.value, compileValue(field.value, read)] as const);
      const isConstant = fields.every(([, field]) => field.isConstant);
      return {
        isConstant,
        value: (variables) => Object.fromEntries(fields.map(([name, { value }]) => [name, value(variables)])),
      };
    }
    default: {
      const constant = node.kind === Kind.NULL ? null : node.kind === Kind.INT ? Number(node.value) : node.value;
      return { isConstant: true, value: () => constant };
    }
  }
}

const nothing: Variables = {};

/** What the arguments of a field cost: their weights and those of the inputs in them; arguments that are not given or null cost nothing. */
export function compileArguments(
  node: FieldNode,
  definition: GraphQLField<unknown, unknown>,
  parent: string,
  rules: CostRules,
  read: ReadVariable,
): Amount {
  const amounts = (node.arguments ?? []).map((given): Amount => {
    const argument = definition.args.find(({ name }) => name === given.name.value);
    if (!argument) return 0;
    const weight = rules.weightOfArgument(parent, definition.name, argument.name);
    if (weight === null && isFree(argument.type, rules)) return 0;
    const { isConstant, value } = compileValue(given.value, read);
    const measure = (variables: Variables) => measureInput(value(variables), argument.type, weight, rules);
    return isConstant ? measure(nothing) : measure;
  });
  return addAmounts(amounts);
}

/** Scalars and enums without a weight cost nothing, however many of them there are. */
function isFree(type: GraphQLInputType, rules: CostRules): boolean {
  const named = getNamedType(type);
  return !isInputObjectType(named) && rules.weightOfType(named.name) === null;
}

/** Values are as deep as the body of a request, whose JSON was read already. */
function measureInput(value: unknown, type: GraphQLInputType, weight: number | null, rules: CostRules): number {
  if (value === undefined || value === null) return 0;
  if (Array.isArray(value)) {
    let sum = 0;
    for (const item of value) sum += measureInput(item, type, weight, rules);
    return limitCost(sum);
  }
  const named = getNamedType(type);
  const own = weight ?? rules.weightOfType(named.name);
  if (!isInputObjectType(named)) return own ?? 0;
  let sum = own ?? inputObjectWeight;
  if (typeof value !== 'object') return sum;
  const fields = named.getFields();
  for (const [name, inner] of Object.entries(value)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field) sum += measureInput(inner, field.type, rules.weightOfInputField(named.name, name), rules);
  }
  return limitCost(sum);
}

/**
 * The size of a list: the largest of its slicing arguments that are given; of one that is no size (absent, null, negative) the default
 * counts; then the assumed size, then `sizeDefault`. Where @listSize demands one slicing argument exactly, none or several are
 * counted in the same way: it is for the subgraph to refuse them.
 */
export function compileListSize(
  node: FieldNode,
  definition: GraphQLField<unknown, unknown>,
  rule: ListSize | null,
  sizeDefault: number,
  read: ReadVariable,
): Amount {
  const otherwise = rule?.assumedSize ?? sizeDefault;
  const readers = (rule?.slicingArguments ?? []).flatMap((name) => {
    const argument = definition.args.find((one) => one.name === name);
    if (!argument) return [];
    const usual = sizeOf(argument.defaultValue);
    const given = node.arguments?.find((one) => one.name.value === name);
    if (!given) return [{ isConstant: true, value: () => usual }];
    const { isConstant, value } = compileValue(given.value, read);
    return [{ isConstant, value: (variables: Variables) => sizeOf(value(variables)) ?? usual }];
  });
  const measure = (variables: Variables) => {
    let largest: number | null = null;
    for (const { value } of readers) {
      const size = value(variables);
      if (size !== null && (largest === null || size > largest)) largest = size;
    }
    return largest ?? otherwise;
  };
  return readers.every(({ isConstant }) => isConstant) ? measure(nothing) : measure;
}

const sizeOf = (value: unknown): number | null => (isSize(value) ? value : null);
