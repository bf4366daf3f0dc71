import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { hashOf, ordersText, type PartnerClient, readAnswer, unlistedId } from './client.ts';

const run = promisify(execFile);

/** Plain curl, with the id of the document. */
export const askByCurl =
  (method: 'GET' | 'POST'): PartnerClient =>
  async ({ endpoint, token, subjectId, isPublished }) => {
    const documentId = isPublished ? hashOf(ordersText) : unlistedId;
    const variables = { subjectId };
    const parameters =
      method === 'GET'
        ? ['--get', '--data-urlencode', `variables=${JSON.stringify(variables)}`, '-d', `documentId=${documentId}`]
        : ['-H', 'content-type: application/json', '-d', JSON.stringify({ documentId, variables })];
    const { stdout } = await run('curl', ['-sS', endpoint, '-H', `authorization: Bearer ${token}`, ...parameters]);
    return readAnswer(stdout);
  };
