import { testDatabaseUrl } from '@ecosystem/kit/testing';
import postgres from 'postgres';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { readOperation, startWorld, subgraphNames, transportKinds } from './world.ts';

const profile = readOperation('profile');
const ownedBySocial = { displayName: null, phoneMasked: null, status: null, joinedAt: null };

describe.each(transportKinds)('over the %s transport', async (kind) => {
  const world = await startWorld(kind);
  const token = await world.token('customer', 'liwei');
  afterAll(() => world[Symbol.asyncDispose]());
  afterEach(() => Promise.all(subgraphNames.map((name) => stopped.delete(name) && world.resume(name))));
  const stopped = new Set<string>();
  const stop = async (name: (typeof subgraphNames)[number]) => {
    stopped.add(name);
    await world.stop(name);
  };

  test.each(subgraphNames)(
    'with %s stopped the other four doors arrive, and one error names it (AT-1-2, AT-1-3)',
    async (down) => {
      const { data: whole } = await world.ask<{ me: Record<string, unknown> }>(profile, { token });
      await stop(down);

      const { status, data, errors } = await world.ask(profile, { token });

      expect(status).toBe(200);
      expect(data).toEqual({ me: { ...whole?.me, ...(down === 'social' ? ownedBySocial : {}), [down]: null } });
      expect(errors).toMatchObject([
        { path: ['me', down], extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: down } },
      ]);
      expect(errors).toHaveLength(1);
    },
  );

  test.each(subgraphNames)('with %s stopped a client that asks the id of me still gets it', async (down) => {
    await stop(down);
    const { data } = await world.ask(
      '{ me { id finance { loyalty { tier } } health { patients { id } } auto { vehicles { id } } commerce { cart { id } } social { locale } } }',
      { token },
    );

    expect(data).toMatchObject({ me: { id: 'cus_01kdvdna00e008000000000001', [down]: null } });
  });

  test('with all five stopped me is null, and five errors name them', async () => {
    for (const name of subgraphNames) await stop(name);
    const { data, errors } = await world.ask(profile, { token });

    expect(data).toEqual({ me: null });
    expect(errors?.map(({ extensions }) => extensions['serviceName']).sort()).toEqual([...subgraphNames].sort());
  });

  test('a subgraph that comes back is asked again at once', async () => {
    await stop('health');
    await world.ask(profile, { token });
    stopped.delete('health');
    await world.resume('health');

    const { errors } = await world.ask(profile, { token });
    expect(errors).toBeUndefined();
  });

  test('after PostgreSQL has dropped all connections the next request is answered', async () => {
    await world.ask(profile, { token });
    await Promise.all(subgraphNames.map((name) => dropConnections(world.subgraphs[name].databaseUrl)));

    const { errors } = await world.ask(profile, { token });
    expect(errors).toBeUndefined();
  });

  test('a subgraph whose database is gone is down as a whole: one door, one error', async () => {
    const lost = await startWorld(kind);
    await dropDatabase(lost.subgraphs.health.databaseUrl);
    // The first to find out may do so in the middle of a statement.
    const who = { token: await lost.token('customer', 'liwei') };
    await lost.ask(profile, who);
    const { data, errors } = await lost.ask<{ me: Record<string, unknown> }>(profile, who);
    await lost[Symbol.asyncDispose]();

    expect(data?.me).toMatchObject({ health: null, finance: expect.any(Object), social: expect.any(Object) });
    expect(errors).toMatchObject([
      { path: ['me', 'health'], extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'health' } },
    ]);
    expect(errors).toHaveLength(1);
  });

  test('an outage tells nothing about where the subgraph lives', async () => {
    await stop('finance');
    const { errors } = await world.ask(profile, { token });

    expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|ECONNREFUSED|node:|\.ts/);
  });
});

/** What a restart of PostgreSQL does to its clients. */
async function dropConnections(databaseUrl: string): Promise<void> {
  const client = postgres(databaseUrl, { max: 1 });
  await client`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
  await client.end();
}

async function dropDatabase(databaseUrl: string): Promise<void> {
  const client = postgres(testDatabaseUrl('postgres'), { max: 1 });
  await client.unsafe(`drop database ${new URL(databaseUrl).pathname.slice(1)} with (force)`);
  await client.end();
}
