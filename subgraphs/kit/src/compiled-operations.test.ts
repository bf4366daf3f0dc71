import { execute, type GraphQLError, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createCompiledOperations } from './compiled-operations.ts';
import { badUserInput } from './errors.ts';
import { buildEverything } from './testing-schema.ts';

const schema = buildEverything();
const contextValue = { caller: 'liwei' };
const limits = { fieldsMax: 20_000, operationFieldsMax: 300 };

function answer(error: GraphQLError) {
  return { ...error.toJSON(), original: error.originalError?.message };
}

/** How both executions answer, three times each: the second use compiles, the third is served by what was compiled. */
async function compare(query: string, variables: Record<string, unknown> = {}, operationName?: string) {
  const operations = createCompiledOperations(schema, buildEverything, limits);
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const definition = document.definitions.find(
    (one) => one.kind === 'OperationDefinition' && (!operationName || one.name?.value === operationName),
  );
  if (definition?.kind !== 'OperationDefinition') throw new Error('There is no such operation.');
  const operation = operations.read(document, definition);
  const wanted = await execute({
    schema,
    document,
    contextValue,
    variableValues: variables,
    operationName: definition.name?.value ?? null,
  });
  for (let use = 1; use <= 3; use += 1) {
    const result = await operations.execute(operation, { variables, contextValue });
    // As text, so that the order of keys and absent keys are compared too.
    expect(JSON.stringify(result.data)).toBe(JSON.stringify(wanted.data));
    expect(collectKeys(result.data)).toEqual(collectKeys(wanted.data));
    expect(result.errors?.map(answer)).toEqual(wanted.errors?.map(answer));
  }
  return { result: wanted, compiled: operations.size };
}

/** All keys, also those whose value is undefined, which JSON leaves out. */
function collectKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(collectKeys);
  if (typeof value !== 'object' || value === null) return null;
  return Object.entries(value).map(([key, inner]) => [key, collectKeys(inner)]);
}

const representations = (...list: object[]) => ({ representations: list });
const entities = (selection: string) =>
  `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${selection} } }`;

describe('graphql-jit answers as graphql-js does', () => {
  test.each<[string, string, Record<string, unknown>?]>([
    ['leaves of all kinds', '{ node { id name size price isNew kind at tags grid } }'],
    ['aliases and __typename everywhere', '{ t: __typename node { b: name a: id __typename n: __typename } }'],
    ['the order of the query', '{ node { name id } node { kind name } later: node { id } }'],
    [
      'fields merged over fragments',
      '{ node { owner { id } ...A ... { owner { name } } } } fragment A on Item { id owner { id at } }',
    ],
    ['an interface', '{ things { __typename id ... on Item { name } ... on Box { items { id } } } }'],
    ['a union', '{ found { __typename ... on Item { id } ... on Box { width: size } } }'],
    ['an interface inside an interface fragment', '{ things { ... on Thing { ... on Box { id size } id } } }'],
    ['a type resolved by __typename alone', '{ named { id __typename } }'],
    ['lists in lists', '{ grid { id } rows { name } }'],
    ['promises in lists', '{ promised { id name } }'],
    ['sets, and promises and methods that give objects', '{ node { set promise { id } lazy { id } } }'],
    ['nulls', '{ nothing { id } nothings { id } node { missing } }'],
    ['empty lists', '{ things(first: 0) { id } }'],
    ['arguments with defaults', '{ echo echoWith: echo(text: "b", count: null) }'],
    [
      'arguments of all kinds',
      '{ echo(text: "\\"\\u2028`$(1)", count: 3, kind: OLD, at: "2026-01-01T00:00:00Z", ids: 7, filter: { kind: NEW, deep: { count: 1 } }) }',
    ],
    ['an argument of one of', '{ pick(by: { id: "1" }) }'],
    ['a huge number of an own scalar', '{ big(value: 12345678901234567890) }'],
    [
      'entities',
      entities('__typename ... on Item { id name } ... on Box { size }'),
      representations({ __typename: 'Item', id: '1' }, { __typename: 'Box', id: '2' }),
    ],
    [
      'entities through an interface',
      entities('... on Thing { id __typename }'),
      representations({ __typename: 'Item', id: '1' }),
    ],
    [
      'entities that are missing',
      entities('... on Item { id }'),
      representations({ __typename: 'Item', id: 'missing' }, { __typename: 'Item', id: '2' }),
    ],
    ['the SDL', '{ _service { sdl } }'],
    ['what resolvers see', '{ info(x: 1) { a: path } b: info { path } }'],
    ['who asks', '{ who }'],
  ])('%s', async (_, query, variables) => {
    const { result, compiled } = await compare(query, variables);
    expect(result.errors).toBeUndefined();
    expect(compiled).toBe(1);
  });

  const all =
    'query ($text: String = "t", $count: Int, $kind: Kind = OLD, $at: DateTime, $ids: [ID!], $filter: Filter) { echo(text: $text, count: $count, kind: $kind, at: $at, ids: $ids, filter: $filter) }';
  test.each<[string, string, Record<string, unknown>]>([
    ['absent', all, {}],
    ['null', all, { text: null, count: null, kind: null, at: null, ids: null, filter: null }],
    [
      'given',
      all,
      {
        text: 'a',
        count: 2,
        kind: 'NEW',
        at: '2026-01-01T00:00:00+08:00',
        ids: [1, 'b'],
        filter: { kind: 'OLD', ids: 'x' },
      },
    ],
    ['one where a list is wanted', all, { ids: 'a' }],
    ['undefined', all, { count: undefined }],
    [
      'inside of literals',
      'query ($c: Int, $k: Kind) { a: echo(filter: { count: $c, kind: $k }) b: echo(filter: { deep: { count: $c } }) }',
      {},
    ],
    [
      'inside of literals, given',
      'query ($c: Int, $k: Kind) { a: echo(filter: { count: $c, kind: $k }) b: echo(filter: { deep: { count: $c } }) }',
      { c: 4, k: 'NEW' },
    ],
    ['inside of list literals', 'query ($i: ID!) { echo(ids: ["a", $i]) }', { i: 5 }],
    ['in default positions', 'query ($n: Int = 5) { need(count: $n) }', {}],
    ['unused and unknown', 'query ($i: ID) { echo(ids: [$i]) }', { i: 'a', other: 1 }],
  ])('variables: %s', async (_, query, variables) => {
    const { compiled } = await compare(query, variables);
    expect(compiled).toBe(1);
  });

  const conditional = `query ($yes: Boolean!, $no: Boolean = false) {
    node @include(if: $yes) { id name @skip(if: $yes) ...F @include(if: $no) kind @skip(if: $no) @include(if: $yes) }
    things { id ... on Item @include(if: $yes) { name } ... on Box @skip(if: $yes) { size } }
    ... @skip(if: $yes) { late: node { id } } node { price } always: who @include(if: true) never: who @skip(if: true)
    empty: node { id @skip(if: true) }
  } fragment F on Item { at id }`;
  test.each([{ yes: true, no: false }, { yes: false, no: true }, { yes: true, no: true }, { yes: false }])(
    '@skip and @include with %o',
    async (variables) => {
      expect((await compare(conditional, variables)).compiled).toBe(1);
    },
  );
});

