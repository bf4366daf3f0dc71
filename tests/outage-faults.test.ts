import type { LocalSubgraph } from '@ecosystem/gateway/transport/in-process';
import type { SubgraphName } from '@ecosystem/schema/subgraphs.ts';
import { afterAll, describe, expect, test } from 'vitest';
import { type FaultyProxy, httpFaults, startFaultyProxy } from './faulty-proxy.ts';
import { readOperation, startWorld, subgraphNames, type World } from './world.ts';

const profile = readOperation('profile');
const ownedBySocial = { displayName: null, phoneMasked: null, status: null, joinedAt: null };
/** Long for an answer of the demo world on a busy machine, short for a test that waits for it. */
const timeoutMs = 2_000;

/** One fault at one subgraph: all but its door arrives, and once it is over the next answer is whole. */
async function expectOneDoorClosed(world: World, down: SubgraphName, setFault: (isOn: boolean) => void): Promise<void> {
  const token = await world.token('customer', 'liwei');
  const whole = await world.ask<{ me: Record<string, unknown> }>(profile, { token });
  expect(whole.errors).toBeUndefined();

  setFault(true);
  const { status, data, errors } = await world.ask(profile, { token });
  setFault(false);

  expect(status).toBe(200);
  expect(data).toEqual({ me: { ...whole.data?.me, ...(down === 'social' ? ownedBySocial : {}), [down]: null } });
  expect(errors).toMatchObject([
    { path: ['me', down], extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: down } },
  ]);
  expect(errors).toHaveLength(1);

  const after = await world.ask(profile, { token });
  expect(after).toMatchObject({ status: 200, data: whole.data });
  expect(after.errors).toBeUndefined();
}

describe('over HTTP', async () => {
  const proxies = new Map<SubgraphName, FaultyProxy>();
  const world = await startWorld('http', {
    timeoutMs,
    async placeBefore(name, url) {
      const proxy = await startFaultyProxy(url);
      proxies.set(name, proxy);
      return proxy.url;
    },
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    await Promise.all([...proxies.values()].map((proxy) => proxy.close()));
  });

  describe.each(subgraphNames)('%s', (name) => {
    test.each(httpFaults)(
      'that %s costs its door alone, and is asked again at once when it is back',
      async (fault) => {
        await expectOneDoorClosed(world, name, (isOn) => {
          const proxy = proxies.get(name);
          if (proxy) proxy.fault = isOn ? fault : null;
        });
      },
      30_000,
    );
  });
});

/** What can go wrong inside a process; a body and a connection to cut there are none. */
const localFaults: Readonly<Record<string, LocalSubgraph['execute']>> = {
  'is down': () => Promise.reject(new Error('It does not run.')),
  'throws before it has begun': () => {
    throw new TypeError('It has a mistake.');
  },
  'is slow past its limit': () => new Promise(() => undefined),
  // What the types forbid, as a mistake of JavaScript could bring it about.
  'answers garbage': async () => null as never,
};

describe('in process', async () => {
  const faults = new Map<SubgraphName, LocalSubgraph['execute']>();
  const world = await startWorld('in-process', {
    timeoutMs,
    wrap: (name, subgraph) => ({
      ...subgraph,
      execute: (request) => (faults.get(name) ?? subgraph.execute)(request),
    }),
  });
  afterAll(() => world[Symbol.asyncDispose]());

  describe.each(subgraphNames)('%s', (name) => {
    test.each(Object.entries(localFaults))(
      'that %s costs its door alone, and is asked again at once when it is back',
      async (_, fault) => {
        await expectOneDoorClosed(world, name, (isOn) => {
          if (isOn) faults.set(name, fault);
          else faults.delete(name);
        });
      },
      30_000,
    );
  });
});
