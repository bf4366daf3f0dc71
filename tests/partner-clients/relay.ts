import {
  Environment,
  type FetchFunction,
  fetchQuery,
  type GraphQLResponse,
  Network,
  RecordSource,
  Store,
} from 'relay-runtime';
import { readText } from '../files.ts';
import { type CodedError, codesOf, type PartnerClient, unlistedId } from './client.ts';
import { customerOrdersQuery } from './fixtures/customer-orders-query.ts';

/** What relay-compiler wrote by its persistConfig. */
export const relayManifest = JSON.parse(readText('tests/partner-clients/fixtures/relay-persisted.json')) as Readonly<
  Record<string, string>
>;

/** Relay with persisted queries: the fetch function of its guide, with the id as doc_id. */
export const askByRelay: PartnerClient = async ({ endpoint, token, subjectId, isPublished }) => {
  let codes: string[] = [];
  const fetchPersisted: FetchFunction = async ({ id }, variables) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify({ doc_id: id, variables }),
    });
    const payload = (await response.json()) as GraphQLResponse & { errors?: CodedError[] };
    // Relay keeps the errors of fields to itself, but for @catch; what an app wants to know of codes it reads here.
    codes = codesOf(payload.errors);
    return payload;
  };
  const environment = new Environment({
    network: Network.create(fetchPersisted),
    store: new Store(new RecordSource()),
  });
  const [publishedId = ''] = Object.keys(relayManifest);
  const query = customerOrdersQuery(isPublished ? publishedId : unlistedId);
  try {
    return { data: await fetchQuery(environment, query, { subjectId }).toPromise(), codes };
  } catch (error) {
    if (codes.length === 0) throw error;
    return { data: null, codes };
  }
};