describe('graphql-js answers', () => {
  test.each<[string, string, Record<string, unknown>?, string?]>([
    ['mutations, in series', 'mutation { a: append(text: "a") b: append(text: "b") c: append(text: "c") }'],
    ['introspection', '{ __schema { types { name } } __type(name: "Item") { fields { name } } node { id } }'],
    ['names that graphql-jit would join to one', '{ a_b: node { c: echoes(n: 1) } a: node { b_c: echoes(n: 2) } }'],
    ['methods that give leaves', '{ node { method asyncMethod } }'],
    ['the name of all prototypes', '{ __proto__: who node { __proto__: id } }'],
    ['very many fields', `{ ${Array.from({ length: 301 }, (_, index) => `f${index}: who`).join(' ')} }`],
    [
      'fragments that double',
      `{ nothing { ...F0 } } ${Array.from({ length: 15 }, (_, i) => `fragment F${i} on Item { owner { ...F${i + 1} } o: owner { ...F${i + 1} } }`).join(' ')} fragment F15 on Item { id }`,
    ],
  ])('%s', async (_, query, variables, operationName) => {
    const { result, compiled } = await compare(query, variables, operationName);
    expect(result.errors).toBeUndefined();
    expect(compiled).toBe(0);
  });

  test.each<[string, string, Record<string, unknown>?]>([
    ['a resolver throws', '{ node { id fails } who }'],
    ['a resolver throws later', '{ node { id failsLater } who }'],
    ['a resolver throws no error', '{ node { failsOddly } }'],
    ['a public error', '{ refused }'],
    ['a property is an error', '{ node { broken } }'],
    ['a null where none may be', '{ node { owner { strict } id } who }'],
    ['a null where none may be, in a list', '{ rows { strict } things { ... on Item { strict } id } }'],
    ['nulls up to the root', '{ must { strict } who }'],
    ['errors at several places of lists', '{ promised { id failsLater } rows { fails } }'],
    ['an element fails', '{ mixed { id } }'],
    ['a scalar cannot be written', '{ node { badSize badKind badAt } }'],
    ['a list is an async iterable', '{ stream { id } }'],
    ['a list that is none', '{ node { badTags } }'],
    ['a type that cannot be told', '{ unknown { id } }'],
    ['a type that is told later', '{ laterTyped { id } }'],
    ['a type resolver that throws after a promise', '{ failingType { id } who }'],
    [
      'an entity fails',
      entities('... on Item { id }'),
      representations({ __typename: 'Item', id: 'bad' }, { __typename: 'Item', id: '1' }),
    ],
    ['an entity of no type', entities('__typename'), representations({ __typename: 'Nothing' })],
    ['a variable of the wrong type', 'query ($n: Int!) { need(count: $n) }', { n: 'x' }],
    ['a variable that is missing', 'query ($n: Int!) { need(count: $n) }', {}],
    ['a null for an argument that must be there', 'query ($n: Int = 5) { need(count: $n) }', { n: null }],
    ['two of one of', 'query ($by: By!) { pick(by: $by) }', { by: { id: '1', name: '2' } }],
    ['an unknown input field', 'query ($f: Filter) { echo(filter: $f) }', { f: { nope: 1 } }],
    ['a condition that is null', 'query ($c: Boolean = true) { who @include(if: $c) }', { c: null }],
    ['an own scalar that refuses', 'query ($a: DateTime) { echo(at: $a) }', { a: 'yesterday' }],
  ])('with its own errors where %s', async (_, query, variables) => {
    const { result } = await compare(query, variables);
    if (query !== '{ laterTyped { id } }') expect(result.errors?.length).toBeGreaterThan(0);
  });
});

