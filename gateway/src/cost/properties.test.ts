import fc from 'fast-check';
import { execute, isListType, isNonNullType, parse } from 'graphql';
import { expect, test } from 'vitest';
import { costOf, shop } from './testing.ts';

/** Selections on a user, a page and the root, written as text; keys never clash, because each alias has a number of its own. */
const selections = fc.letrec<{ user: string; root: string }>((tie) => ({
  user: fc
    .array(
      fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        fc.constantFrom('id', 'name', '__typename'),
        fc.tuple(fc.constantFrom('friends', 'best'), tie('user')).map(([name, inner]) => `${name} ${inner}`),
        tie('user').map((inner) => `... on User ${inner}`),
        tie('user').map((inner) => `... @include(if: $yes) ${inner}`),
        tie('user').map((inner) => `... on User @skip(if: $yes) ${inner}`),
        fc.constantFrom('...Shared', '...Shared @skip(if: $yes)'),
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map((parts) => `{ ${parts.join(' ')} }`),
  root: fc
    .array(
      fc.oneof(
        fc.tuple(fc.integer({ min: 0, max: 6 }), tie('user')).map(([n, inner]) => [`users(first: ${n})`, inner]),
        fc.tuple(fc.constantFrom('users', 'plain', 'defaulted', 'users(first: $n)', 'user'), tie('user')),
        fc
          .tuple(fc.integer({ min: 0, max: 5 }), tie('user'))
          .map(([n, inner]) => [`page(first: ${n})`, `{ total nodes ${inner} }`]),
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((parts) => `{ ${parts.map(([field, inner], index) => `f${index}: ${field} ${inner}`).join(' ')} }`),
}));

const textOf = (root: string) =>
  `query ($yes: Boolean!, $n: Int = 3) ${root} fragment Shared on User { s: best { id friends { id } } friends { id } }`;

const sizes: Readonly<Record<string, number>> = { friends: 3, users: 4, defaulted: 20, page: 2, plain: 10 };

/** An answer of graphql-js whose lists have the length that `choose` makes of the one they are taken to have. */
function answer(text: string, variables: Record<string, unknown>, choose: (size: number) => number) {
  let pageSize = 0;
  return execute({
    schema: shop.schema,
    document: parse(text),
    variableValues: variables,
    fieldResolver: (_source, given: { first?: number | null }, _context, { fieldName, returnType }) => {
      const type = isNonNullType(returnType) ? returnType.ofType : returnType;
      if (fieldName === 'page') pageSize = given.first ?? 2;
      if (fieldName === 'nodes') return Array.from({ length: choose(pageSize) }, () => ({}));
      if (isListType(type)) return Array.from({ length: choose(given.first ?? sizes[fieldName] ?? 0) }, () => ({}));
      return fieldName === 'total' ? 1 : fieldName === 'id' || fieldName === 'name' ? 'x' : {};
    },
  });
}

const cases = fc.tuple(selections.root, fc.boolean(), fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }));

test('an answer whose lists are exactly as long as they were taken to be costs what was estimated', () => {
  fc.assert(
    fc.property(cases, ([root, yes, n]) => {
      const text = textOf(root);
      const variables = { yes, ...(n !== undefined && { n }) };
      const result = answer(text, variables, (size) => size);
      if (result instanceof Promise || result.errors) throw new Error(`graphql-js does not answer ${text}`);
      const cost = costOf(text);
      expect(cost.actual(result.data ?? null, variables)).toBe(cost.estimate(variables));
    }),
    { numRuns: 300 },
  );
});

test('an answer whose lists are no longer than that costs no more', () => {
  fc.assert(
    fc.property(
      cases,
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 9 }),
      ([root, yes, n], parts) => {
        const text = textOf(root);
        const variables = { yes, ...(n !== undefined && { n }) };
        let turn = 0;
        const result = answer(text, variables, (size) => Math.floor(size * (parts[turn++ % parts.length] ?? 0)));
        if (result instanceof Promise) throw new Error('late');
        const cost = costOf(text);
        expect(cost.actual(result.data ?? null, variables)).toBeLessThanOrEqual(cost.estimate(variables));
      },
    ),
    { numRuns: 300 },
  );
});

test('a fragment counts once, however often it is spread', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), (times) => {
      const text = `{ user { ${'...F '.repeat(times)} } } fragment F on User { friends { id } best { id } }`;
      expect(costOf(text).estimate({})).toBe(1 + 3 + 1);
    }),
  );
});
