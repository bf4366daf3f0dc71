import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createTokenVerifier, type TokenVerifier } from '@ecosystem/gateway/authenticate';
import { readStoredDocuments } from '@ecosystem/gateway/documents/stored-documents';
import { createGateway } from '@ecosystem/gateway/gateway';
import { createLogger } from '@ecosystem/gateway/logger';
import { underConsent } from '@ecosystem/gateway/partners/consenting-caller';
import { connectInProcess } from '@ecosystem/gateway/transport/in-process';
import { openDevelopmentIssuer } from '@ecosystem/kit/development-issuer';
import { openSubgraph } from '@ecosystem/kit/subgraph';
import { testFieldKeys } from '@ecosystem/kit/testing-keys';
import { definitions } from '../../definitions.ts';
import { repository } from '../files.ts';
import { grantedScopes } from './partner-world.ts';

/**
 * Our gateway as it serves frontends, with the operation of partners among its stored documents: the caller has the consent from the start,
 * so nothing is asked about it, charged or logged. Only for comparison; no configuration of the product does this.
 */
const { values } = parseArgs({
  options: {
    databases: { type: 'string', default: '{}' },
    'data-dir': { type: 'string', default: '' },
    port: { type: 'string', default: '0' },
  },
});
const statementTimeoutMs = 5_000;
const urls = JSON.parse(values.databases) as Record<string, string>;
const logger = createLogger('warn');
const issuer = await openDevelopmentIssuer(values['data-dir']);
const verifier = createTokenVerifier({ keys: issuer.jwks, issuer: issuer.issuer, audience: issuer.audience });
const consenting: TokenVerifier = {
  verify: async (token) => underConsent(await verifier.verify(token), grantedScopes),
};
const subgraphs = Object.values(definitions).map((definition) =>
  openSubgraph(definition, {
    databaseUrl: urls[definition.name] ?? '',
    statementTimeoutMs,
    fieldKeys: testFieldKeys,
    logger,
  }),
);
const gateway = await createGateway({
  supergraphSdl: readFileSync(join(repository, 'schema/supergraph.graphql'), 'utf8'),
  connect: ({ name }) => {
    const subgraph = subgraphs.find((one) => one.name === name);
    if (!subgraph) throw new Error(`There is no subgraph ${name}.`);
    return connectInProcess(subgraph, { timeoutMs: statementTimeoutMs });
  },
  verifier: consenting,
  logger,
  documents: readStoredDocuments(join(repository, 'schema/operations/partner')),
});
await gateway.warmed;
process.once('SIGTERM', async () => {
  await gateway.close();
  await Promise.all(subgraphs.map((subgraph) => subgraph.close()));
  process.exit(0);
});
await gateway.listen({ host: '127.0.0.1', port: Number(values.port) });
