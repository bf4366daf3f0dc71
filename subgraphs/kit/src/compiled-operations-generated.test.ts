import fc from 'fast-check';
import {
  execute,
  type GraphQLField,
  type GraphQLNamedType,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  parse,
  validate,
} from 'graphql';
import { expect, test } from 'vitest';
import { createCompiledOperations } from './compiled-operations.ts';
import { buildEverything } from './testing-schema.ts';

const schema = buildEverything();
const conditions = ['', '', '', '', ' @include(if: $yes)', ' @skip(if: $yes)', ' @include(if: $no)'];
/** Fields whose values differ from call to call, or that only fail. */
const left = new Set(['_service', '_entities', 'stream']);

/** Fields that fail, or that graphql-jit cannot read. Nearly every operation has one of them by chance: most are drawn without. */
const failing =
  /^(fails|bad|strict|broken|mixed|unknown|laterTyped|failingType|method|asyncMethod|refused|echo|big|info)/;

/** A selection of a type: fields in any order and more than once, aliases, inline fragments and conditions, as the numbers say. */
function drawSelection(
  type: GraphQLNamedType,
  depth: number,
  isHealthy: boolean,
  draw: (choices: number) => number,
): string {
  const fields: GraphQLField<unknown, unknown>[] =
    isObjectType(type) || isInterfaceType(type)
      ? Object.values(type.getFields()).filter(
          ({ name, args }) => !left.has(name) && !args.some(isRequiredArgument) && !(isHealthy && failing.test(name)),
        )
      : [];
  const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [];
  const parts = Array.from({ length: 1 + draw(4) }, () => {
    const condition = conditions[draw(conditions.length)] ?? '';
    const kind = draw(6);
    if (kind === 0) return `__typename${condition}`;
    const fragment = possible[draw(Math.max(1, possible.length))] ?? (kind === 1 ? type : undefined);
    if (fragment && (fields.length === 0 || kind < 3) && depth > 0) {
      return `... on ${fragment.name}${condition} { ${drawSelection(fragment, depth - 1, isHealthy, draw)} }`;
    }
    const usable = fields.filter((field) => depth > 0 || !isCompositeType(getNamedType(field.type)));
    const field = usable[draw(Math.max(1, usable.length))];
    if (!field) return '__typename';
    // An alias names its field, so that two of one name can always be merged.
    const alias = draw(4) === 0 ? `x${field.name}: ` : '';
    const inner = getNamedType(field.type);
    const selection = isCompositeType(inner) ? ` { ${drawSelection(inner, depth - 1, isHealthy, draw)} }` : '';
    return `${alias}${field.name}${condition}${selection}`;
  });
  return parts.join(' ');
}

test('any operation has the answer of graphql-js, with its errors, also when it is compiled', async () => {
  const operations = createCompiledOperations(schema, buildEverything);
  const root = schema.getQueryType();
  if (!root) throw new Error('There is no root.');
  const outcomes = { whole: 0, failed: 0 };
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.nat(1_000)), fc.boolean(), fc.boolean(), async (numbers, yes, no) => {
      const draw = (choices: number) => (numbers.next().value as number) % choices;
      const query = `query ($yes: Boolean!, $no: Boolean = false) { who @include(if: $yes) w: who @skip(if: $no) ${drawSelection(root, 4, draw(4) > 0, draw)} }`;
      const document = parse(query);
      const [operation] = document.definitions;
      if (operation?.kind !== 'OperationDefinition' || validate(schema, document).length > 0) return;
      const input = { variables: { yes, no }, contextValue: { caller: 'liwei' } };
      const read = operations.read(document, operation);
      const [wanted, , compiled] = [
        await execute({ schema, document, variableValues: input.variables, contextValue: input.contextValue }),
        await operations.execute(read, input),
        await operations.execute(read, input),
      ];
      outcomes[wanted.errors ? 'failed' : 'whole'] += 1;
      expect(JSON.stringify(compiled)).toBe(JSON.stringify(wanted));
    }),
    { numRuns: 300, seed: 20_261_101 },
  );
  expect(outcomes.failed).toBeGreaterThan(20);
  expect(outcomes.whole).toBeGreaterThan(150);
  expect(operations.size).toBeGreaterThan(50);
}, 60_000);
