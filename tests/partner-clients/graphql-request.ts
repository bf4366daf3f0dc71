import { ClientError, GraphQLClient } from 'graphql-request';
import { codesOf, ordersText, type PartnerClient, unlistedText } from './client.ts';

/** graphql-request, which sends the text and nothing else. */
export const askByGraphqlRequest: PartnerClient = async ({ endpoint, token, subjectId, isPublished }) => {
  const client = new GraphQLClient(endpoint, { headers: { authorization: `Bearer ${token}` }, errorPolicy: 'all' });
  try {
    const { data, errors } = await client.rawRequest(isPublished ? ordersText : unlistedText, { subjectId });
    return { data, codes: codesOf(errors) };
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    return { data: null, codes: codesOf(error.response.errors) };
  }
};
