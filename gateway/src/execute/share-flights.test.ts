import { anonymous, type Caller } from '@ecosystem/kit/caller';
import { expect, test } from 'vitest';
import type { TransportRequest, TransportResponse } from '../transport/transport.ts';
import { shareFlights } from './share-flights.ts';

const ada: Caller = { subject: 'cus_ada', scopes: new Set(['a:read', 'b:read']) };

const request: TransportRequest = {
  query: '{me{orders{id}}}',
  variables: { first: 3 },
  caller: ada,
  requestId: 'request-1',
  headers: { 'accept-language': 'zh' },
  signal: new AbortController().signal,
};

/** A transport whose fetches are answered by hand, in the order in which they were made. */
function hold() {
  const fetches: PromiseWithResolvers<TransportResponse>[] = [];
  const share = shareFlights({
    fetch() {
      const fetch = Promise.withResolvers<TransportResponse>();
      fetches.push(fetch);
      return fetch.promise;
    },
  });
  return { fetches, share };
}

const orders = (): TransportResponse => ({ data: { me: { orders: [{ id: '1' }] } }, errors: [{ message: 'one' }] });

test('identical reads at the same time are one fetch, and each gets an answer of its own', async () => {
  const { fetches, share } = hold();
  const answers = [share(request), share({ ...request, requestId: 'request-2' }), share({ ...request })];
  expect(fetches).toHaveLength(1);
  fetches[0]?.resolve(orders());
  const [first, ...others] = await Promise.all(answers);
  expect([first, ...others]).toEqual([orders(), orders(), orders()]);
  const me = first?.data?.['me'] as { orders: { id: string }[] };
  me.orders.push({ id: '2' });
  expect(others).toEqual([orders(), orders()]);
});

test.each<[string, Partial<TransportRequest>]>([
  ['another operation', { query: '{me{id}}' }],
  ['another name of the operation', { operationName: 'Other' }],
  ['other variables', { variables: { first: 4 } }],
  ['another caller', { caller: { ...ada, subject: 'cus_bob' } }],
  ['other scopes', { caller: { ...ada, scopes: new Set(['a:read']) } }],
  ['no caller', { caller: anonymous }],
  ['another forwarded header', { headers: { 'accept-language': 'en' } }],
  ['no forwarded header', { headers: {} }],
])('%s is a fetch of its own', (_, other) => {
  const { fetches, share } = hold();
  void share(request);
  void share({ ...request, ...other });
  expect(fetches).toHaveLength(2);
});

test('the same caller by another token shares, for who asks is what counts', () => {
  const { fetches, share } = hold();
  void share(request);
  void share({ ...request, caller: { subject: 'cus_ada', scopes: new Set(['b:read', 'a:read']) } });
  expect(fetches).toHaveLength(1);
});

test('a read that begins when the other has ended is a fetch of its own', async () => {
  const { fetches, share } = hold();
  const first = share(request);
  fetches[0]?.resolve(orders());
  await first;
  void share(request);
  expect(fetches).toHaveLength(2);
});

test('an outage is one for all who wait', async () => {
  const { fetches, share } = hold();
  const answers = [share(request), share(request)];
  fetches[0]?.reject(new Error('down'));
  expect((await Promise.allSettled(answers)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(fetches).toHaveLength(1);
});

test('where the client that asked first has gone, the other asks by itself', async () => {
  const { fetches, share } = hold();
  const gone = new AbortController();
  const first = share({ ...request, signal: gone.signal });
  const second = share(request);
  gone.abort(new Error('The client has gone.'));
  fetches[0]?.reject(gone.signal.reason);
  await expect(first).rejects.toThrow('The client has gone.');
  await expect.poll(() => fetches.length).toBe(2);
  fetches[1]?.resolve(orders());
  expect(await second).toEqual(orders());
});
