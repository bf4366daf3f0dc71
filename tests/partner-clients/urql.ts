import { createClient, createRequest, fetchExchange, stringifyDocument } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { codesOf, ordersText, type PartnerClient, unlistedText } from './client.ts';

/** The text whose hash urql sends. */
export const urqlText: string = stringifyDocument(createRequest(ordersText, {}).query);

/** urql with its exchange for persisted queries: hashes first, by GET or by POST. */
export const askByUrql =
  (isByGet: boolean): PartnerClient =>
  async ({ endpoint, token, subjectId, isPublished }) => {
    const client = createClient({
      url: endpoint,
      preferGetMethod: false,
      fetchOptions: { headers: { authorization: `Bearer ${token}` } },
      exchanges: [persistedExchange({ preferGetForPersistedQueries: isByGet }), fetchExchange],
    });
    const { data, error } = await client.query(isPublished ? ordersText : unlistedText, { subjectId }).toPromise();
    if (error?.networkError) throw error.networkError;
    return { data: data ?? null, codes: codesOf(error?.graphQLErrors) };
  };
