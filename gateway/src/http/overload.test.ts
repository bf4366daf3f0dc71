import { expect, test, vi } from 'vitest';
import { startFixtureGateway } from '../testing/start-gateway.ts';
import { type AdmissionLimits, createAdmission } from './admission.ts';

const oneOfEach: AdmissionLimits = { concurrent: 1, queued: 1, waitMs: 60_000 };

/** A gateway with few places, over a subgraph that answers only when it is let. */
async function startSlowWorld(limits: AdmissionLimits) {
  const admission = createAdmission(limits);
  const world = await startFixtureGateway({ admission });
  const release = Promise.withResolvers<void>();
  const { fetch: answer } = world.transports.people;
  world.transports.people.fetch = async (request) => {
    await release.promise;
    return answer(request);
  };
  const url = await world.gateway.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    admission,
    /** Sends an operation that the slow subgraph must answer. */
    ask: (init: RequestInit = {}) => fetch(`${url}/graphql?query={listed}`, init),
    /** Waits until so many are inside and in line. */
    reach: (inside: number, waiting: number) =>
      vi.waitFor(() => expect(admission.count()).toEqual({ inside, waiting }), { timeout: 10_000 }),
    release: release.resolve,
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

test('what is too much is answered 503 with Retry-After, and the gateway recovers by itself', async () => {
  await using world = await startSlowWorld(oneOfEach);
  const inside = world.ask();
  await world.reach(1, 0);
  const inLine = world.ask();
  await world.reach(1, 1);

  const refused = await world.ask({ headers: { accept: 'application/graphql-response+json' } });
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(refused.headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8');
  expect(await refused.json()).toMatchObject({
    errors: [{ message: expect.stringContaining('ask again'), extensions: { code: 'OVERLOADED' } }],
  });
  expect((await world.ask()).headers.get('content-type')).toBe('application/json; charset=utf-8');

  world.release();
  for (const answer of await Promise.all([inside, inLine])) {
    expect(await answer.json()).toEqual({ data: { listed: 'listed' } });
  }
  expect((await world.ask()).status).toBe(200);
  expect(world.admission.count()).toEqual({ inside: 0, waiting: 0 });
});

test('health and readiness are answered however many wait', async () => {
  await using world = await startSlowWorld(oneOfEach);
  const all = [world.ask(), world.ask()];
  await world.reach(1, 1);
  const states = await Promise.all(['health', 'ready'].map((path) => fetch(`${world.url}/${path}`)));
  expect(states.map(({ status }) => status)).toEqual([200, 200]);
  world.release();
  await Promise.all(all);
});

test('who waited too long is refused', async () => {
  await using world = await startSlowWorld({ concurrent: 1, queued: 1, waitMs: 1 });
  const inside = world.ask();
  await world.reach(1, 0);
  expect((await world.ask()).status).toBe(503);
  world.release();
  expect((await inside).status).toBe(200);
});

test('a client that goes away while it waits leaves the line', async () => {
  await using world = await startSlowWorld(oneOfEach);
  const inside = world.ask();
  await world.reach(1, 0);
  const client = new AbortController();
  const gone = world.ask({ signal: client.signal });
  await world.reach(1, 1);
  client.abort();
  await expect(gone).rejects.toThrow();
  await world.reach(1, 0);
  world.release();
  expect((await inside).status).toBe(200);
});

test('a request that is refused for what it says gives its place back', async () => {
  await using world = await startSlowWorld(oneOfEach);
  for (let times = 0; times < 3; times += 1) {
    expect((await fetch(`${world.url}/graphql?documentId=unknown`)).status).toBe(404);
  }
  expect(world.admission.count()).toEqual({ inside: 0, waiting: 0 });
});
