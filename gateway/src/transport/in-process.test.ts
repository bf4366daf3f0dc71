import { anonymous } from '@ecosystem/kit/caller';
import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { openFixture } from '../testing/fixture-subgraphs.ts';
import { connectInProcess, type LocalSubgraph } from './in-process.ts';
import type { TransportRequest } from './transport.ts';

const request: TransportRequest = {
  query: '{practitioners}',
  variables: {},
  caller: anonymous,
  requestId: 'request-1',
  headers: {},
  signal: new AbortController().signal,
};

const withExecute = (execute: LocalSubgraph['execute']): LocalSubgraph => ({ ...openFixture('care'), execute });

test('a subgraph in this process answers with its data', async () => {
  const transport = connectInProcess(openFixture('care'), { timeoutMs: 1_000 });
  expect(await transport.fetch(request)).toEqual({ data: { practitioners: ['Dr. Grey'] } });
});

test('its errors are as plain as they would be over HTTP', async () => {
  const error = new GraphQLError('no', { extensions: { code: 'FORBIDDEN' }, originalError: new Error('with a stack') });
  const transport = connectInProcess(
    withExecute(async () => ({ data: null, errors: [error] })),
    { timeoutMs: 1_000 },
  );
  expect(await transport.fetch(request)).toEqual({
    data: null,
    errors: [{ message: 'no', extensions: { code: 'FORBIDDEN' } }],
  });
});

test('a fetch that nobody waits for any more is not begun', async () => {
  const subgraph = openFixture('care');
  const signal = AbortSignal.abort(new Error('The client has gone.'));
  const answer = connectInProcess(subgraph, { timeoutMs: 1_000 }).fetch({ ...request, signal });
  await expect(answer).rejects.toMatchObject({ reason: { message: 'The client has gone.' } });
  expect(subgraph.asked).toEqual([]);
});

test.each([
  ['throws', () => Promise.reject(new Error('the pool is closed'))],
  ['never answers', () => new Promise<never>(() => undefined)],
])('a subgraph that %s is unavailable', async (_, execute) => {
  const transport = connectInProcess(withExecute(execute), { timeoutMs: 20 });
  await expect(transport.fetch(request)).rejects.toMatchObject({
    extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'care' },
  });
});

test.each([
  ['the transport', 20, undefined],
  ['the request', 60_000, 20],
])('a subgraph is waited for no longer than the limit of %s', async (_, timeoutMs, leftMs) => {
  const hanging = withExecute(() => new Promise<never>(() => undefined));
  const answer = connectInProcess(hanging, { timeoutMs }).fetch({ ...request, timeoutMs: leftMs });
  await expect(answer).rejects.toMatchObject({ reason: { message: 'There was no answer within 20 ms.' } });
});

test('a fetch of a request whose time is up is not begun', async () => {
  const subgraph = openFixture('care');
  const answer = connectInProcess(subgraph, { timeoutMs: 1_000 }).fetch({ ...request, timeoutMs: 0 });
  await expect(answer).rejects.toMatchObject({ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } });
  expect(subgraph.asked).toEqual([]);
});

test('a client that goes ends the wait for its own fetch alone', async () => {
  const hanging = Promise.withResolvers<{ data: Record<string, unknown> }>();
  const transport = connectInProcess(
    withExecute(() => hanging.promise),
    { timeoutMs: 60_000 },
  );
  const controller = new AbortController();
  const [gone, staying] = [
    transport.fetch({ ...request, signal: controller.signal }),
    transport.fetch({ ...request, signal: new AbortController().signal }),
  ];
  controller.abort(new Error('The client has gone.'));
  await expect(gone).rejects.toMatchObject({ reason: { message: 'The client has gone.' } });
  hanging.resolve({ data: { practitioners: [] } });
  expect(await staying).toEqual({ data: { practitioners: [] } });
});

test('a subgraph in this process is told what it will be asked', () => {
  const prepared: string[] = [];
  connectInProcess(
    { ...openFixture('care'), prepare: (query) => void prepared.push(query) },
    { timeoutMs: 1_000 },
  ).prepare?.('{practitioners}');
  expect(prepared).toEqual(['{practitioners}']);
});

test('a subgraph that answers with neither data nor errors counts as one that does not answer', async () => {
  const transport = connectInProcess(
    withExecute(async () => ({})),
    { timeoutMs: 1_000 },
  );
  await expect(transport.fetch(request)).rejects.toMatchObject({
    serviceName: 'care',
    reason: { message: 'Its answer has neither data nor errors.' },
  });
});
