import { anonymous } from '@ecosystem/kit/caller';
import { describe, expect, test } from 'vitest';
import { ada, openFixture } from '../testing/fixture-subgraphs.ts';
import { serveLoopback, serveSubgraph } from '../testing/serve-subgraph.ts';
import { connectHttp } from './http.ts';
import type { TransportRequest } from './transport.ts';
import { SubgraphUnavailable } from './unavailable.ts';

const secret = new TextEncoder().encode('a secret of at least thirty-two characters');
const request: TransportRequest = {
  query: '{who}',
  variables: {},
  caller: { subject: ada, scopes: new Set(['people:read']) },
  requestId: 'request-1',
  headers: {},
  signal: new AbortController().signal,
};
const connect = (
  url: string,
  options: { timeoutMs?: number; callerSecret?: Uint8Array; responseBytesMax?: number } = {},
) => connectHttp({ name: 'people', url, timeoutMs: 2_000, ...options });

describe('a subgraph over HTTP', () => {
  test('learns the caller from a signed header, and the request id', async () => {
    const subgraph = openFixture('people');
    await using server = await serveSubgraph(subgraph, secret);
    const transport = connect(server.url, { callerSecret: secret });
    expect(await transport.fetch(request)).toEqual({ data: { who: ada } });
    expect(subgraph.asked).toMatchObject([{ caller: request.caller, requestId: 'request-1' }]);
    await transport.close();
  });

  test('is asked at the whole of its address', async () => {
    const asked: (string | undefined)[] = [];
    await using server = await serveLoopback(({ url }, response) => {
      asked.push(url);
      response.end('{"data":{"who":null}}');
    });
    const transport = connect(`${server.url}?tenant=7`);
    await transport.fetch(request);
    expect(asked).toEqual([`${new URL(server.url).pathname}?tenant=7`]);
    await transport.close();
  });

  test('is asked over kept connections', async () => {
    await using server = await serveSubgraph(openFixture('people'), secret);
    const transport = connect(server.url, { callerSecret: secret });
    for (let round = 0; round < 5; round += 1) await transport.fetch(request);
    expect(server.connections.count).toBe(1);
    await transport.close();
  });

  test.each([
    ['without a signature', undefined],
    ['signed with another secret', new TextEncoder().encode('another secret of thirty-two characters')],
  ])('that refuses calls %s counts as unavailable', async (_, callerSecret) => {
    await using server = await serveSubgraph(openFixture('people'), secret);
    const transport = connect(server.url, callerSecret && { callerSecret });
    await expect(transport.fetch(request)).rejects.toMatchObject({
      serviceName: 'people',
      extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'people' },
      reason: { message: 'It answered with HTTP status 401.' },
    });
    await transport.close();
  });

  test.each([
    ['a page', 200, '<html>Welcome</html>', /is not GraphQL/],
    ['JSON that is no answer', 200, '{"hello":1}', /is not GraphQL/],
    ['errors in another form', 200, '{"errors":["no"]}', /is not GraphQL/],
    ['errors at no place', 200, '{"errors":[{"message":"no","path":"who"}]}', /is not GraphQL/],
    ['a list', 200, '{"data":[]}', /is not GraphQL/],
    ['nothing', 200, '', /is not GraphQL/],
    ['a failure, even with a body', 503, '{"data":{"who":null}}', /status 503/],
    ['too much', 200, JSON.stringify({ data: { who: 'x'.repeat(2_000) } }), /larger than 1000 bytes/],
  ])('that answers %s counts as unavailable', async (_, status, body, reason) => {
    await using server = await serveLoopback((__, response) => void response.writeHead(status).end(body));
    const transport = connect(server.url, { responseBytesMax: 1_000 });
    const error = await transport.fetch(request).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(SubgraphUnavailable);
    expect(error).toMatchObject({ reason: { message: expect.stringMatching(reason) } });
    expect(String(error)).not.toContain('127.0.0.1');
    await transport.close();
  });

  test('may say what is wrong with an operation under a status of its own', async () => {
    const errors = [{ message: 'no such field' }];
    await using server = await serveLoopback(
      (_, response) => void response.writeHead(400).end(JSON.stringify({ errors })),
    );
    const transport = connect(server.url);
    expect(await transport.fetch(request)).toEqual({ errors });
    await transport.close();
  });

  test.each([
    ['headers', false],
    ['the end of its body', true],
  ])('is not waited for longer than its time: %s', async (_, isStarted) => {
    await using server = await serveLoopback((__, response) => {
      if (isStarted) response.writeHead(200).write('{"data":');
    });
    const transport = connect(server.url, { timeoutMs: 50 });
    await expect(transport.fetch(request)).rejects.toMatchObject({
      reason: { message: 'There was no answer within 50 ms.' },
    });
    await transport.close();
  });

  test('is let go when the client has gone', async () => {
    const controller = new AbortController();
    const closed = Promise.withResolvers<void>();
    await using server = await serveLoopback((incoming) => {
      incoming.socket.once('close', () => closed.resolve());
      controller.abort(new Error('The client has gone.'));
    });
    const transport = connect(server.url);
    await expect(transport.fetch({ ...request, signal: controller.signal })).rejects.toBeInstanceOf(
      SubgraphUnavailable,
    );
    await closed.promise;
    await transport.close();
  });

  test('that nobody serves is unavailable, and so says a ping', async () => {
    const transport = connect('http://127.0.0.1:9/graphql');
    await expect(transport.fetch(request)).rejects.toMatchObject({ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } });
    await expect(transport.ping()).rejects.toThrow();
    await transport.close();
  });

  test.each([
    ['{who}', 2],
    ['mutation{rename(name:"x"){id}}', 1],
  ])('that closes the connection is asked %s in all %i time(s)', async (query, times) => {
    let asked = 0;
    await using server = await serveLoopback((incoming) => {
      asked += 1;
      incoming.socket.destroy();
    });
    const transport = connect(server.url);
    await expect(transport.fetch({ ...request, query })).rejects.toBeInstanceOf(SubgraphUnavailable);
    expect(asked).toBe(times);
    await transport.close();
  });

  test('of others gets the headers it was promised, and no word about the caller', async () => {
    await using server = await serveLoopback((_, response) => void response.end('{"data":{}}'));
    const transport = connect(server.url);
    await transport.fetch({ ...request, caller: anonymous, headers: { authorization: 'Bearer abc' } });
    expect(server.requests[0]).toMatchObject({ authorization: 'Bearer abc', 'x-request-id': 'request-1' });
    expect(server.requests[0]).not.toHaveProperty('x-caller');
    await transport.close();
  });
});
