import { createHash } from 'node:crypto';
import { ApolloClient, type ApolloLink, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { generatePersistedQueryIdsFromManifest } from '@apollo/persisted-query-lists';
import { expiredToken, type SeenRequest, startEdgeServer } from '@ecosystem/gateway/testing/edge-server';
import { createClient, type Exchange, fetchExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { generatePersistedDocuments } from './fixtures/client-preset.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

const cityText = 'query City($code: ID!) {\n  city(code: $code) {\n    name\n  }\n}';
const cityQuery = gql(cityText);
const variables = { code: '310100' };
const shanghai = { name: '上海' };

let server: Awaited<ReturnType<typeof startEdgeServer>>;
let endpoint: string;

beforeAll(async () => {
  server = await startEdgeServer([{ id: 'city-of-web', text: cityText, client: 'web', name: 'City' }]);
  endpoint = `${server.url}/graphql`;
});
beforeEach(() => void server.seen.splice(0));
afterAll(() => server[Symbol.asyncDispose]());

/** What was sent, without the parameters a test does not look at. */
const seenParameters = ({ body, search }: SeenRequest) =>
  Object.keys(typeof body === 'object' && body ? body : Object.fromEntries(new URLSearchParams(search))).sort();

describe('Apollo Client 4', () => {
  const createApollo = (link: ApolloLink) => new ApolloClient({ link, cache: new InMemoryCache() });
  const askCity = async (link: ApolloLink) => {
    const { data } = await createApollo(link).query<{ city: object }>({ query: cityQuery, variables });
    return data?.city;
  };

  test('sends text, and its own name in the extensions', async () => {
    expect(await askCity(new HttpLink({ uri: endpoint }))).toMatchObject(shanghai);
    expect(server.seen[0]?.body).toMatchObject({ extensions: { clientLibrary: { name: '@apollo/client' } } });
  });

  test.each([false, true])(
    'looks its hash up, registers it and is known from then on (GET for hashes: %s)',
    async (isGet) => {
      // A text the server has not stored; each of the two runs needs one of its own.
      const query = gql(`query Register { city(code: "${isGet ? 1 : 2}") { name } }`);
      const link = () =>
        new PersistedQueryLink({ sha256: hash, useGETForHashedQueries: isGet }).concat(new HttpLink({ uri: endpoint }));
      expect((await createApollo(link()).query({ query })).data).toMatchObject({ city: { name: 'a town' } });
      expect(server.seen.map(({ method }) => method)).toEqual([isGet ? 'GET' : 'POST', 'POST']);

      expect((await createApollo(link()).query({ query })).data).toMatchObject({ city: { name: 'a town' } });
      expect(server.seen).toHaveLength(3);
    },
  );

  test('shows the sentence and the code of a refusal that came before GraphQL', async () => {
    const ids = generatePersistedQueryIdsFromManifest({
      loadManifest: () => ({ operations: [{ id: 'gone', name: 'City' }] }),
    });
    const error = await askCity(
      new PersistedQueryLink(ids).concat(
        new HttpLink({ uri: endpoint, headers: { authorization: `Bearer ${expiredToken}` } }),
      ),
    ).catch((reason: unknown) => reason);
    expect(CombinedGraphQLErrors.is(error) && error.errors).toMatchObject([
      { message: 'The access token has expired.', extensions: { code: 'UNAUTHENTICATED' } },
    ]);
  });

  test.each([false, true])('sends the ids of its manifest and never the text (GET: %s)', async (isGet) => {
    const ids = generatePersistedQueryIdsFromManifest({
      loadManifest: () => ({ operations: [{ id: 'city-of-web', name: 'City' }] }),
    });
    const link = new PersistedQueryLink({ ...ids, useGETForHashedQueries: isGet });
    expect(await askCity(link.concat(new HttpLink({ uri: endpoint })))).toMatchObject(shanghai);
    expect(server.seen).toHaveLength(1);
    expect(seenParameters(server.seen[0] as SeenRequest)).not.toContain('query');
  });
});

describe('urql', () => {
  const ask = async (exchanges: Exchange[], options: { preferGetMethod?: boolean } = {}, text = cityText) => {
    const client = createClient({
      url: endpoint,
      exchanges: [...exchanges, fetchExchange],
      preferGetMethod: false,
      ...options,
    });
    const { data, error } = await client.query(text, variables).toPromise();
    expect(error).toBeUndefined();
    return data.city;
  };

  test('sends text', async () => {
    expect(await ask([])).toMatchObject(shanghai);
  });

  test('sends text by GET', async () => {
    expect(await ask([], { preferGetMethod: true })).toMatchObject(shanghai);
    expect(server.seen[0]?.method).toBe('GET');
  });

  test('looks its hash up by GET, registers it and is known from then on', async () => {
    const text = 'query New($code: ID!) { city(code: $code) { name code } }';
    expect(await ask([persistedExchange({ preferGetForPersistedQueries: true })], {}, text)).toMatchObject(shanghai);
    expect(server.seen).toHaveLength(2);
    expect(server.seen[0]?.method).toBe('GET');
    expect(JSON.stringify(server.seen[1])).toContain('miss');

    expect(await ask([persistedExchange({ preferGetForPersistedQueries: true })], {}, text)).toMatchObject(shanghai);
    expect(server.seen).toHaveLength(3);
  });

  test('finds a stored document by the hash of its text, without registering it', async () => {
    const generateHash = async () => hash(cityText);
    expect(await ask([persistedExchange({ preferGetForPersistedQueries: true, generateHash })])).toMatchObject(
      shanghai,
    );
    expect(server.seen).toHaveLength(1);
  });
});

describe('Relay', () => {
  // relay-compiler writes the printed text with a closing line break and hashes all of it.
  const id = hash(`${cityText}\n`);

  /** The fetch function of a Relay network, as its guide on persisted queries shows it. */
  const fetchQuery = async (parameters: Readonly<Record<string, unknown>>) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...parameters, variables }),
    });
    return response.json();
  };

  test.each(['doc_id', 'documentId', 'id'])('sends its hash, line break included, as %s', async (name) => {
    expect(await fetchQuery({ [name]: id })).toEqual({ data: { city: shanghai } });
  });

  test('sends the hash beside the text, line break included, while developing', async () => {
    expect(await fetchQuery({ documentId: id, query: `${cityText}\n` })).toEqual({ data: { city: shanghai } });
  });
});

