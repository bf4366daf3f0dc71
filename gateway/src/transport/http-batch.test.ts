import type { ServerResponse } from 'node:http';
import type { BatchBody } from '@ecosystem/kit/batch-protocol';
import { anonymous, type Caller, callersHeader, verifyCallers } from '@ecosystem/kit/caller';
import { DatabaseUnavailable } from '@ecosystem/kit/database';
import { describe, expect, test } from 'vitest';
import { ada, bob, openFixture } from '../testing/fixture-subgraphs.ts';
import { type LoopbackServer, serveLoopback, serveSubgraph } from '../testing/serve-subgraph.ts';
import { connectHttp } from './http.ts';
import type { LocalSubgraph } from './in-process.ts';
import type { Transport, TransportRequest } from './transport.ts';

const secret = new TextEncoder().encode('a secret of at least thirty-two characters');
const callerOf = (subject: string): Caller => ({ subject, scopes: new Set(['people:read']) });
const request: TransportRequest = {
  query: '{who}',
  variables: {},
  caller: callerOf(ada),
  requestId: 'request-1',
  headers: {},
  signal: new AbortController().signal,
};

/** Runs a test with a transport to a server, and closes both. */
async function withTransport(
  server: LoopbackServer,
  work: (transport: Transport) => Promise<void>,
  options: { timeoutMs?: number; responseBytesMax?: number } = {},
) {
  await using _ = server;
  const transport = connectHttp({
    name: 'people',
    url: server.url,
    timeoutMs: 5_000,
    callerSecret: secret,
    ...options,
  });
  await work(transport);
  await transport.close();
}

/** A subgraph that answers an operation only when the test says so. */
function openHeld(): LocalSubgraph & { readonly begun: string[]; release(query: string): void } {
  const held = new Map<string, () => void>();
  const begun: string[] = [];
  return {
    name: 'people',
    begun,
    release: (query) => held.get(query)?.(),
    async execute({ query }) {
      begun.push(query);
      if (query.includes('held')) await new Promise<void>((done) => held.set(query, done));
      if (query.includes('lost')) throw new DatabaseUnavailable('people');
      return { data: { query } };
    },
    ping: async () => undefined,
  };
}

/** A server that speaks the protocol by hand. */
const serveRaw = (answer: (response: ServerResponse, body: BatchBody, call: number) => void) => {
  let calls = 0;
  return serveLoopback((_, response, body) => {
    calls += 1;
    answer(response, JSON.parse(body) as BatchBody, calls);
  });
};
const lineOf = (index: number) => `${JSON.stringify({ index, result: { data: { index } } })}\n`;
const outcomes = async (fetches: Promise<unknown>[]) =>
  (await Promise.allSettled(fetches)).map((one) =>
    one.status === 'fulfilled' ? 'answer' : String((one.reason as { reason: Error }).reason.message),
  );

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

