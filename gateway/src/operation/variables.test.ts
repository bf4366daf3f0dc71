import { buildSchema, type OperationDefinitionNode, parse } from 'graphql';
import { expect, test } from 'vitest';
import { coerceVariables } from './variables.ts';

const schema = buildSchema('enum Size { S M } type Query { count(sizes: [Size!], first: Int = 3): Int }');
const text = 'query ($sizes: [Size!], $first: Int = 5) { count(sizes: $sizes, first: $first) }';
const operation = parse(text).definitions[0] as OperationDefinitionNode;

test('defaults are filled in', () => {
  expect(coerceVariables(schema, operation, { sizes: ['S'] })).toEqual({ coerced: { sizes: ['S'], first: 5 } });
});

test('ten thousand bad values are not listed one by one, and each error has a code', () => {
  const answer = coerceVariables(schema, operation, { sizes: Array.from({ length: 10_000 }, () => 'XL') });
  const errors = 'errors' in answer ? answer.errors : [];
  expect(errors).toHaveLength(21);
  expect(errors[0]?.message).toContain('got invalid value "XL" at "sizes[0]"');
  expect(errors.at(-1)?.message).toContain('Too many errors');
  expect(new Set(errors.map(({ extensions }) => extensions['code']))).toEqual(new Set(['BAD_USER_INPUT']));
});
