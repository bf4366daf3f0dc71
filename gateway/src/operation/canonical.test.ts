import { composeSubgraphs } from '@ecosystem/schema/compose.ts';
import { buildSchema, type GraphQLSchema, parse, print } from 'graphql';
import { describe, expect, test } from 'vitest';
import { type InterfaceObjects, readInterfaceObjects } from '../supergraph/interface-objects.ts';
import { loadSupergraph } from '../supergraph/supergraph.ts';
import { type Conditions, canonicalise } from './canonical.ts';
import { readKeyRules } from './canonical-keys.ts';

const schema = buildSchema(`
  directive @mark on FIELD
  type Query { me: User user(id: ID!): User things: [Thing!] found: [Found!] }
  type Mutation { me: User rename(name: String): User }
  type User { id: ID! name: String age: Int friend: User photo(size: Int): String }
  interface Thing { id: ID! }
  type Book implements Thing { id: ID! label: String! pages: Int }
  type Film implements Thing { id: ID! label: Int minutes: Int }
  union Found = Book | User
`);
const noInterfaceObjects: InterfaceObjects = { isEmpty: true, concerns: () => false, isAdded: () => false };

interface Options {
  readonly conditions?: Conditions;
  readonly of?: GraphQLSchema;
  readonly interfaceObjects?: InterfaceObjects;
}

/** The canonical form in one line, or null if nothing is left. */
function canonicalOf(
  text: string,
  { conditions = {}, of = schema, interfaceObjects = noInterfaceObjects }: Options = {},
): string | null {
  const context = { schema: of, keyOf: readKeyRules(of)(), interfaceObjects };
  return canonicalise(parse(text), conditions, context)?.key.replaceAll(/\s+/g, ' ') ?? null;
}

describe('documents that ask for the same have one form, though they differ in', () => {
  const plain = '{ me { id name friend { age } } }';
  test.each([
    ['the name of the operation', 'query Me { me { id name friend { age } } }'],
    ['layout and comments', '{\n  me { id, name # the name\n friend { age } } }'],
    ['aliases of leaves', '{ me { a: id b: name friend { c: age } } }'],
    ['aliases of objects', '{ mine: me { id name best: friend { age } } }'],
    ['fields that are asked twice', '{ me { id } me { name friend { age } friend { age } id } }'],
    ['a leaf under two aliases', '{ me { id also: id name friend { age } } }'],
    ['named fragments', '{ me { ...A } } fragment A on User { id ...B } fragment B on User { name friend { age } }'],
    ['inline fragments', '{ ... on Query { me { ... { id ... on User { name } } friend { age } } } }'],
    ['constant conditions', '{ me { id name @include(if: true) friend @skip(if: false) { age } } }'],
    [
      'fields that are always left out',
      '{ me { id age @skip(if: true) name friend { age ... @include(if: false) { id } } } }',
    ],
    ['__typename at the root', '{ __typename me { id name friend { age } } }'],
    [
      'variables that nothing reads any more',
      'query ($a: Int) { me { id photo(size: $a) @skip(if: true) name friend { age } } }',
    ],
  ])('%s', (_, text) => {
    expect(canonicalOf(text)).toBe(canonicalOf(plain));
  });

  test('conditions whose variables leave the same', () => {
    const text = 'query ($with: Boolean!) { me { id name @include(if: $with) friend @skip(if: $with) { age } } }';
    expect(canonicalOf(text, { conditions: { with: true } })).toBe('{ me { id name } }');
    expect(canonicalOf(text, { conditions: { with: false } })).toBe('{ me { id friend { age } } }');
  });
});

describe('documents that ask for something else have another form:', () => {
  test.each([
    ['another field', '{ me { id } }', '{ me { name } }'],
    ['a field more', '{ me { id } }', '{ me { id name } }'],
    ['another argument', '{ user(id: 1) { id } }', '{ user(id: 2) { id } }'],
    ['another variable', 'query ($a: ID!) { user(id: $a) { id } }', 'query ($b: ID!) { user(id: $b) { id } }'],
    [
      'another default',
      'query ($a: Int = 1) { me { photo(size: $a) } }',
      'query ($a: Int = 2) { me { photo(size: $a) } }',
    ],
    ['another type', '{ things { ... on Book { id } } }', '{ things { ... on Film { id } } }'],
    ['all types', '{ things { ... on Book { id } } }', '{ things { id } }'],
    ['a directive of their own', '{ me { id } }', '{ me { id @mark } }'],
    ['a mutation', '{ me { id } }', 'mutation { me { id } }'],
  ])('%s', (_, one, other) => {
    expect(canonicalOf(one)).not.toBe(canonicalOf(other));
  });
});

