import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { json as readJson } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { startFixtureGateway } from '../testing/start-gateway.ts';

type World = Awaited<ReturnType<typeof startFixtureGateway>>;

/** Holds every answer of one subgraph back until it is released. */
function holdAnswers({ subgraphs: { people } }: World) {
  const release = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  const { execute } = people;
  Object.assign(people, {
    execute: async (request: Parameters<typeof execute>[0]) => {
      started.resolve();
      await release.promise;
      return execute(request);
    },
  });
  return { started: started.promise, release: release.resolve };
}

const listen = (world: World) => world.gateway.listen({ host: '127.0.0.1', port: 0 });

async function send(url: string, agent: Agent): Promise<IncomingMessage> {
  const [response] = (await once(get(url, { agent }), 'response')) as [IncomingMessage];
  return response;
}

test('a gateway that stops ends what is under way and takes nothing new', async () => {
  const world = await startFixtureGateway();
  const held = holdAnswers(world);
  const address = await listen(world);
  const answer = fetch(`${address}/graphql?query={__typename,listed}`);
  await held.started;
  const closed = world.gateway.close();
  held.release();
  expect(await (await answer).json()).toEqual({ data: { __typename: 'Query', listed: 'listed' } });
  await closed;
  await expect(fetch(`${address}/health`)).rejects.toThrow();
});

test('during its grace it says that it is not ready, and still answers', async () => {
  const world = await startFixtureGateway();
  const address = await listen(world);
  const graceMs = 60_000;
  // Nobody waits for the end of the grace: the process of the test ends before.
  void world.gateway.close(graceMs);
  const [ready, health, answer] = await Promise.all(
    ['ready', 'health', 'graphql?query={__typename}'].map((path) => fetch(`${address}/${path}`)),
  );
  expect([ready?.status, health?.status, answer?.status]).toEqual([503, 200, 200]);
  expect(await ready?.json()).toEqual({ status: 'fail', reason: 'The gateway is stopping.' });
  expect(await answer?.json()).toEqual({ data: { __typename: 'Query' } });
});

test('a connection that is kept alive is told to close with its last answer, so that nobody waits for it', async () => {
  const world = await startFixtureGateway();
  const held = holdAnswers(world);
  const address = await listen(world);
  using agent = Object.assign(new Agent({ keepAlive: true, maxSockets: 1 }), {
    [Symbol.dispose]: () => agent.destroy(),
  });
  const before = await send(`${address}/graphql?query={__typename}`, agent);
  await readJson(before);
  const underWay = send(`${address}/graphql?query={listed}`, agent);
  await held.started;
  const closed = world.gateway.close();
  held.release();
  const last = await underWay;
  expect([before.headers.connection, last.headers.connection]).toEqual(['keep-alive', 'close']);
  expect(await readJson(last)).toEqual({ data: { listed: 'listed' } });
  await closed;
});

test('connections on which nothing was ever asked are not waited for', async () => {
  const world = await startFixtureGateway();
  const { hostname, port } = new URL(await listen(world));
  const arrived = once(world.gateway.fastify.server, 'connection');
  const socket = connect(Number(port), hostname);
  const ended = once(socket, 'close');
  await arrived;
  // Its patience with clients is longer than a test may take.
  await world.gateway.close();
  await ended;
});
