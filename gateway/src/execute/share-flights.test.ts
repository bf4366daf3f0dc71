import { anonymous, type Caller } from '@ecosystem/kit/caller';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createSharedRoots } from '../plan/shared-roots.ts';
import { loadSupergraph } from '../supergraph/supergraph.ts';
import { ada, bob, composeFixture } from '../testing/fixture-subgraphs.ts';
import type { TransportRequest, TransportResponse } from '../transport/transport.ts';
import { SubgraphUnavailable } from '../transport/unavailable.ts';
import { createSubgraphFetcher } from './fetch-subgraph.ts';
import { shareFlights } from './share-flights.ts';

const callerOf = (subject: string, ...scopes: string[]): Caller => ({ subject, scopes: new Set(scopes) });

const request: TransportRequest = {
  query: '{who}',
  operationName: 'Who',
  variables: { first: 1 },
  caller: callerOf(ada, 'people:read'),
  requestId: 'request-1',
  headers: { authorization: 'one' },
  signal: new AbortController().signal,
};

/** A transport whose fetches are answered, or fail, when the test says so. */
function holdFetches() {
  const begun: PromiseWithResolvers<TransportResponse>[] = [];
  const fetch = () => {
    const held = Promise.withResolvers<TransportResponse>();
    begun.push(held);
    return held.promise;
  };
  return { begun, share: shareFlights({ fetch }) };
}

describe('identical reads that are under way at once', () => {
  test('are one fetch, and each gets an answer of its own', async () => {
    const { begun, share } = holdFetches();
    const answers = [share(request), share({ ...request, requestId: 'request-2' }), share(request)];
    expect(begun).toHaveLength(1);
    begun[0]?.resolve({ data: { me: { id: '1', tags: ['a'] }, none: null }, errors: [{ message: 'half' }] });

    const [first, second, third] = await Promise.all(answers);
    expect(first).toEqual({ data: { me: { id: '1', tags: ['a'] }, none: null }, errors: [{ message: 'half' }] });
    expect([second, third]).toEqual([first, first]);
    (first?.data?.['me'] as { tags: string[] } | undefined)?.tags.push('b');
    Object.assign(second?.data?.['me'] ?? {}, { id: '2' });
    expect(third?.data).toEqual({ me: { id: '1', tags: ['a'] }, none: null });
  });

  test('who joins does not see what the first to ask makes of its answer', async () => {
    const { begun, share } = holdFetches();
    const first = share(request).then(({ data }) => Object.assign(data ?? {}, { who: 'changed' }));
    const second = share(request);
    begun[0]?.resolve({ data: { who: 'Ada' } });
    expect(await first).toEqual({ who: 'changed' });
    expect((await second).data).toEqual({ who: 'Ada' });
  });

  test('that bring no data bring it to nobody', async () => {
    const { begun, share } = holdFetches();
    const answers = [share(request), share(request)];
    begun[0]?.resolve({ data: null });
    expect(await Promise.all(answers)).toEqual([{ data: null }, { data: null }]);
    const others = [share(request), share(request)];
    begun[1]?.resolve({ errors: [{ message: 'no' }] });
    expect(await Promise.all(others)).toEqual([{ errors: [{ message: 'no' }] }, { errors: [{ message: 'no' }] }]);
  });

  test('all learn of an outage', async () => {
    const { begun, share } = holdFetches();
    const answers = Promise.allSettled([share(request), share(request), share(request)]);
    const outage = new SubgraphUnavailable('people', new Error('down'));
    begun[0]?.reject(outage);
    const lost = { status: 'rejected', reason: outage };
    expect(await answers).toEqual([lost, lost, lost]);
    expect(begun).toHaveLength(1);
  });

  test.each<[string, (held?: PromiseWithResolvers<TransportResponse>) => void]>([
    ['an answer', (held) => held?.resolve({ data: {} })],
    ['an outage', (held) => held?.reject(new Error('down'))],
  ])('are fetched anew after %s', async (_, land) => {
    const { begun, share } = holdFetches();
    const early = Promise.allSettled([share(request), share(request)]);
    land(begun[0]);
    await early;
    const late = share(request);
    expect(begun).toHaveLength(2);
    begun[1]?.resolve({ data: { who: 'later' } });
    expect(await late).toEqual({ data: { who: 'later' } });
  });
});