describe('keys', () => {
  test('of two aliases of an object stay apart, because a null may bubble up under one alone', () => {
    expect(canonicalOf('{ a: me { id } b: me { name } }')).toBe('{ me { id } _0_me: me { name } }');
  });

  test('of two fields of a mutation stay apart, because each is carried out', () => {
    expect(canonicalOf('mutation { a: me { id } b: me { id } }')).toBe(
      'mutation { _0_me: me { id } _1_me: me { id } }',
    );
  });

  test('of fields with arguments are never their plain names, also without an argument given', () => {
    expect(canonicalOf('{ me { photo } }')).toBe('{ me { _0_photo: photo } }');
    expect(canonicalOf('{ me { photo(size: 1) other: photo(size: 2) } }')).toBe(
      '{ me { _0_photo: photo(size: 1) _1_photo: photo(size: 2) } }',
    );
  });

  test('of fields with the same arguments are one in different objects', () => {
    expect(canonicalOf('{ me { photo(size: 1) friend { photo(size: 1) } } }')).toBe(
      '{ me { _0_photo: photo(size: 1) friend { _0_photo: photo(size: 1) } } }',
    );
  });

  test('of fields whose types differ from type to type are numbered', () => {
    expect(canonicalOf('{ things { ... on Book { label } ... on Film { other: label } } }')).toBe(
      '{ things { __typename ... on Book { _0_label: label } ... on Film { _1_label: label } } }',
    );
  });

  test('of fields with a directive that a subgraph may know are numbered', () => {
    expect(canonicalOf('{ me { id @mark } }')).toBe('{ me { _0_id: id @mark } }');
  });
});

describe('a fragment', () => {
  test('that can apply to nothing is dropped', () => {
    expect(canonicalOf('{ things { id ... on Book { ... on Thing { ... on Film { minutes } } } } }')).toBe(
      '{ things { __typename id } }',
    );
  });

  test('on an interface of the type around it is only its fields', () => {
    expect(canonicalOf('{ found { ... on Book { ... on Thing { id } } } }')).toBe(
      '{ found { __typename ... on Book { id } } }',
    );
  });

  test('is merged with others on the same type', () => {
    expect(canonicalOf('{ things { ... on Book { id } ...A } } fragment A on Book { pages }')).toBe(
      '{ things { __typename ... on Book { id pages } } }',
    );
  });

  test('of which nothing is left leaves the object, to tell it from null', () => {
    expect(canonicalOf('{ me { name @skip(if: true) } }')).toBe('{ me { __typename } }');
  });
});

test.each(['{ __typename }', '{ me @skip(if: true) { id } }', '{ ... @include(if: false) { me { id } } }'])(
  'nothing is left to fetch of %s',
  (text) => {
    expect(canonicalOf(text)).toBeNull();
  },
);

test('the document of the client stays as it is', () => {
  const document = parse('{ a: me { b: id } }');
  const before = print(document);
  canonicalise(document, {}, { schema, keyOf: readKeyRules(schema)(), interfaceObjects: noInterfaceObjects });
  expect(print(document)).toBe(before);
});

describe('a field that a subgraph adds to an interface', () => {
  const federation =
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@interfaceObject"])';
  const sdls = {
    media: `type Query { media: [Media!] } interface Media @key(fields: "id") { id: ID! title: String }
      type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }
      type Film implements Media @key(fields: "id") { id: ID! title: String }`,
    reviews: 'type Media @interfaceObject @key(fields: "id") { id: ID! stars: Int }',
  };
  const { supergraph, schema: of } = loadSupergraph(
    composeSubgraphs(
      Object.entries(sdls).map(([name, sdl]) => ({
        name,
        url: 'http://127.0.0.1:9',
        typeDefs: parse(federation + sdl),
      })),
    ).supergraphSdl,
    'media',
  );
  const options = { of, interfaceObjects: readInterfaceObjects(supergraph) };

  test('is asked of all types, though the client asks it of one', () => {
    expect(canonicalOf('{ media { ... on Book { stars pages } } }', options)).toBe(
      '{ media { __typename stars ... on Book { pages } } }',
    );
  });

  test('is not what happens to the fields that the types have themselves', () => {
    expect(canonicalOf('{ media { ... on Book { title } } }', options)).toBe(
      '{ media { __typename ... on Book { title } } }',
    );
  });
});
