import type { FastifyInstance } from 'fastify';
import type { Transport } from '../transport/transport.ts';

export interface HealthOptions {
  /** The subgraphs of the supergraph that is served now. */
  readonly transports: () => readonly Transport[];
  /** Whether it is ready for the stored documents. */
  readonly isWarm: () => boolean;
  readonly isStopping: () => boolean;
}

/**
 * `GET /health`: the process lives. `GET /ready`: the gateway takes requests; it also says which subgraphs do not answer.
 * A subgraph that is down costs one door, not the gateway: `/ready` stays 200, or one outage would take every gateway
 * out of rotation at once. It is 503 only until the stored documents are ready, and while the gateway stops.
 */
export function serveHealth(fastify: FastifyInstance, { transports, isWarm, isStopping }: HealthOptions): void {
  fastify.get('/health', (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'pass' }));
  fastify.get('/ready', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    if (isStopping()) return reply.status(503).send({ status: 'fail', reason: 'The gateway is stopping.' });
    if (!isWarm()) return reply.status(503).send({ status: 'fail', reason: 'The gateway is getting ready.' });
    const checks = await Promise.all(
      transports().map(async (transport) => [transport.name, await check(transport)] as const),
    );
    const subgraphs = Object.fromEntries(checks);
    return reply.send({ status: checks.every(([, state]) => state === 'pass') ? 'pass' : 'warn', subgraphs });
  });
}

async function check(transport: Transport): Promise<'pass' | 'fail'> {
  try {
    await transport.ping();
    return 'pass';
  } catch {
    return 'fail';
  }
}
