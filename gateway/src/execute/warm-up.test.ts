import { pino } from 'pino';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { indexDocuments } from '../documents/stored-documents.ts';
import type { Planner } from '../plan/planner.ts';
import { composeFixture } from '../testing/fixture-subgraphs.ts';
import { startFixtureGateway } from '../testing/start-gateway.ts';
import { hostSupergraph } from './supergraph-host.ts';
import { warmUp } from './warm-up.ts';

/** What was planned, in order, and what planning waits for. */
const planning = vi.hoisted(() => ({ texts: [] as string[], held: Promise.resolve() }));

vi.mock(import('../plan/create-planner.ts'), async (load) => {
  const { createPlanner } = await load();
  return {
    createPlanner(...given): Planner {
      const planner = createPlanner(...given);
      return {
        async plan(operation) {
          planning.texts.push(operation.key.replaceAll(/\s+/g, ' '));
          await planning.held;
          return planner.plan(operation);
        },
        close: () => planner.close(),
      };
    },
  };
});

/** Lets no plan come to an end until it is released. */
function holdPlanning(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  planning.held = promise;
  return resolve;
}
beforeEach(() => {
  planning.texts = [];
  planning.held = Promise.resolve();
});

const store = (...texts: string[]) =>
  indexDocuments(texts.map((text, index) => ({ id: `id-${index}`, text, client: 'web', name: undefined })));

describe('stored documents', () => {
  test('are ready before the gateway says that it is, and it lives before', async () => {
    const release = holdPlanning();
    await using world = await startFixtureGateway({ documents: store('{ who }', '{ practitioners }') });
    const get = (url: string) => world.gateway.fastify.inject({ method: 'GET', url });
    expect(await get('/ready')).toMatchObject({ statusCode: 503 });
    expect((await get('/ready')).json()).toEqual({ status: 'fail', reason: 'The gateway is getting ready.' });
    expect(await get('/health')).toMatchObject({ statusCode: 200 });
    expect((await world.ask('{ __typename }')).data).toEqual({ __typename: 'Query' });

    release();
    await world.gateway.warmed;
    expect(await get('/ready')).toMatchObject({ statusCode: 200 });
    expect(planning.texts).toEqual(['{ who }', '{ practitioners }']);
    for (const text of ['{ who }', '{ practitioners }', '{ me: who }']) await world.ask(text);
    expect(planning.texts).toHaveLength(2);
  });

  test('that the supergraph cannot answer are logged, and the others are ready all the same', async () => {
    await using world = await startFixtureGateway({ documents: store('{ nobody }', '{ who', '{ who }') });
    await world.gateway.warmed;
    expect(await world.gateway.fastify.inject({ method: 'GET', url: '/ready' })).toMatchObject({ statusCode: 200 });
    const warned = world.logs.filter(({ msg }) => msg === 'the supergraph cannot answer a stored document');
    expect(warned.map(({ document }) => document)).toEqual(['{ nobody }', '{ who']);
    expect(planning.texts).toEqual(['{ who }']);
  });
});

describe('another supergraph', () => {
  const without = composeFixture({}, ['care']);

  test('is planned for what is asked most before it is changed to, while the old one answers', async () => {
    await using world = await startFixtureGateway();
    for (const text of ['{ listed }', '{ who }', '{ who }', '{ who }', '{ practitioners }', '{ practitioners }'])
      await world.ask(text);
    planning.texts = [];
    const release = holdPlanning();
    let isChanged = false;
    const changing = world.gateway.update(without).then(() => {
      isChanged = true;
    });
    await expect.poll(() => planning.texts).toEqual(['{ who }']);
    expect((await world.ask('{ practitioners }')).data).toEqual({ practitioners: ['Dr. Grey'] });
    expect(isChanged).toBe(false);

    release();
    await changing;
    expect(planning.texts).toEqual(['{ who }', expect.stringContaining('listed')]);
    for (const text of ['{ who }', '{ listed }']) expect((await world.ask(text)).status).toBe(200);
    expect(planning.texts).toHaveLength(2);
    expect((await world.ask('{ practitioners }')).status).toBe(400);
  });

  test('is planned anew for what was not asked before', async () => {
    await using world = await startFixtureGateway();
    await world.gateway.update(without);
    expect(planning.texts).toEqual([]);
    await world.ask('{ who }');
    expect(planning.texts).toEqual(['{ who }']);
  });
});

describe('an engine', () => {
  /** A host whose subgraphs say what they are to make ready for. */
  function openHost() {
    const prepared: string[] = [];
    const host = hostSupergraph({
      supergraphSdl: composeFixture(),
      origin: 'fixture',
      logger: pino({ level: 'silent' }),
      connect: ({ name }) => ({
        name,
        fetch: async () => ({}),
        prepare: (query) => void prepared.push(`${name} ${query.replaceAll(/\s+/g, ' ')}`),
        ping: async () => undefined,
        close: async () => undefined,
      }),
    });
    onTestFinished(() => host.close());
    return { host, prepared };
  }
  const soon = () => performance.now() + 60_000;

  test('has its subgraphs make ready for their fetches', async () => {
    const { host, prepared } = openHost();
    await host.warm(['{ who practitioners }']);
    expect(prepared.sort()).toEqual(['care {practitioners}', 'people {who}']);
  });

  test('is made ready for both values of a condition, and for each operation of a document', async () => {
    const { host } = openHost();
    await host.warm(['query A($with: Boolean!) { who practitioners @include(if: $with) } query B { strict }']);
    expect(planning.texts.sort()).toEqual(['{ strict }', '{ who practitioners }', '{ who }']);
  });

  test('does not plan for the schema’s own part', async () => {
    const { host, prepared } = openHost();
    expect(await warmUp(host.current(), ['{ __schema { queryType { name } } }'], soon())).toEqual([]);
    expect([planning.texts, prepared]).toEqual([[], []]);
  });

  test('knows no document that is not valid, also if it could be planned', async () => {
    const { host } = openHost();
    const text = 'query ($nobodyReads: Int) { who }';
    expect(await warmUp(host.current(), [text], soon())).toMatchObject([{ text }]);
    expect(host.current().documents.find(text)).toBeUndefined();
    expect(planning.texts).toEqual([]);
  });

  test('is left as it is when the time is over', async () => {
    const { host } = openHost();
    expect(await warmUp(host.current(), ['{ who }'], performance.now() - 1)).toEqual([]);
    expect(host.current().documents.find('{ who }')).toBeUndefined();
    expect(planning.texts).toEqual([]);
  });
});

test('a stored document that asks for the schema does not get past a server that hides it', async () => {
  const stored = { id: 'schema', text: '{ __schema { queryType { name } } }', client: 'web', name: 'Schema' };
  await using world = await startFixtureGateway({ documents: indexDocuments([stored]), isIntrospectionOn: false });
  await world.gateway.warmed;
  expect((await world.ask(stored.text)).status).toBe(400);
});
