import { type AcceptedChange, findBreakingChanges } from '@ecosystem/schema/changes.ts';
import { checkContract } from '@ecosystem/schema/check.ts';
import { composeSubgraphs } from '@ecosystem/schema/compose.ts';
import { buildContract, ContractBroken } from '@ecosystem/schema/contract.ts';
import { findStaleFiles, generateFiles } from '@ecosystem/schema/generate.ts';
import { buildManifests, checkDocuments, readStoredDocuments } from '@ecosystem/schema/operations.ts';
import { findMappers, generateResolverTypes } from '@ecosystem/schema/resolver-types.ts';
import { parseSdl, parseSubgraphSdl, readRepositoryFile } from '@ecosystem/schema/sdl.ts';
import { buildSchema, isObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';

describe('the generated files', () => {
  test('are current; run `pnpm generate` when this fails', async () => {
    expect(findStaleFiles(await generateFiles())).toEqual([]);
  });

  test('come out the same twice', async () => {
    expect(await generateFiles()).toEqual(await generateFiles());
  });

  test('are named when they are missing or differ', () => {
    const api = readRepositoryFile('schema/api.graphql');
    const stale = findStaleFiles([
      ['schema/api.graphql', api],
      ['schema/partner.graphql', api],
      ['schema/absent.graphql', api],
    ]);
    expect(stale).toEqual(['schema/partner.graphql', 'schema/absent.graphql']);
  });
});

test('the contract keeps to its manners, to its stored documents and to what was promised', async () => {
  expect((await checkContract()).problems).toEqual([]);
});

describe('the API schema for clients', () => {
  test('has the descriptions and the replacement of what is deprecated', () => {
    const { apiSdl } = compose('type Query { "Old." old: Int @deprecated(reason: "Use x.") }');
    expect(apiSdl).toContain('"""Old."""');
    expect(apiSdl).toContain('old: Int @deprecated(reason: "Use x.")');
  });
});

describe('the partner contract', () => {
  const partner = buildSchema(readRepositoryFile('schema/partner.graphql'));

  test('has the tagged roots alone, and no me', () => {
    expect(Object.keys(partner.getQueryType()?.getFields() ?? {})).toEqual([
      'miniProgram',
      'partner',
      'consentRules',
      'partnerView',
    ]);
  });

  test('never reaches Customer', () => {
    expect(partner.getType('Customer')).toBeUndefined();
  });

  test('has a tagged type whole, and of an untagged type only its tagged fields', () => {
    const contract = buildSchema(
      contractOf(
        '"t" type Query { a: Whole @tag(name: "partner") b: Int } type Whole @tag(name: "partner") { c: Int d: Int }',
      ),
    );
    const whole = contract.getType('Whole');
    expect(Object.keys(contract.getQueryType()?.getFields() ?? {})).toEqual(['a']);
    expect(isObjectType(whole) && Object.keys(whole.getFields())).toEqual(['c', 'd']);
  });

  test('is refused when a tagged field has a type that is not in it, and names the field', () => {
    expect(() => contractOf('type Query { a: Secret @tag(name: "partner") } type Secret { b: Int }')).toThrow(
      'Query.a is in the contract, but its type Secret is not.',
    );
  });

  test('is refused when an argument has a type that is not in it, and names the argument', () => {
    expect(() => contractOf('type Query { a(by: Order): Int @tag(name: "partner") } enum Order { UP }')).toThrow(
      'Query.a(by:) is in the contract, but its type Order is not.',
    );
  });

  test('is refused when Customer is tagged', () => {
    expect(() =>
      contractOf('type Query { me: Customer @tag(name: "partner") } type Customer @tag(name: "partner") { id: ID! }'),
    ).toThrow(ContractBroken);
  });

  /** The partner contract of one subgraph. */
  const contractOf = (sdl: string) => buildContract(compose(sdl), 'partner');
});

describe('a change of the API', () => {
  const before = 'type Query { a: Int b: Int }';
  const after = 'type Query { a: Int }';
  const accepted: AcceptedChange = { path: 'Query.b', change: 'FIELD_REMOVED', reason: 'Nobody asked for it.' };

  test('that adds a field is no breach', async () => {
    expect(await findBreakingChanges(after, before, [])).toEqual([]);
  });

  test('that removes a field is refused and named', async () => {
    expect(await findBreakingChanges(before, after, [])).toEqual([
      { path: 'Query.b', change: 'FIELD_REMOVED', message: expect.stringContaining("'b' was removed") },
    ]);
  });

  test('that removes a field is accepted with an entry that gives a reason', async () => {
    expect(await findBreakingChanges(before, after, [accepted])).toEqual([]);
    expect(await findBreakingChanges(before, after, [{ ...accepted, reason: ' ' }])).toHaveLength(1);
    expect(await findBreakingChanges(before, after, [{ ...accepted, path: 'Query.a' }])).toHaveLength(1);
  });
});

describe('a stored document', () => {
  const schema = buildSchema('type Query { a: Int }');
  const check = (body: string) => checkDocuments(schema, [{ path: 'schema/operations/web/two-words.graphql', body }]);

  test('that fits is accepted', () => {
    expect(check('query TwoWords { a }')).toEqual([]);
  });

  test.each([
    [
      'asks for an unknown field',
      'query TwoWords {\n  a\n  unknown\n}',
      3,
      'Cannot query field "unknown" on type "Query".',
    ],
    ['does not parse', 'query TwoWords {\n  a', 2, 'Syntax Error: Expected Name, found <EOF>.'],
    ['is not named as its file', 'query Other { a }', 1, 'The file must hold one operation, named as the file.'],
    ['has no name', '{ a }', 1, 'The file must hold one operation, named as the file.'],
  ])('that %s is named with its line', (_, body, line, message) => {
    expect(check(body)).toEqual([{ place: `schema/operations/web/two-words.graphql:${line}`, message }]);
  });

  test('that holds two operations is refused', () => {
    expect(check('query TwoWords { a } query Other { a }')).toHaveLength(1);
  });

  test('stands in the manifest of its client under the SHA-256 of its text', () => {
    const [manifest] = buildManifests([
      { path: 'schema/operations/web/two-words.graphql', body: 'query TwoWords { a }' },
    ]);
    expect(manifest?.[0]).toBe('schema/operations/web/manifest.json');
    expect(JSON.parse(manifest?.[1] ?? '')).toEqual({
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [
        {
          id: '7738a89ba788388a070114a859cd1d895646e6af2b069f781af26a4325ff416e',
          name: 'TwoWords',
          type: 'query',
          body: 'query TwoWords { a }',
        },
      ],
    });
  });

  test('shows the profile, among those of the web client', () => {
    expect(readStoredDocuments().map(({ path }) => path)).toContain('schema/operations/web/profile.graphql');
  });
});

describe('the resolver types', () => {
  const typeDefs = parseSubgraphSdl('finance');

  test('take a model of the same name as the parent of its resolvers', async () => {
    const models = 'export type Wallet = { id: string };\nexport interface Money { minor: bigint }\ntype Loan = never;';
    expect(findMappers(typeDefs, models)).toEqual({
      Wallet: '../models.ts#Wallet as WalletModel',
      Money: '../models.ts#Money as MoneyModel',
    });
    expect(await generateResolverTypes('finance', typeDefs, models)).toContain(
      'Wallet: ResolverTypeWrapper<WalletModel>;',
    );
  });

  test('import no models where there are none', async () => {
    expect(await generateResolverTypes('finance', typeDefs, '')).not.toContain('models.ts');
  });
});

/** Composes one subgraph out of SDL that may use @tag. */
function compose(sdl: string) {
  const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@tag"])';
  const typeDefs = parseSdl([['one', `${link}\n${sdl}`]]);
  return composeSubgraphs([{ name: 'one', url: 'http://127.0.0.1:4001/graphql', typeDefs }]);
}
