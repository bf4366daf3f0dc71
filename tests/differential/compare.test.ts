import { createEngine } from '@ecosystem/gateway/execute/engine';
import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { type Actual, findDifference } from './compare.ts';
import { judge } from './findings.ts';
import { openWorld, operationsOf } from './run-world.ts';
import { nulls } from './supergraphs/nulls.ts';
import type { Variant } from './variants.ts';
import { modelWorld } from './worlds/model.ts';
import { askMonolith } from './worlds/monolith.ts';

const model = modelWorld(nulls);
const document = parse('{ table(id: "1") { id must fails rows { id value must } } broken }');
const expected = await askMonolith(model, nulls.createData(), document, {});
const right: Actual = {
  data: JSON.parse(JSON.stringify(expected.data)),
  errors: expected.errors.map((path) => ({ message: 'whatever', path })),
};

test('the same answer is no difference, whatever errors say and in whatever order they come', () => {
  expect(expected.errors.length).toBeGreaterThan(3);
  expect(findDifference(expected, right)).toBeNull();
  expect(findDifference(expected, { ...right, errors: right.errors?.toReversed() })).toBeNull();
});

/** What engines do wrong. */
const faults: Readonly<Record<string, (answer: Actual) => Actual>> = {
  'a field less': (answer) => change(answer, ({ broken: _, ...data }) => data),
  'a field more': (answer) => change(answer, (data) => ({ ...data, more: null })),
  'another order of keys': (answer) => change(answer, (data) => Object.fromEntries(Object.entries(data).reverse())),
  'another order of keys, deep inside': (answer) =>
    change(answer, (data) => ({
      ...data,
      table: Object.fromEntries(Object.entries(data['table'] as object).reverse()),
    })),
  'a null for a value': (answer) => change(answer, (data) => ({ ...data, table: null })),
  'an empty object for null': (answer) => change(answer, (data) => ({ ...data, broken: {} })),
  'no data': ({ errors }) => ({ data: null, errors }),
  'an error less': ({ data, errors }) => ({ data, errors: errors?.slice(1) }),
  'no errors': ({ data }) => ({ data }),
  'an error twice': ({ data, errors = [] }) => ({ data, errors: [...errors, ...errors.slice(-1)] }),
  'an error without its place': ({ data, errors = [] }) => ({
    data,
    errors: errors.map(({ message }, index) => (index === 0 ? { message } : (errors[index] ?? { message }))),
  }),
  'an error at another place': ({ data, errors = [] }) => ({
    data,
    errors: [...errors.slice(1), { message: 'lost', path: ['table', 'must'] }],
  }),
};

test.each(Object.entries(faults))('an answer with %s is a difference', (_, spoil) => {
  expect(findDifference(expected, spoil(right))).not.toBeNull();
});

describe('where a null bubbled up', () => {
  const bubbled = { data: { a: null }, errors: [['a', 'b', 'c']], hidden: [] };

  test('one error below counts as several, at whatever depth', () => {
    const errors = [['a', 'b', 'c'], ['a', 'd'], ['a']].map((path) => ({ message: '', path }));
    expect(findDifference(bubbled, { data: { a: null }, errors: errors.slice(0, 2) })).toBeNull();
    expect(findDifference(bubbled, { data: { a: null }, errors: errors.slice(2) })).toBeNull();
  });

  test('no error at all is a difference', () => {
    expect(findDifference(bubbled, { data: { a: null } })).not.toBeNull();
  });
});

test('an engine that is wrong is found by generated operations, and its report can be read', async () => {
  // It forgets what an entity of one type is called.
  const broken: Variant = {
    name: 'broken',
    isJudged: true,
    create(loaded, transports) {
      const engine = createEngine(loaded, transports);
      return {
        ...engine,
        operations: {
          ...engine.operations,
          async compile(prepared, caller, coerced) {
            const compiled = await engine.operations.compile(prepared, caller, coerced);
            return {
              ...compiled,
              async execute(variables, context) {
                const outcome = await compiled.execute(variables, context);
                return {
                  ...outcome,
                  data: JSON.parse(JSON.stringify(outcome.data), (key, value) => (key === 'text' ? null : value)),
                };
              },
            };
          },
        },
      };
    },
  };
  await using opened = openWorld(model, broken);
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
  const findings = [];
  for (const seed of seeds)
    for (const operation of operationsOf(model, seed)) {
      const finding = await opened.compare(operation, seed);
      if (finding) findings.push(finding);
    }
  const verdict = judge(broken, nulls.name, findings, seeds);
  expect(verdict).toMatch(
    /^broken differs from the monolith in world nulls, seed \d+: data\.[\w.]+ is null instead of "text \d"/,
  );
  expect(verdict).toContain('query Generated');
  // An excuse for what is right is refused.
  const excused = { ...broken, excused: { [nulls.name]: seeds } };
  expect(judge(excused, nulls.name, findings.slice(0, 1), seeds)).toContain('is excused for world nulls');
});

function change(answer: Actual, by: (data: Record<string, unknown>) => unknown): Actual {
  return { ...answer, data: by(answer.data as Record<string, unknown>) };
}
