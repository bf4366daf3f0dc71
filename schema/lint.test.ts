import { describe, expect, test } from 'vitest';
import {
  lintConnectionFields,
  lintConnectionTypes,
  lintDeprecations,
  lintDescriptions,
  lintDoors,
  lintMutations,
  lintSdl,
} from './lint.ts';
import { parseSdl } from './sdl.ts';

const parseText = (sdl: string) => parseSdl([['a.graphql', sdl]]);
const coordinates = (problems: readonly { coordinate: string }[]) => problems.map(({ coordinate }) => coordinate);

const agreed = `
"Roots."
type Query {
  "Things."
  things("How many." first: Int = 20 "From where." after: String): ThingConnection @listSize(slicingArguments: ["first"])
}
"One page."
type ThingConnection { "Edges." edges: [ThingEdge!]! "Nodes." nodes: [Thing!]! "Place." pageInfo: PageInfo! }
"One entry."
type ThingEdge { "Place." cursor: String! "Entry." node: Thing! }
"A thing."
type Thing { "Its id." id: ID! "Old." name: String @deprecated(reason: "Use title. Removal on 2027-01-31.") }
"Actions."
type Mutation { "Renames." renameThing("What." input: RenameThingInput!): RenameThingPayload! }
"What."
input RenameThingInput { "Its id." id: ID! }
"Outcome."
type RenameThingPayload { "The thing." thing: Thing "Refusals." userErrors: [ThingUserError!]! }
`;

test('SDL that keeps to every rule has no problem', () => {
  expect(lintSdl(parseText(agreed))).toEqual([]);
});

test('a problem names file, line and coordinate', () => {
  expect(lintDescriptions(parseText('"Roots."\ntype Query {\n  a: Int\n}'))).toEqual([
    { place: 'a.graphql:3', coordinate: 'Query.a', message: 'needs a description.' },
  ]);
});

describe('descriptions', () => {
  test('are asked of types, fields, arguments, input fields and enum values, also in extensions', () => {
    const sdl = 'type A { b(c: Int): D } enum D { E } input F { g: Int } scalar H extend type Query { i: Int }';
    expect(coordinates(lintDescriptions(parseText(sdl)))).toEqual([
      'A',
      'A.b',
      'A.b(c:)',
      'D',
      'D.E',
      'F',
      'F.g',
      'H',
      'Query.i',
    ]);
  });

  test('that are blank do not count', () => {
    expect(coordinates(lintDescriptions(parseText('" " scalar A')))).toEqual(['A']);
  });
});

describe('a deprecation', () => {
  test.each([
    ['without a reason', '@deprecated'],
    ['without a replacement', '@deprecated(reason: "Removal on 2027-01-31.")'],
    ['without a date', '@deprecated(reason: "Use b.")'],
  ])('%s is refused', (_, directive) => {
    expect(coordinates(lintDeprecations(parseText(`enum A { B ${directive} }`)))).toEqual(['A.B']);
  });
});

describe('a connection', () => {
  const change = (from: string, to: string) => {
    expect(agreed).toContain(from);
    return parseText(agreed.replace(from, to));
  };

  test.each([
    ['nullable edges', 'edges: [ThingEdge!]!', 'edges: [ThingEdge!]'],
    ['edges of another type', 'edges: [ThingEdge!]!', 'edges: [OtherEdge!]!'],
    ['no nodes', 'nodes: [Thing!]!', 'entries: [Thing!]!'],
    ['nodes unlike its edges', 'nodes: [Thing!]!', 'nodes: [Other!]!'],
    ['a nullable place', 'pageInfo: PageInfo!', 'pageInfo: PageInfo'],
    ['edges without a cursor', 'cursor: String!', 'key: String!'],
  ])('with %s is refused', (_, from, to) => {
    expect(coordinates(lintConnectionTypes(change(from, to)))).toEqual(['ThingConnection']);
  });

  test('may have fields beside the agreed ones', () => {
    expect(lintConnectionTypes(change('pageInfo: PageInfo!', 'pageInfo: PageInfo! total: Int!'))).toEqual([]);
  });

  test.each([
    ['another default', 'first: Int = 20', 'first: Int = 10'],
    ['no cursor', 'after: String', 'from: String'],
    ['no weight', '@listSize(slicingArguments: ["first"])', ''],
    ['a fixed weight', '@listSize(slicingArguments: ["first"])', '@listSize(assumedSize: 20)'],
  ])('behind a field with %s is refused', (_, from, to) => {
    expect(coordinates(lintConnectionFields(change(from, to)))).toEqual(['Query.things']);
  });
});

describe('a mutation', () => {
  test.each([
    ['takes something beside its input', 'input: RenameThingInput!', 'input: RenameThingInput!, more: Int'],
    ['takes an optional input', 'input: RenameThingInput!', 'input: RenameThingInput'],
    ['does not say why it refuses', 'userErrors: [ThingUserError!]!', 'errors: [ThingUserError!]'],
    ['always gives its subject', 'thing: Thing', 'thing: Thing!'],
  ])('that %s is refused', (_, from, to) => {
    expect(agreed).toContain(from);
    expect(coordinates(lintMutations(parseText(agreed.replace(from, to))))).toEqual(['Mutation.renameThing']);
  });

  test('that gives no payload is refused for all that a payload has', () => {
    const problems = lintMutations(parseText(agreed.replace('): RenameThingPayload!', '): Thing')));
    expect(problems.map(({ message }) => message)).toContain('must return RenameThingPayload.');
  });
});

describe('a door', () => {
  test('of Query or Customer that is not nullable is refused, but Customer.id', () => {
    const sdl = 'extend type Query { a: Int! b: Int } type Customer { id: ID! c: Int! d: Int } type Other { e: Int! }';
    expect(coordinates(lintDoors(parseText(sdl)))).toEqual(['Query.a', 'Customer.c']);
  });
});
