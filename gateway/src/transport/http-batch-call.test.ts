import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { lineOf, outcomes, request, serveRaw, withTransport } from '../testing/batch-calls.ts';
import { serveLoopback } from '../testing/serve-subgraph.ts';

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
      'a line without an index',
      (response) => response.end(`${lineOf(1)}{"result":{"data":{}}}\n`),
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
