import { anonymous } from '@ecosystem/kit/caller';
import { getOperationAST, parse } from 'graphql';
import { afterAll, expect, test, vi } from 'vitest';
import { indexDocuments } from '../documents/stored-documents.ts';
import { prepareOperation } from '../operation/prepare.ts';
import { loadSupergraph } from '../supergraph/supergraph.ts';
import { composeFixture } from '../testing/fixture-subgraphs.ts';
import { startFixtureGateway } from '../testing/start-gateway.ts';
import type { Transport } from '../transport/transport.ts';
import { createEngine, type Engine } from './engine.ts';
import { warmUp } from './warm-up.ts';

const engines: Engine[] = [];
afterAll(() => Promise.all(engines.map((engine) => engine.close())));

/** An engine whose subgraphs note what they are to make ready for. */
function open() {
  const prepared: string[] = [];
  const loaded = loadSupergraph(composeFixture(), 'fixture');
  const transports = loaded.subgraphs.map(
    ({ name }): Transport => ({
      name,
      fetch: async () => ({ data: {} }),
      prepare: (query) => void prepared.push(`${name} ${query}`),
      ping: async () => undefined,
      close: async () => undefined,
    }),
  );
  const engine = createEngine(loaded, transports);
  engines.push(engine);
  return { engine, prepared };
}

const later = () => performance.now() + 60_000;

test('a document that was made ready is parsed, planned, compiled, and known to its subgraphs', async () => {
  const { engine, prepared } = open();
  const text = '{ orders { id buyer { displayName } } practitioners }';
  expect(await warmUp(engine, [text], later())).toEqual([]);
  const document = engine.documents.find(text);
  const operation = document && getOperationAST(document);
  if (!document || !operation) throw new Error('The document is not known.');
  expect(prepared.map((line) => line.split(' ')[0]).sort()).toEqual(['care', 'people', 'shop']);
  const found = engine.operations.compile(prepareOperation(document, operation), anonymous, {});
  await found;
  expect(engine.operations.compile(prepareOperation(document, operation), anonymous, {})).not.toBeInstanceOf(Promise);
});

test('each case of its conditions is made ready', async () => {
  const { engine, prepared } = open();
  const text = 'query ($a: Boolean!, $b: Boolean!) { practitioners @include(if: $a) orders @skip(if: $b) { id } }';
  await warmUp(engine, [text], later());
  expect(prepared.map((line) => line.split(' ')[0]).sort()).toEqual(['care', 'care', 'shop', 'shop']);
});

test('a document that does not fit is named, and the others are made ready', async () => {
  const { engine } = open();
  const failures = await warmUp(engine, ['{ nothing }', '{', '{ who }'], later());
  expect(failures.map(({ text }) => text)).toEqual(['{ nothing }', '{']);
  expect(engine.documents.find('{ who }')).toMatchObject({ kind: 'Document' });
});

test('when the time is over the rest is left for later', async () => {
  const { engine } = open();
  await warmUp(engine, ['{ who }'], performance.now() - 1);
  expect(engine.documents.find('{ who }')).toBeUndefined();
});

test('the gateway is ready when its stored documents are', async () => {
  const stored = { id: 'who', text: '{ who }', client: 'web', name: 'Who' };
  await using world = await startFixtureGateway({ documents: indexDocuments([stored]) });
  const early = await world.gateway.fastify.inject('/ready');
  expect([early.statusCode, early.json()]).toEqual([503, { status: 'fail', reason: 'The gateway is getting ready.' }]);
  await world.gateway.warmed;
  expect((await world.gateway.fastify.inject('/ready')).statusCode).toBe(200);
});

test('another supergraph knows the documents in use before it takes over', async () => {
  await using world = await startFixtureGateway();
  const text = '{ orders { id } }';
  await world.ask(text);
  const prepare = vi.fn();
  world.transports.shop.prepare = prepare;
  await world.gateway.update(composeFixture({}, ['care']));
  expect(prepare.mock.calls).toEqual([['{orders{id}}']]);
  expect((await world.ask(text)).data).toEqual({ orders: [{ id: '1' }, { id: '2' }] });
});