describe('operations', () => {
  const read = (operations: ReturnType<typeof createCompiledOperations>, query: string) => {
    const document = parse(query);
    const [operation] = document.definitions;
    if (operation?.kind !== 'OperationDefinition') throw new Error('There is no operation.');
    return operations.read(document, operation);
  };
  const run = (operations: ReturnType<typeof createCompiledOperations>, operation: ReturnType<typeof read>) =>
    operations.execute(operation, { variables: {}, contextValue });

  test('are compiled at their second use, or when they are prepared', async () => {
    const operations = createCompiledOperations(schema, buildEverything, limits);
    const [twice, prepared] = [read(operations, '{ who }'), read(operations, '{ node { id } }')];
    await run(operations, twice);
    expect(operations.size).toBe(0);
    await run(operations, twice);
    expect(operations.size).toBe(1);
    operations.prepare(prepared);
    expect(operations.size).toBe(2);
  });

  test('are compiled for each set of values that their conditions take', async () => {
    const operations = createCompiledOperations(schema, buildEverything, limits);
    const operation = read(operations, 'query ($yes: Boolean!) { who @include(if: $yes) node @skip(if: $yes) { id } }');
    const ask = (yes: boolean) => operations.execute(operation, { variables: { yes }, contextValue });
    for (let use = 1; use <= 3; use += 1) {
      expect(await ask(true)).toEqual({ data: { who: 'liwei' } });
      expect(await ask(false)).toEqual({ data: { node: { id: '1' } } });
    }
    expect(operations.size).toBe(2);
  });

  test('that are compiled have a bound', async () => {
    const operations = createCompiledOperations(schema, buildEverything, { fieldsMax: 10, operationFieldsMax: 5 });
    for (let index = 0; index < 50; index += 1) operations.prepare(read(operations, `{ a${index}: node { id } }`));
    expect(operations.size).toBe(5);
  });

  test('give answers that nobody else holds', async () => {
    const operations = createCompiledOperations(schema, buildEverything, limits);
    const operation = read(operations, '{ node { tags grid owner { id } } }');
    operations.prepare(operation);
    const first = await run(operations, operation);
    const text = JSON.stringify(first);
    const node = first.data?.['node'] as { tags: unknown[]; grid: unknown[][]; owner: Record<string, unknown> };
    node.tags.push('changed');
    node.grid[0]?.push(9);
    node.owner['id'] = 'changed';
    expect(JSON.stringify(await run(operations, operation))).toBe(text);
  });

  test('that graphql-jit takes for failed and graphql-js does not are not given to it again', async () => {
    const operations = createCompiledOperations(schema, buildEverything, limits);
    const operation = read(operations, '{ laterTyped { id } }');
    operations.prepare(operation);
    expect(operations.size).toBe(1);
    expect((await run(operations, operation)).errors).toBeUndefined();
    expect(operations.size).toBe(0);
  });
});

test('a public error keeps its identity for whoever masks', async () => {
  const { result } = await compare('{ refused }');
  expect(result.errors?.[0]?.originalError).toBeInstanceOf(badUserInput('').constructor);
});
