import { readText } from '../files.ts';
import { generatePersistedDocuments } from '../fixtures/client-preset.ts';
import { ordersText, type PartnerClient, readAnswer, unlistedId } from './client.ts';

/** What codegen's client preset wrote for the operation. */
export const preset = await generatePersistedDocuments(ordersText, readText('schema/partner.graphql'));

/** The fetch function of the guide on persisted documents, with the id that codegen wrote into the code. */
export const askByClientPreset: PartnerClient = async ({ endpoint, token, subjectId, isPublished }) => {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({
      documentId: isPublished ? preset.documentId : `sha256:${unlistedId}`,
      variables: { subjectId },
    }),
  });
  return readAnswer(await response.text());
};
