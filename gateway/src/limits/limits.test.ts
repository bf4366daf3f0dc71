import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GraphQLError, getIntrospectionQuery, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { readStoredDocuments } from '../documents/stored-documents.ts';
import { measureDocument } from './document-size.ts';
import { createLimitGuard, defaultLimits, findExcess, refuseBody } from './limits.ts';

const guard = createLimitGuard(defaultLimits);
const operations = join(import.meta.dirname, '../../../schema/operations');
const profile = readFileSync(join(operations, 'web/profile.graphql'), 'utf8');

/** A query that asks for one field at the given level. */
const nest = (levels: number) => `${'{ a '.repeat(levels - 1)}{ a }${' }'.repeat(levels - 1)}`;
/** Fragments of which each spreads the next one twice: the number of fields doubles with each. */
const double = (times: number, leaf = 'id') =>
  [
    '{ ...F0 }',
    ...Array.from({ length: times }, (_, n) => `fragment F${n} on Q { ...F${n + 1} ...F${n + 1} }`),
    `fragment F${times} on Q { ${leaf} }`,
  ].join('\n');
const repeat = (count: number, write: (n: number) => string) =>
  `{ ${Array.from({ length: count }, (_, n) => write(n)).join(' ')} }`;

function refusalOf(text: string) {
  try {
    guard(text);
  } catch (error) {
    if (error instanceof GraphQLError) return { message: error.message, ...error.extensions };
    throw error;
  }
  return undefined;
}

describe('an operation at the limit passes, one over it is refused:', () => {
  test.each([
    ['depth', nest(10), nest(11), 11],
    ['rootFields', repeat(20, (n) => `a${n}`), repeat(21, (n) => `a${n}`), 21],
    [
      'rootFields',
      `{ ...R } fragment R on Q ${repeat(20, () => 'a')}`,
      `{ a ...R } fragment R on Q ${repeat(20, () => 'a')}`,
      21,
    ],
    ['aliases', `{ a ${repeat(30, (n) => `b${n}: b`)} }`, `{ a ${repeat(31, (n) => `b${n}: b`)} }`, 31],
    [
      'aliases',
      `{ x { ...A } y { ...A } } fragment A on Q ${repeat(15, (n) => `b${n}: b`)}`,
      `{ x { ...A } z: y { ...A } } fragment A on Q ${repeat(15, (n) => `b${n}: b`)}`,
      31,
    ],
    ['directives', `{ a ${repeat(100, () => 'b @x')} }`, `{ a ${repeat(101, () => 'b @x')} }`, 101],
    ['fields', double(4), `{ x { ...A ...A } } fragment A on Q ${repeat(2_500, () => 'b')}`, 5_001],
  ])('%s', (name, atLimit, overLimit, found) => {
    expect(refusalOf(atLimit)).toBeUndefined();
    expect(refusalOf(overLimit)).toMatchObject({
      code: 'OPERATION_TOO_LARGE',
      limit: { name, maximum: defaultLimits[name as 'depth'], found },
      http: { status: 400 },
    });
  });

  test('tokens', () => {
    expect(refusalOf(`{ x ${repeat(3_995, () => 'b')} }`)).toBeUndefined();
    expect(refusalOf(`{ x ${repeat(3_996, () => 'b')} }`)).toMatchObject({ limit: { name: 'tokens', maximum: 4_000 } });
  });
});

test('the sentence names what was found and what is allowed', () => {
  expect(refusalOf(nest(11))?.message).toBe('The operation has 11 levels of fields; at most 10 are allowed.');
});

test('sixteen fragments that double are counted without being spread', () => {
  expect(measureDocument(parse(double(16)))).toMatchObject({ fields: 65_536, rootFields: 65_536 });
  expect(refusalOf(`{ a ${double(16)}`.replace('{ a { ...F0 }', '{ a { ...F0 } }'))).toMatchObject({
    limit: { name: 'fields', found: 65_537 },
  });
});

test('a thousand fragments that double still give a number', () => {
  expect(measureDocument(parse(double(1_000, 'a: b @c')))).toEqual({
    depth: 1,
    rootFields: Number.MAX_SAFE_INTEGER,
    fields: Number.MAX_SAFE_INTEGER,
    aliases: Number.MAX_SAFE_INTEGER,
    directives: Number.MAX_SAFE_INTEGER,
  });
});

test('unknown fragments are left to validation', () => {
  expect(refusalOf('{ a ...Z }')).toBeUndefined();
});

test.each([
  ['itself', '{ ...A } fragment A on Q { a ...A }'],
  ['another', '{ ...A } fragment A on Q { a { ...B } } fragment B on Q { ... on Q { ...A } }'],
  ['hundreds of others, on which validation runs out of stack', ring(200)],
])('a fragment inside itself by way of %s is refused by name', (_, text) => {
  expect(() => createLimitGuard(defaultLimits)(text)).toThrow(/^Cannot spread fragment "\w+" within itself\.$/);
});

test('a fragment that is spread twice is no cycle', () => {
  expect(
    refusalOf('{ ...A ...B } fragment A on Q { ...C } fragment B on Q { ...C } fragment C on Q { a }'),
  ).toBeUndefined();
});

/** Fragments of which each spreads the next five. */
function ring(size: number): string {
  const fragments = Array.from({ length: size }, (_, index) => {
    const spreads = [1, 2, 3, 4, 5].map((step) => `...F${(index + step) % size}`);
    return `fragment F${index} on Q { ${spreads.join(' ')} }`;
  });
  return `{ ...F0 } ${fragments.join(' ')}`;
}

test('of several operations, each must keep to the limits', () => {
  expect(refusalOf(`query One { a } query Two ${nest(11)}`)).toMatchObject({ limit: { name: 'depth' } });
});

test('introspection may be deep, but not wide', () => {
  expect(refusalOf(getIntrospectionQuery({ oneOf: true, inputValueDeprecation: true }))).toBeUndefined();
  expect(measureDocument(parse('{ __schema { types { fields { type { name } } } } }')).depth).toBe(0);
  expect(refusalOf(repeat(21, (n) => `a${n}: __schema { x }`))).toMatchObject({ limit: { name: 'rootFields' } });
});

test('the profile has room to grow', () => {
  const size = measureDocument(parse(profile));
  expect(size).toMatchObject({ depth: 7, rootFields: 1, aliases: 0 });
  expect(findExcess(parse(profile), { ...defaultLimits, depth: 6 })).toBeDefined();
  expect(refusalOf(profile)).toBeUndefined();
});

test('every stored document keeps to the limits', () => {
  const { all } = readStoredDocuments(operations);
  expect(all.filter(({ text }) => refusalOf(text)).map(({ name }) => name)).toEqual([]);
  expect(all.length).toBeGreaterThan(0);
});

test('text whose brackets are too deep for the parser is refused, each time', () => {
  const patient = createLimitGuard({ ...defaultLimits, tokens: 1_000_000 });
  const text = `{ a(b: ${'['.repeat(200_000)}`;
  for (const attempt of ['first', 'second'])
    expect(() => patient(text), attempt).toThrow('The operation has more brackets inside each other than can be read');
});

test('text that cannot be parsed passes: the server has the better sentence', () => {
  expect(refusalOf('{ a ')).toBeUndefined();
});

test('a body over the limit is answered with the status of HTTP for it', () => {
  expect(refuseBody(defaultLimits)).toMatchObject({
    message: 'The operation has a body of more than 200000 bytes; at most 200000 are allowed.',
    extensions: { code: 'OPERATION_TOO_LARGE', http: { status: 413 } },
  });
});
