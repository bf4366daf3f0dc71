import { buildSchema, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { canonicalise } from './canonical.ts';
import { readKeyRules } from './canonical-keys.ts';

const schema = buildSchema(`
  type Query { me: Person pets: [Pet] search(text: String): [Found] }
  type Mutation { book: String add: Person }
  interface Pet { id: ID! name: String friend: Pet owner: Person stars: Int }
  type Dog implements Pet { id: ID! name: String friend: Pet owner: Person stars: Int size: Int barks: Boolean }
  type Cat implements Pet { id: ID! name: String friend: Pet owner: Person stars: Int size: String }
  type Person { id: ID! name: String friend: Person orders(first: Int): [Order] }
  type Order { id: ID! }
  union Found = Person | Order
`);
const keysOf = readKeyRules(schema);

/** Stars are added to pets by a subgraph that does not know their types. */
const interfaceObjects = {
  isEmpty: false,
  concerns: (typeName: string) => ['Pet', 'Dog', 'Cat'].includes(typeName),
  isAdded: (typeName: string, fieldName: string) => typeName === 'Pet' && fieldName === 'stars',
};

function write(text: string, conditions: Record<string, boolean> = {}): string | null {
  const found = canonicalise(parse(text), conditions, { schema, keyOf: keysOf(), interfaceObjects });
  return found && found.key.replaceAll(/\s+/g, ' ').trim();
}

describe('documents have one form', () => {
  test.each([
    ['names and layout', 'query A { me { id } }', '{me{id}}'],
    ['aliases', '{ you: me { number: id } }', '{ me { id } }'],
    ['the order of conditions that are constant', '{ me @include(if: true) { id name @skip(if: true) } }', '{ me { id } }'],
    ['fields asked twice', '{ me { id } me { id name } }', '{ me { id name } }'],
    ['named and inline fragments', '{ me { ...P } } fragment P on Person { ... { id } ... on Person { name } }', '{ me { id name } }'],
    ['fragments on an interface that always applies', '{ pets { ... on Dog { ... on Pet { name } } } }', '{ pets { ... on Dog { name } } }'],
    ['fragments on one type, wherever they stand', '{ pets { ... on Dog { barks } id ... on Dog { id } } }', '{ pets { id ... on Dog { barks id } } }'],
    ['a fragment that is for nothing', '{ pets { ... on Dog { ... on Pet { ... on Cat { name } } id } } }', '{ pets { ... on Dog { id } } }'],
    ['variables that nothing reads', 'query ($a: Int, $b: Int) { search(text: "x") { ... on Order { id } } }', '{ search(text: "x") { ... on Order { id } } }'],
  ])('that does not depend on %s', (_, one, other) => {
    expect(write(one)).toBe(write(other));
    expect(write(one)).not.toBeNull();
  });

  test('that depends on arguments', () => {
    expect(write('{ me { orders(first: 1) { id } } }')).not.toBe(write('{ me { orders(first: 2) { id } } }'));
  });

  test('for each set of values of the conditions', () => {
    const text = 'query ($with: Boolean!) { me { id name @include(if: $with) } }';
    expect(write(text, { with: true })).toBe('{ me { id name } }');
    expect(write(text, { with: false })).toBe('{ me { id } }');
  });
});

describe('keys', () => {
  test('of fields with arguments are never the plain name, which a plan may need', () => {
    expect(write('{ me { orders(first: 1) { id } more: orders { id } } }')).toBe(
      '{ me { _0_orders: orders(first: 1) { id } _1_orders: orders { id } } }',
    );
  });

  test('of fields whose type is not the same everywhere are kept apart', () => {
    expect(write('{ pets { ... on Dog { a: size } ... on Cat { b: size } } }')).toBe(
      '{ pets { __typename ... on Dog { _0_size: size } ... on Cat { _1_size: size } } }',
    );
  });

  test('of an object under two aliases are two, because null may bubble in one of them', () => {
    expect(write('{ me { friend { id } other: friend { name } } }')).toBe(
      '{ me { friend { id } _0_friend: friend { name } } }',
    );
  });

  test('of a mutation are one for each time that it is to be carried out', () => {
    expect(write('mutation { a: book b: book }')).toBe('mutation { _0_book: book _1_book: book }');
  });
});

test('a field that is added to an interface is asked of all its types', () => {
  expect(write('{ pets { ... on Dog { stars barks } } }')).toBe('{ pets { __typename stars ... on Dog { barks } } }');
});

test('an object of which nothing is left is still asked for; an operation is not', () => {
  expect(write('{ me { id @skip(if: true) } }')).toBe('{ me { __typename } }');
  expect(write('{ me @skip(if: true) { id } __typename }')).toBeNull();
});
