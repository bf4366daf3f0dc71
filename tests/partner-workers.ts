import { readGatewayConfig } from '@ecosystem/gateway/config';
import { openGatewayDatabase } from '@ecosystem/gateway/database/database';
import { createGateway } from '@ecosystem/gateway/gateway';
import { connectInProcess } from '@ecosystem/gateway/transport/in-process';
import { fixedClock } from '@ecosystem/kit/clock';
import { openSubgraph } from '@ecosystem/kit/subgraph';
import { testFieldKeys } from '@ecosystem/kit/testing-keys';
import { seedNow } from '@ecosystem/kit/world';
import { pino } from 'pino';
import { definitions } from './definitions.ts';
import { readText } from './files.ts';
import { subgraphNames, type World } from './world.ts';

const timeoutMs = 10_000;

/** A second worker of a world: a gateway and subgraphs of its own over the same databases. */
export async function startSecondWorker(world: World): Promise<AsyncDisposable & { readonly url: string }> {
  if (!world.database) throw new Error('The world has no partners.');
  const logger = pino({ level: 'fatal' });
  const subgraphs = new Map(
    subgraphNames.map((name) => [
      name,
      openSubgraph(definitions[name], {
        databaseUrl: world.subgraphs[name].databaseUrl,
        statementTimeoutMs: timeoutMs,
        fieldKeys: testFieldKeys,
        logger,
        clock: fixedClock(seedNow),
      }),
    ]),
  );
  const database = openGatewayDatabase(world.database.url, timeoutMs);
  const gateway = await createGateway({
    supergraphSdl: readText('schema/supergraph.graphql'),
    connect: ({ name }) => {
      const subgraph = [...subgraphs.values()].find((one) => one.name === name);
      if (!subgraph) throw new Error(`There is no subgraph ${name}.`);
      return connectInProcess(subgraph, { timeoutMs });
    },
    verifier: world.verifier,
    logger,
    partners: {
      database,
      redisUrl: null,
      budget: readGatewayConfig([], {}).budgets.partner,
      storeTimeoutMs: timeoutMs,
      demoFolder: null,
    },
  });
  await gateway.warmed;
  return {
    url: await gateway.listen({ host: '127.0.0.1', port: 0 }),
    async [Symbol.asyncDispose]() {
      await gateway.close();
      await database.close();
      await Promise.all([...subgraphs.values()].map((subgraph) => subgraph.close()));
    },
  };
}