describe('a call', () => {
  test('is given up when nobody waits for any of its fetches, and the subgraph sees it', async () => {
    const closed = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const server = await serveLoopback(({ socket }) => {
      socket.once('close', () => closed.resolve());
      asked.resolve();
    });
    await withTransport(server, async (transport) => {
      const clients = [new AbortController(), new AbortController()];
      const fetches = clients.map(({ signal }) => transport.fetch({ ...request, signal }));
      await asked.promise;
      for (const client of clients) client.abort(new Error('gone'));
      expect(await outcomes(fetches)).toEqual(['gone', 'gone']);
      await closed.promise;
    });
  });

  test('is given up when what is missing is wanted by nobody', async () => {
    const closed = Promise.withResolvers<void>();
    const server = await serveLoopback(({ socket }, response) => {
      socket.once('close', () => closed.resolve());
      response.write(lineOf(1));
    });
    await withTransport(server, async (transport) => {
      const client = new AbortController();
      const gone = transport.fetch({ ...request, signal: client.signal });
      await transport.fetch(request);
      client.abort(new Error('gone'));
      expect(await outcomes([gone])).toEqual(['gone']);
      await closed.promise;
    });
  });

  test('is not made for those who have gone already', async () => {
    const server = await serveRaw((response) => response.end(lineOf(0)));
    await withTransport(server, async (transport) => {
      const client = new AbortController();
      const gone = transport.fetch({ ...request, signal: client.signal });
      client.abort(new Error('gone'));
      expect(await outcomes([gone])).toEqual(['gone']);
      await transport.fetch(request);
      expect(server.requests.length).toBe(1);
    });
  });

  test.each<[string, (response: ServerResponse) => void, string[]]>([
    [
      'a garbage line',
      (response) => response.end(`${lineOf(1)}<html>\n${lineOf(0)}`),
      ['A line of its answer is not one of a batch.', 'answer'],
    ],
    [
      'a line for nobody',
      (response) => response.end(`${lineOf(1)}${lineOf(7)}`),
      ['A line of its answer is not one of a batch.', 'answer'],
    ],
    [
      'the same line twice',
      (response) => response.end(`${lineOf(1)}${lineOf(1)}`),
      ['A line of its answer is not one of a batch.', 'answer'],
    ],
    [
      'a line that is no answer',
      (response) => response.end(`${lineOf(1)}{"index":0,"result":{"hello":1}}\n`),
      ['Its answer is not GraphQL.', 'answer'],
    ],
    ['a line too few', (response) => response.end(lineOf(0)), ['answer', 'Its answer ended too early.']],
    [
      'half a line',
      (response) => response.end(`${lineOf(0)}{"index":1,"result":{"data":{}}}`),
      ['answer', 'Its answer ended too early.'],
    ],
    [
      'status 500',
      (response) => response.writeHead(500).end('no'),
      ['It answered with HTTP status 500.', 'It answered with HTTP status 500.'],
    ],
    [
      'status 404',
      (response) => response.writeHead(404).end('{"data":{}}'),
      ['It answered with HTTP status 404.', 'It answered with HTTP status 404.'],
    ],
    [
      'too much',
      (response) => response.end(`${lineOf(1)}${'x'.repeat(2_000)}`),
      ['Its answer is larger than 1000 bytes.', 'Its answer is larger than 1000 bytes.'],
    ],
    [
      'a page',
      (response) => response.end('<html>\n</html>\n'),
      ['A line of its answer is not one of a batch.', 'A line of its answer is not one of a batch.'],
    ],
  ])('that is answered with %s fails exactly those that did not get their answer', async (_, answer, wanted) => {
    await withTransport(
      await serveRaw(answer),
      async (transport) => {
        expect(await outcomes([transport.fetch(request), transport.fetch(request)])).toEqual(wanted);
      },
      { responseBytesMax: 1_000 },
    );
  });

  test('that is cut in the middle fails exactly those that did not get their answer', async () => {
    const server = await serveRaw((response) => {
      response.write(`${lineOf(1)}{"index":0,"res`, () => response.destroy());
    });
    await withTransport(server, async (transport) => {
      const [cut, whole] = await Promise.allSettled([transport.fetch(request), transport.fetch(request)]);
      expect(cut).toMatchObject({ status: 'rejected', reason: { extensions: { code: 'SUBGRAPH_UNAVAILABLE' } } });
      expect(whole).toEqual({ status: 'fulfilled', value: { data: { index: 1 } } });
    });
  });

  test.each([
    ['{who}', 2],
    ['mutation{rename(name:"x"){id}}', 1],
    ['query A{who} mutation B{rename(name:"x"){id}}', 1],
  ])('%s is sent %i time(s) to a server that closes the connection', async (query, times) => {
    let calls = 0;
    const server = await serveLoopback(({ socket }) => {
      calls += 1;
      socket.destroy();
    });
    await withTransport(server, async (transport) => {
      await expect(transport.fetch({ ...request, query })).rejects.toMatchObject({ serviceName: 'people' });
      expect(calls).toBe(times);
    });
  });

  test('of a mutation holds nothing else', async () => {
    const calls: number[] = [];
    const server = await serveRaw((response, { entries }) => {
      calls.push(entries.length);
      response.end(entries.map((_, index) => lineOf(index)).join(''));
    });
    await withTransport(server, async (transport) => {
      const queries = ['{who}', 'mutation{rename(name:"x"){id}}', '{who}', 'mutation{rename(name:"y"){id}}'];
      await Promise.all(queries.map((query) => transport.fetch({ ...request, query })));
      expect(calls.sort((a, b) => a - b)).toEqual([1, 1, 2]);
    });
  });
});
