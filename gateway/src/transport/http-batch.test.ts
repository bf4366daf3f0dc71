import type { BatchBody } from '@ecosystem/kit/batch-protocol';
import { anonymous, callersHeader, verifyCallers } from '@ecosystem/kit/caller';
import { describe, expect, test } from 'vitest';
import {
  callerOf,
  lineOf,
  openHeld,
  outcomes,
  request,
  secret,
  serveRaw,
  withTransport,
} from '../testing/batch-calls.ts';
import { ada, bob, openFixture } from '../testing/fixture-subgraphs.ts';
import { serveLoopback, serveSubgraph } from '../testing/serve-subgraph.ts';

describe('fetches that are asked together', () => {
  test('travel in one call under one signature, each with its own caller and request id', async () => {
    const subgraph = openFixture('people');
    await withTransport(await serveSubgraph(subgraph, secret), async (transport) => {
      const callers = [callerOf(ada), callerOf(bob), anonymous, callerOf(ada)];
      const answers = await Promise.all(
        callers.map((caller, index) => transport.fetch({ ...request, caller, requestId: `request-${index}` })),
      );

      expect(answers).toEqual([ada, bob, null, ada].map((who) => ({ data: { who } })));
      expect(subgraph.asked.map(({ requestId }) => requestId)).toEqual([0, 1, 2, 3].map((index) => `request-${index}`));
      expect(subgraph.asked.map(({ caller }) => caller)).toEqual(callers);
    });
  });

  test('are one call, in which shared texts stand once', async () => {
    const bodies: BatchBody[] = [];
    const tokens: (string | string[] | undefined)[] = [];
    const server = await serveLoopback(({ headers, url }, response, text) => {
      expect(url).toBe('/graphql/batch');
      const body = JSON.parse(text) as BatchBody;
      bodies.push(body);
      tokens.push(headers[callersHeader]);
      response.end(body.entries.map((_, index) => lineOf(index)).join(''));
    });
    await withTransport(server, async (transport) => {
      await Promise.all([1, 2, 3].map((first) => transport.fetch({ ...request, variables: { first } })));

      expect(bodies).toMatchObject([
        {
          queries: ['{who}'],
          entries: [1, 2, 3].map((first) => ({ query: 0, caller: 0, variables: { first }, requestId: 'request-1' })),
        },
      ]);
      expect(await verifyCallers(String(tokens[0]), 'people', secret)).toEqual([request.caller]);
      await expect(verifyCallers(String(tokens[0]), 'care', secret)).rejects.toThrow();
    });
  });

  test('are divided where a call would have too many entries, too long a header or too long a body', async () => {
    const sizes: number[] = [];
    const server = await serveRaw((response, { entries }) => {
      sizes.push(entries.length);
      response.end(entries.map((_, index) => lineOf(index)).join(''));
    });
    await withTransport(server, async (transport) => {
      await Promise.all(Array.from({ length: 250 }, () => transport.fetch(request)));
      expect(sizes.sort((a, b) => a - b)).toEqual([50, 100, 100]);

      sizes.length = 0;
      const longCaller = (index: number) => ({ subject: `cus_${index}`, scopes: new Set([`s${index}`.padEnd(3_000)]) });
      await Promise.all([1, 2, 3, 4].map((index) => transport.fetch({ ...request, caller: longCaller(index) })));
      expect(sizes).toEqual([2, 2]);

      sizes.length = 0;
      const variables = { text: 'x'.repeat(600_000) };
      await Promise.all([1, 2].map(() => transport.fetch({ ...request, variables })));
      expect(sizes).toEqual([1, 1]);
    });
  });

  test('do not wait for each other', async () => {
    const subgraph = openHeld();
    await withTransport(await serveSubgraph(subgraph, secret), async (transport) => {
      const slow = transport.fetch({ ...request, query: '{held}' });
      expect(await transport.fetch({ ...request, query: '{quick}' })).toEqual({ data: { query: '{quick}' } });
      subgraph.release('{held}');
      expect(await slow).toEqual({ data: { query: '{held}' } });
    });
  });

  test('end one by one: by their own time, and by their own client', async () => {
    const subgraph = openHeld();
    await withTransport(await serveSubgraph(subgraph, secret), async (transport) => {
      const client = new AbortController();
      const late = transport.fetch({ ...request, query: '{held a}', timeoutMs: 30 });
      const gone = transport.fetch({ ...request, query: '{held b}', signal: client.signal });
      const staying = transport.fetch({ ...request, query: '{held c}' });
      await expect(late).rejects.toMatchObject({ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } });
      client.abort(new Error('The client has gone.'));
      await expect(gone).rejects.toMatchObject({ reason: { message: 'The client has gone.' } });
      subgraph.release('{held c}');
      expect(await staying).toEqual({ data: { query: '{held c}' } });
    });
  });

  test('suffer alone when the database does not answer one of them', async () => {
    await withTransport(await serveSubgraph(openHeld(), secret), async (transport) => {
      const fetches = ['{lost}', '{quick}'].map((query) => transport.fetch({ ...request, query }));
      expect(await outcomes(fetches)).toEqual(['The database of people does not answer.', 'answer']);
    });
  });

  test('may hold the key of all prototypes and long texts', async () => {
    await withTransport(await serveSubgraph(openFixture('people'), secret), async (transport) => {
      const variables = JSON.parse('{"__proto__":{"a":1},"text":"x"}') as Record<string, unknown>;
      expect(await outcomes([transport.fetch({ ...request, variables }), transport.fetch(request)])).toEqual([
        'answer',
        'answer',
      ]);
    });
  });
});
