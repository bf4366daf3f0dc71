import {
  type DocumentNode,
  doTypesOverlap,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isUnionType,
  type OperationTypeNode,
  parse,
  validate,
} from 'graphql';
import { createWriter, type Literals } from './literals.ts';
import { createRandom, type Random } from './random.ts';

export interface GeneratorOptions {
  readonly literals?: Literals;
  readonly kind?: 'query' | 'mutation';
  readonly depthMax?: number;
  readonly fieldsMax?: number;
  /** "Type.field" of fields that are not asked for. */
  readonly without?: ReadonlySet<string>;
  /** Names of fields that come more often, because they lead somewhere. */
  readonly preferred?: ReadonlySet<string>;
  /** How often something has @skip or @include. */
  readonly conditionChance?: number;
  /** Whether aliases are the names of other fields. */
  readonly isColliding?: boolean;
}

/**
 * A valid operation, always the same for the same schema and seed. Whatever is legal may come: aliases, fragments in and on
 * everything, fields twice with other selections, selections twice and backwards, conditions, arguments of all kinds.
 */
export function generateOperation(schema: GraphQLSchema, seed: number, options: GeneratorOptions = {}): DocumentNode {
  // Most attempts are valid. Those in which two aliases collide are drawn again.
  for (let attempt = 0; attempt < 500; attempt += 1) {
    const text = writeOperation(schema, createRandom(seed * 1_000 + attempt), options);
    if (text.length > charactersMax) continue;
    const document = parse(text, { noLocation: true });
    if (validate(schema, document).length === 0) return document;
  }
  throw new Error(`Seed ${seed} gives no valid operation.`);
}

/** Longer ones find nothing more and are hard to read. */
const charactersMax = 2_000;

const plainAliases = ['a', 'b', 'c', 'd'];
/** Names of fields, keys among them, that planners may want for themselves. */
const collidingAliases = ['id', 'name', 'value', 'a'];

function writeOperation(schema: GraphQLSchema, random: Random, options: GeneratorOptions): string {
  const {
    kind = 'query',
    depthMax = 6,
    fieldsMax = 25,
    without,
    preferred,
    isColliding = false,
    conditionChance = 0.1,
  } = options;
  const writeArguments = createWriter(random, options.literals ?? {});
  const fragments: { name: string; type: GraphQLCompositeType; text: string }[] = [];
  const composites = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLCompositeType => isCompositeType(type) && !type.name.startsWith('__'),
  );
  const aliases = isColliding ? collidingAliases : plainAliases;
  let fieldsLeft = fieldsMax;

  function writeSelections(type: GraphQLCompositeType, depth: number): string {
    const wanted = 1 + random.below(depth > 4 ? 5 : 4);
    const items = Array.from({ length: wanted }, () => writeSelection(type, depth));
    // Short ones alone: repeated repetitions would fill pages.
    const isShort = items.join(' ').length < 150;
    if (isShort && random.chance(0.3)) items.push(random.pick(items));
    if (isShort && random.chance(0.2)) items.push(...[...items].reverse());
    if (random.chance(0.1)) return `{ ...${writeCondition()} { ${items.join(' ')} } }`;
    return `{ ${items.join(' ')} }`;
  }

  function writeSelection(type: GraphQLCompositeType, depth: number): string {
    const isRoot = type === schema.getRootType(kind as OperationTypeNode);
    if (random.chance(isRoot ? 0.04 : 0.1)) return `${writeAlias(0.2)}__typename${writeCondition()}`;
    if (depth > 0 && random.chance(isAbstractType(type) ? 0.5 : 0.12)) return writeInline(type, depth);
    if (depth > 0 && random.chance(isUnionType(type) ? 0.5 : 0.12)) return writeSpread(type, depth);
    if (isUnionType(type)) return depth > 0 ? writeInline(type, depth) : '__typename';
    const fields = Object.values(type.getFields()).filter(
      (field) =>
        !without?.has(`${type.name}.${field.name}`) &&
        ((depth > 0 && fieldsLeft > 0) || !isCompositeType(getNamedType(field.type))),
    );
    return fields.length === 0 ? '__typename' : writeField(pickField(fields), depth);
  }

  /** Fields with selections of their own lead to other subgraphs, so they come more often. */
  function pickField(fields: readonly GraphQLField<unknown, unknown>[]): GraphQLField<unknown, unknown> {
    const wanted = fields.filter(({ name }) => preferred?.has(name));
    if (wanted.length > 0 && random.chance(0.5)) return random.pick(wanted);
    const deep = fields.filter((field) => isCompositeType(getNamedType(field.type)));
    return random.pick(deep.length > 0 && random.chance(0.35) ? deep : fields);
  }

  function writeField(field: GraphQLField<unknown, unknown>, depth: number): string {
    fieldsLeft -= 1;
    const head = `${writeAlias(0.25)}${field.name}${writeArguments(field)}`;
    const type = getNamedType(field.type);
    if (!isCompositeType(type)) return `${head}${writeCondition()}`;
    const once = `${head}${writeCondition()} ${writeSelections(type, depth - 1)}`;
    return random.chance(0.12) ? `${once} ${head}${writeCondition()} ${writeSelections(type, depth - 2)}` : once;
  }

  function writeInline(type: GraphQLCompositeType, depth: number): string {
    const on = pickOverlapping(type);
    return `... on ${on.name}${writeCondition()} ${writeSelections(on, depth - (isAbstractType(on) ? 1 : 0))}`;
  }

  function writeSpread(type: GraphQLCompositeType, depth: number): string {
    const known = fragments.filter((fragment) => doTypesOverlap(schema, fragment.type, type));
    if (known.length > 0 && random.chance(0.5)) return `...${random.pick(known).name}${writeCondition()}`;
    const on = pickOverlapping(type);
    // Listed only when it is written, so that no fragment leads to itself.
    const text = writeSelections(on, depth - 1);
    const name = `${on.name}Part${fragments.length}`;
    fragments.push({ name, type: on, text });
    return `...${name}${writeCondition()}`;
  }

  function pickOverlapping(type: GraphQLCompositeType): GraphQLCompositeType {
    if (random.chance(0.15)) return type;
    const others = composites.filter((one) => doTypesOverlap(schema, one, type));
    const concrete = others.filter((one) => isObjectType(one));
    return random.pick(isAbstractType(type) && random.chance(0.6) ? concrete : others);
  }

  const writeAlias = (probability: number): string => (random.chance(probability) ? `${random.pick(aliases)}: ` : '');

  function writeCondition(): string {
    if (!random.chance(conditionChance)) return '';
    const one = () => `@${random.pick(['skip', 'include'])}(if: ${random.pick(['true', 'false'])})`;
    return random.chance(0.1) ? ' @skip(if: false) @include(if: true)' : ` ${one()}`;
  }

  const root = schema.getRootType(kind as OperationTypeNode);
  if (!root) throw new Error(`The schema has no ${kind}.`);
  const selections = writeSelections(root, depthMax);
  const definitions = fragments.map(({ name, type, text }) => `fragment ${name} on ${type.name} ${text}`);
  return [`${kind} Generated ${selections}`, ...definitions].join('\n');
}
