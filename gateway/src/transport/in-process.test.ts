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
