import { anonymous } from '@ecosystem/kit/caller';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { GatewayContext } from '../context.ts';
import { createSharedRoots } from '../plan/shared-roots.ts';
import { loadSupergraph } from '../supergraph/supergraph.ts';
import { composeFixture, type FixtureName } from '../testing/fixture-subgraphs.ts';
import type { Transport, TransportResponse } from '../transport/transport.ts';
import { createSubgraphFetcher } from './fetch-subgraph.ts';

const sharedRoots = createSharedRoots(loadSupergraph(composeFixture(), 'fixture').supergraph);
const me = {
  serviceName: 'people',
  query: '{me{displayName id}}',
  operationName: undefined,
  isMutation: false,
  variables: {},
  places: [{ path: [], responseKey: null }],
};

function contextOf(signal: AbortSignal = new AbortController().signal): GatewayContext {
  return { caller: anonymous, requestId: 'request-1', logger: pino({ level: 'silent' }), headers: {}, signal };
}

/** Transports of which each gives one answer, or fails; `asked` names those that were asked, in order. */
function connectAll(answers: Record<FixtureName, TransportResponse | Error>) {
  const asked: string[] = [];
  const transports = Object.entries(answers).map(
    ([name, answer]): Transport => ({
      name,
      async fetch() {
        asked.push(name);
        if (answer instanceof Error) throw answer;
        return answer;
      },
      ping: async () => undefined,
      close: async () => undefined,
    }),
  );
  return { asked, fetchSubgraph: createSubgraphFetcher(transports, sharedRoots) };
}

const down = new Error('down');

test('where a subgraph does not answer, the first that can stand in for it does', async () => {
  const { asked, fetchSubgraph } = connectAll({
    people: down,
    care: { data: { me: null }, errors: [{ message: 'no' }] },
    shop: { data: { me: { id: '1' } } },
  });
  expect(await fetchSubgraph(me, contextOf())).toMatchObject({
    data: { me: { id: '1' } },
    outage: { serviceName: 'people', reason: down, fetch: { query: me.query, places: me.places } },
  });
  expect(asked).toEqual(['people', 'care', 'shop']);
});

test('where nobody can stand in, there is no data', async () => {
  const { fetchSubgraph } = connectAll({ people: down, care: down, shop: down });
  expect(await fetchSubgraph(me, contextOf())).toMatchObject({ data: null, outage: { serviceName: 'people' } });
});

test('nobody is asked to stand in for a client that has gone', async () => {
  const { asked, fetchSubgraph } = connectAll({ people: down, care: { data: {} }, shop: { data: {} } });
  expect(await fetchSubgraph(me, contextOf(AbortSignal.abort()))).toMatchObject({ data: null });
  expect(asked).toEqual(['people']);
});