describe('a read gets a fetch of its own', () => {
  test.each<[string, Partial<TransportRequest>]>([
    ['for another caller', { caller: callerOf(bob, 'people:read') }],
    ['for nobody', { caller: anonymous }],
    ['for the same caller with more scopes', { caller: callerOf(ada, 'people:read', 'people:write') }],
    ['for the same caller with other scopes', { caller: callerOf(ada, 'people:write') }],
    ['for the same caller without scopes', { caller: callerOf(ada) }],
    ['with other variables', { variables: { first: 2 } }],
    ['with a variable of another type', { variables: { first: '1' } }],
    ['with a variable more', { variables: { first: 1, after: null } }],
    ['without variables', { variables: {} }],
    ['with other forwarded headers', { headers: { authorization: 'two' } }],
    ['without forwarded headers', { headers: {} }],
    ['with another operation name', { operationName: 'Whom' }],
    ['without an operation name', { operationName: undefined }],
    ['with another text', { query: '{whom}' }],
  ])('%s', async (_, difference) => {
    const { begun, share } = holdFetches();
    const answers = [share(request), share({ ...request, ...difference })];
    expect(begun).toHaveLength(2);
    for (const [index, held] of begun.entries()) held.resolve({ data: { index } });
    expect(await Promise.all(answers)).toEqual([{ data: { index: 0 } }, { data: { index: 1 } }]);
  });

  test('but the order of scopes and headers, and the object that holds the caller, make no difference', async () => {
    const { begun, share } = holdFetches();
    const one = { caller: callerOf(ada, 'a', 'b'), headers: { x: '1', y: '2' } };
    const other = { caller: callerOf(ada, 'b', 'a'), headers: { y: '2', x: '1' } };
    const answers = [share({ ...request, ...one }), share({ ...request, ...other })];
    expect(begun).toHaveLength(1);
    begun[0]?.resolve({ data: {} });
    await Promise.all(answers);
  });
});

describe('where the client that asked first has gone', () => {
  test('who joined asks by itself, together with all that joined', async () => {
    const { begun, share } = holdFetches();
    const gone = new AbortController();
    const first = share({ ...request, signal: gone.signal });
    const joined = [share(request), share(request)];
    gone.abort();
    begun[0]?.reject(new Error('aborted'));
    await expect(first).rejects.toThrow('aborted');
    await expect.poll(() => begun.length).toBe(2);
    begun[1]?.resolve({ data: { who: 'Ada' } });
    expect(await Promise.all(joined)).toEqual([{ data: { who: 'Ada' } }, { data: { who: 'Ada' } }]);
  });

  test('who has gone as well does not', async () => {
    const { begun, share } = holdFetches();
    const gone = new AbortController();
    const both = Promise.allSettled([
      share({ ...request, signal: gone.signal }),
      share({ ...request, signal: gone.signal }),
    ]);
    gone.abort();
    begun[0]?.reject(new Error('aborted'));
    expect(await both).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    expect(begun).toHaveLength(1);
  });
});

test.each([
  ['reads are shared', false, 1],
  ['mutations are never shared', true, 2],
])('of two identical fetches at once, %s', async (_, isMutation, count) => {
  const sharedRoots = createSharedRoots(loadSupergraph(composeFixture(), 'fixture').supergraph);
  let asked = 0;
  const transport = {
    name: 'people',
    async fetch() {
      asked += 1;
      return { data: { rename: { id: '1' } } };
    },
    ping: async () => undefined,
    close: async () => undefined,
  };
  const fetchSubgraph = createSubgraphFetcher([transport], sharedRoots);
  const { signal, caller, requestId, headers } = request;
  const context = { caller, requestId, headers, signal, logger: pino({ level: 'silent' }) };
  const query = `${isMutation ? 'mutation' : 'query'}{rename{id}}`;
  const places = [{ path: [], responseKey: null }];
  const fetch = { serviceName: 'people', query, operationName: undefined, isMutation, variables: {}, places };
  await Promise.all([fetchSubgraph(fetch, context), fetchSubgraph(fetch, context)]);
  expect(asked).toBe(count);
});

test('who has more time left than the first to ask does not lose its answer with the first', async () => {
  const fetches: TransportRequest[] = [];
  const share = shareFlights({
    async fetch(asked) {
      fetches.push(asked);
      if (fetches.length > 1) return { data: { me: null } };
      await new Promise((settle) => setTimeout(settle, asked.timeoutMs));
      throw new Error('There was no answer in time.');
    },
  });
  const request: TransportRequest = {
    query: '{me{id}}',
    variables: {},
    caller: { subject: 'cus_ada', scopes: new Set() },
    requestId: 'request-1',
    headers: {},
    signal: new AbortController().signal,
  };
  const [late, patient] = await Promise.allSettled([
    share({ ...request, timeoutMs: 5 }),
    share({ ...request, timeoutMs: 60_000 }),
  ]);
  expect(late.status).toBe('rejected');
  expect(patient).toMatchObject({ status: 'fulfilled', value: { data: { me: null } } });
  expect(fetches).toHaveLength(2);
});
