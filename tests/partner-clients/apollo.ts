import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { generatePersistedQueryIdsFromManifest } from '@apollo/persisted-query-lists';
import { readText } from '../files.ts';
import { codesOf, ordersText, type PartnerClient, unlistedId, unlistedText } from './client.ts';

/** What `generate-persisted-query-manifest` wrote for the operation. */
export const apolloManifest = JSON.parse(readText('tests/partner-clients/fixtures/persisted-query-manifest.json')) as {
  readonly operations: { id: string; name: string; body: string }[];
};

/** Apollo Client 4 with the ids of its manifest. */
export const askByApollo =
  (useGETForHashedQueries: boolean): PartnerClient =>
  async ({ endpoint, token, subjectId, isPublished }) => {
    const operations = [...apolloManifest.operations, { id: unlistedId, name: 'UnlistedOrders' }];
    const client = new ApolloClient({
      cache: new InMemoryCache(),
      link: new PersistedQueryLink({
        ...generatePersistedQueryIdsFromManifest({ loadManifest: () => ({ operations }) }),
        useGETForHashedQueries,
      }).concat(new HttpLink({ uri: endpoint, headers: { authorization: `Bearer ${token}` } })),
    });
    const { data, error } = await client.query({
      query: gql(isPublished ? ordersText : unlistedText),
      variables: { subjectId },
      errorPolicy: 'all',
    });
    if (error && !CombinedGraphQLErrors.is(error)) throw error;
    return { data, codes: codesOf(error?.errors) };
  };