describe("codegen's client preset", () => {
  test('sends the id it wrote beside its document', async () => {
    const { persistedDocuments, documentId } = await generatePersistedDocuments(cityText);
    expect(documentId).toMatch(/^sha256:/);
    await using own = await startEdgeServer(
      Object.entries(persistedDocuments).map(([key, text]) => ({ id: key, text, client: 'web', name: undefined })),
    );
    const response = await fetch(`${own.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body: JSON.stringify({ documentId, variables }),
    });
    expect(await response.json()).toEqual({ data: { city: shanghai } });
  });
});

describe('a plain request', () => {
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  test('by GET with a document id and variables is answered', async () => {
    const search = new URLSearchParams({ documentId: 'sha256:city-of-web', variables: JSON.stringify(variables) });
    expect(await (await fetch(`${endpoint}?${search}`)).json()).toEqual({ data: { city: shanghai } });
  });

  test('with an unknown document id is refused, and no cache may keep that', async () => {
    const response = await post({ documentId: 'nothing' }, { accept: 'application/graphql-response+json' });
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      errors: [
        {
          message: 'There is no stored document with the id "nothing".',
          extensions: { code: 'PERSISTED_DOCUMENT_NOT_FOUND' },
        },
      ],
    });
  });

  test('with a hash that does not match its text is refused', async () => {
    const response = await post({
      query: '{ me { id } }',
      extensions: { persistedQuery: { version: 1, sha256Hash: hash('x') } },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'PERSISTED_DOCUMENT_MISMATCH' } }] });
  });

  test('that asks for too much is refused, by POST and by GET', async () => {
    const query = `{ ${'a: me { id } '.repeat(40)} }`;
    for (const response of [await post({ query }), await fetch(`${endpoint}?${new URLSearchParams({ query })}`)]) {
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'OPERATION_TOO_LARGE' } }] });
    }
  });

  test('that changes something by GET is refused', async () => {
    const query = 'mutation { rename(name: "x") { id } }';
    expect((await fetch(`${endpoint}?${new URLSearchParams({ query })}`)).status).toBe(405);
  });
});
