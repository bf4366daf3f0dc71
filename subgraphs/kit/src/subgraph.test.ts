import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { anonymous } from './caller.ts';
import { fixedClock } from './clock.ts';
import { type Database, DatabaseUnavailable } from './database.ts';
import { createVault, type Vault } from './field-encryption.ts';
import { parseId } from './ids.ts';
import type { RequestContext } from './request.ts';
import { openSubgraph, type SubgraphDefinition } from './subgraph.ts';
import { testDatabaseUrl } from './testing.ts';
import { testFieldKeys } from './testing-keys.ts';
import { castId, castUuid, seedNow } from './world.ts';

const sdl = `
  type Query { requestId: String now: DateTime fault: String rows: Int isVaultOurs: Boolean thing(id: ID!): Thing }
  type Customer @key(fields: "id") { id: ID! }
  type Thing @key(fields: "id") { id: ID! }
`;
const findThing = ({ id }: { id: string }) => ({ id: parseId('thg', id) });
const folder = await mkdtemp(join(tmpdir(), 'ecosystem-subgraph-'));
await writeFile(join(folder, 'schema.graphql'), sdl);

const definition: SubgraphDefinition = {
  name: 'things',
  sdl: pathToFileURL(join(folder, 'schema.graphql')),
  migrations: pathToFileURL(`${folder}/`),
  resolvers: {
    Query: {
      me: () => null,
      requestId: (_: unknown, __: unknown, { requestId }: RequestContext) => requestId,
      now: (_: unknown, __: unknown, { clock }: RequestContext) => clock.now(),
      fault: () => {
        throw new Error('the password is hunter2');
      },
      rows: async (_: unknown, __: unknown, { database }: { database: Database }) =>
        (await database.read.execute('select 1')).length,
      isVaultOurs: (_: unknown, __: unknown, { vault }: { vault: Vault }) => {
        const wrapped = vault.createDataKey(castUuid(1));
        return createVault(testFieldKeys).open(wrapped, castUuid(1)) !== null;
      },
      thing: (_: unknown, reference: { id: string }) => findThing(reference),
    },
    Thing: { __resolveReference: findThing },
  },
  createContext: (database, vault) => (request) => ({ ...request, database, vault }),
  invariants: pathToFileURL(`${folder}/invariants/`),
  tables: {},
  seed: async () => [],
};

const logged: string[] = [];
beforeEach(() => {
  logged.length = 0;
});
const open = (database: string) =>
  openSubgraph(definition, {
    databaseUrl: testDatabaseUrl(database),
    statementTimeoutMs: 5_000,
    fieldKeys: testFieldKeys,
    logger: pino({ level: 'error' }, { write: (line: string) => logged.push(line) }),
    clock: fixedClock(seedNow),
  });
const subgraph = open('postgres');
afterAll(async () => {
  await subgraph.close();
  await rm(folder, { recursive: true });
});

const ask = (query: string, more: { operationName?: string; variables?: Record<string, unknown> } = {}) =>
  subgraph.execute({ query, caller: anonymous, requestId: 'r-7', ...more });

test('resolvers get the request and the clock that the subgraph was opened with', async () => {
  expect(await ask('{ requestId now }')).toEqual({ data: { requestId: 'r-7', now: '2026-10-31T16:00:00Z' } });
});

test('resolvers get the vault of the keys that the subgraph was opened with', async () => {
  expect(await ask('{ isVaultOurs }')).toEqual({ data: { isVaultOurs: true } });
});

test.each([false, true])(
  'a fault is masked for the caller and logged once with the request id (compiled: %s)',
  async (isCompiled) => {
    if (isCompiled) subgraph.prepare('{ fault requestId }');
    const { data, errors } = await ask('{ fault requestId }');

    expect(data).toEqual({ fault: null, requestId: 'r-7' });
    expect(errors).toMatchObject([{ path: ['fault'], extensions: { code: 'INTERNAL', requestId: 'r-7' } }]);
    expect(JSON.stringify(errors)).not.toContain('hunter2');
    expect(logged.map((line) => JSON.parse(line))).toMatchObject([
      { subgraph: 'things', requestId: 'r-7', err: { message: 'the password is hunter2' } },
    ]);
  },
);

test('what is meant for the caller is not logged as a fault', async () => {
  const { errors } = await ask('{ thing(id: "thing-1") { id } }');

  expect(errors).toMatchObject([{ path: ['thing'], extensions: { code: 'BAD_USER_INPUT' } }]);
  expect(logged).toEqual([]);
});

test('a representation with a malformed id fails alone', async () => {
  const query =
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Thing { id } } }';
  const ids = ['thing-1', castId('thg', 1)];
  const representations = ids.map((id) => ({ __typename: 'Thing', id }));

  const { data, errors } = await ask(query, { variables: { representations } });

  expect(data).toEqual({ _entities: [null, { id: castUuid(1) }] });
  expect(errors).toMatchObject([{ path: ['_entities', 0], extensions: { code: 'BAD_USER_INPUT' } }]);
});

test.each([
  ['text that is no document', '{ me', {}, 'GRAPHQL_PARSE_FAILED'],
  ['a field that does not exist', '{ nothing }', {}, 'GRAPHQL_VALIDATION_FAILED'],
  ['an operation that is not in the document', 'query A { requestId }', { operationName: 'B' }, 'BAD_REQUEST'],
  ['two operations of which none is named', 'query A { requestId } query B { now }', {}, 'BAD_REQUEST'],
])('%s is refused with a code, as often as it is asked', async (_, query, more, code) => {
  for (const { data, errors } of [await ask(query, more), await ask(query, more)]) {
    expect(data).toBeUndefined();
    expect(errors?.map(({ extensions }) => extensions['code'])).toEqual([code]);
  }
});

test('a subgraph is reached only while its database answers', async () => {
  const away = open('no_such_database');

  await expect(subgraph.ping()).resolves.toBeUndefined();
  expect(await ask('{ rows }')).toEqual({ data: { rows: 1 } });
  await expect(away.ping()).rejects.toThrow();
  away.prepare('{ rows }');
  const answer = away.execute({ query: '{ rows }', caller: anonymous, requestId: 'r-7' });
  await expect(answer).rejects.toBeInstanceOf(DatabaseUnavailable);
  await away.close();
});

test('what is no operation is prepared without a word, and refused when it is asked', async () => {
  for (const query of ['{ me', '{ nothing }', 'mutation { a }', 'fragment A on Thing { id }']) {
    subgraph.prepare(query);
    expect((await ask(query)).errors?.length).toBeGreaterThan(0);
  }
});

test('an operation is the same with and without its name', async () => {
  subgraph.prepare('query A { requestId }');
  for (const more of [{}, { operationName: 'A' }, {}, { operationName: 'A' }]) {
    expect(await ask('query A { requestId }', more)).toEqual({ data: { requestId: 'r-7' } });
  }
});
