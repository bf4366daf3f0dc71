import { pino } from 'pino';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { ada, composeFixture } from '../testing/fixture-subgraphs.ts';
import { startFixtureGateway, tokenOf } from '../testing/start-gateway.ts';
import { hostSupergraph } from './supergraph-host.ts';

describe('another supergraph at run time', () => {
  test('serves new fields at once', async () => {
    await using world = await startFixtureGateway({ supergraphSdl: composeFixture({}, ['care']) });
    expect((await world.ask('{ practitioners }')).status).toBe(400);
    await world.gateway.update(composeFixture());
    expect((await world.ask('{ practitioners }')).data).toEqual({ practitioners: ['Dr. Grey'] });
    await world.gateway.update(composeFixture({}, ['care']));
    expect((await world.ask('{ practitioners }')).status).toBe(400);
  });

  test('is not seen by a request that is under way', async () => {
    await using world = await startFixtureGateway();
    const release = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const { fetch: ask } = world.transports.shop;
    world.transports.shop.fetch = async (request) => {
      started.resolve();
      await release.promise;
      return ask(request);
    };
    const answer = world.ask('{ orders { buyer { care { plan } } } }', { token: tokenOf(ada, 'care:read') });
    await started.promise;
    await world.gateway.update(composeFixture({}, ['care']));
    release.resolve();
    expect((await answer).data).toMatchObject({ orders: [{ buyer: { care: { plan: 'GOLD' } } }, {}] });
  });

  test('is refused if it is none, and the old one stays', async () => {
    await using world = await startFixtureGateway({ origin: 'supergraph.graphql' });
    await expect(world.gateway.update('type Query { a: Int }')).rejects.toThrow(
      /^supergraph\.graphql is not a supergraph/,
    );
    expect((await world.ask('{ practitioners }')).data).toEqual({ practitioners: ['Dr. Grey'] });
  });
});

describe('connections to subgraphs', () => {
  /** A host that notes which connections are opened and closed. */
  function host() {
    const events: string[] = [];
    const hosted = hostSupergraph({
      supergraphSdl: composeFixture(),
      origin: 'fixture',
      logger: pino({ level: 'silent' }),
      connect({ name }) {
        events.push(`open ${name}`);
        return {
          name,
          fetch: async () => ({}),
          ping: async () => undefined,
          close: async () => void events.push(`close ${name}`),
        };
      },
    });
    events.length = 0;
    return { hosted, events };
  }

  test('are kept while another supergraph comes', async () => {
    const { hosted, events } = host();
    await hosted.update(composeFixture());
    expect(events).toEqual([]);
    await hosted.close();
    expect(events.sort()).toEqual(['close care', 'close people', 'close shop']);
  });

  test('of a subgraph that has left are closed when nobody can need them any more', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { hosted, events } = host();
    await hosted.update(composeFixture({}, ['care']));
    expect(events).toEqual([]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(events).toEqual(['close care']);
    await hosted.update(composeFixture());
    expect(events).toEqual(['close care', 'open care']);
  });
});
