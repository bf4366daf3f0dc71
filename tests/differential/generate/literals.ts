import {
  type GraphQLField,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import type { Random } from './random.ts';

/** Literals to choose from, by "field.argument", the name of an argument or input field, or the name of a type. */
export type Literals = Readonly<Record<string, readonly string[]>>;

const common: Literals = {
  Int: ['0', '1', '2', '7'],
  Float: ['0.5', '2', '-1.25'],
  Boolean: ['true', 'false'],
  String: ['"a"', '"b"', '"two words"', '"quote \\" and ü"', '""'],
  ID: ['"1"', '"2"', '"3"', '"nobody"'],
};

/** Writes values for arguments. */
export function createWriter(random: Random, special: Literals) {
  const pools: Literals = { ...common, ...special };

  function write(name: string, type: GraphQLInputType): string {
    if (isNonNullType(type)) return writePresent(name, type.ofType);
    return random.chance(0.08) ? 'null' : writePresent(name, type);
  }

  function writePresent(name: string, type: GraphQLInputType): string {
    if (isNonNullType(type)) return writePresent(name, type.ofType);
    const pool = special[name];
    if (pool) return random.pick(pool);
    if (isListType(type)) {
      // One value in the place of a list is a list of one.
      if (random.chance(0.15)) return writePresent(name, type.ofType);
      return `[${Array.from({ length: random.below(4) }, () => write(name, type.ofType)).join(', ')}]`;
    }
    if (isEnumType(type)) return random.pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields());
      if (type.isOneOf) {
        const field = random.pick(fields);
        return `{ ${field.name}: ${writePresent(field.name, field.type)} }`;
      }
      const written = fields.filter((one) => isRequiredInputField(one) || random.chance(0.6));
      return `{ ${written.map((one) => `${one.name}: ${write(one.name, one.type)}`).join(', ')} }`;
    }
    return random.pick(pools[type.name] ?? common['String'] ?? []);
  }

  /** The arguments of a field with their parentheses, or nothing. */
  return ({ name: fieldName, args }: GraphQLField<unknown, unknown>): string => {
    const written = args
      .filter((one) => isRequiredArgument(one) || random.chance(0.6))
      .map(({ name, type }) => {
        const pool = special[`${fieldName}.${name}`];
        return `${name}: ${pool ? random.pick(pool) : write(name, type)}`;
      });
    if (written.length === 0) return '';
    // The order of arguments says nothing.
    return `(${(random.chance(0.3) ? written.reverse() : written).join(', ')})`;
  };
}
