import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv';
import { buildSchema, getVariableValues, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { describeVariables } from './input-schema.ts';

const schema = buildSchema(`
  "A day."
  scalar Date
  "An exact number."
  scalar Decimal
  "A size."
  enum Size { "Not much." SMALL LARGE }
  "A filter."
  input Filter {
    "The days."
    days: [Date!]!
    size: Size = LARGE
    within: Filter
    least: Decimal
  }
  input Choice @oneOf { one: Int two: Boolean }
  type Query {
    find("Whom." id: ID!, "What." filter: Filter, sizes: [[Size!]], ratio: Float = 0.5, choice: Choice): Boolean
  }
`);
const operationOf = (text: string) => parse(text).definitions[0] as OperationDefinitionNode;
const describeOf = (text: string, ...filled: string[]) => describeVariables(schema, operationOf(text), new Set(filled));

describe('the schema of the arguments of a tool', () => {
  test('has each variable with the words of the contract', () => {
    expect(
      describeOf('query Q($id: ID!, $sizes: [[Size!]], $n: Float! = 2) { find(id: $id, sizes: $sizes, ratio: $n) }'),
    ).toEqual({
      type: 'object',
      properties: {
        id: { type: 'string', description: 'Whom.' },
        sizes: {
          type: 'array',
          items: {
            type: 'array',
            items: { type: 'string', enum: ['SMALL', 'LARGE'], description: 'A size.\nSMALL: Not much.' },
          },
        },
        n: { type: 'number', default: 2 },
      },
      required: ['id'],
      additionalProperties: false,
    });
  });

  test('describes input objects, and one within itself once', () => {
    const { properties } = describeOf('query Q($f: Filter) { find(id: 1, filter: $f) }');
    expect(properties['f']).toEqual({
      type: 'object',
      description: 'What.\nA filter.',
      properties: {
        days: {
          type: 'array',
          items: { type: 'string', format: 'date', description: 'A day.' },
          description: 'The days.',
        },
        size: { type: 'string', enum: ['SMALL', 'LARGE'], description: 'A size.\nSMALL: Not much.', default: 'LARGE' },
        within: { type: 'object', description: 'A filter.' },
        least: { type: 'string', description: 'An exact number.' },
      },
      required: ['days'],
      additionalProperties: false,
    });
  });

  test('has exactly one property where one must be chosen', () => {
    const { properties } = describeOf('query Q($c: Choice!) { find(id: 1, choice: $c) }');
    expect(properties['c']).toMatchObject({ minProperties: 1, maxProperties: 1 });
  });

  test('leaves out what is filled in', () => {
    const { properties, required } = describeOf('query Q($id: ID!, $s: Float) { find(id: $id, ratio: $s) }', 'id');
    expect(Object.keys(properties)).toEqual(['s']);
    expect(required).toEqual([]);
  });

  test('of an operation without variables is an empty object', () => {
    expect(describeOf('{ find(id: 1) }')).toMatchObject({ properties: {}, required: [] });
  });
});

describe('what the schema takes and what GraphQL takes is the same', () => {
  const text = 'query Q($id: ID!, $f: Filter, $sizes: [[Size!]]) { find(id: $id, filter: $f, sizes: $sizes) }';
  const validate = new AjvJsonSchemaValidator().getValidator({ ...describeOf(text) });
  test.each([
    [{ id: 'x' }, true],
    [{}, false],
    [{ id: 'x', f: { days: ['2026-11-01'] } }, true],
    [{ id: 'x', f: {} }, false],
    [{ id: 'x', f: { days: [], size: 'HUGE' } }, false],
    [{ id: 'x', f: { days: [], other: 1 } }, false],
    [{ id: 'x', sizes: [['SMALL'], []] }, true],
    [{ id: 'x', sizes: [['small']] }, false],
  ])('%j: %s', (variables, isValid) => {
    expect(validate(variables).valid).toBe(isValid);
    const { errors } = getVariableValues(schema, operationOf(text).variableDefinitions ?? [], variables);
    expect(errors === undefined).toBe(isValid);
  });
});
