import { GraphQLError } from 'graphql';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { SubgraphUnavailable } from '../transport/unavailable.ts';
import { maskFormatted, presentErrors } from './errors.ts';

/** Presents one error; `logs` has what was written about it. */
function present(error: GraphQLError, signal: AbortSignal = new AbortController().signal) {
  const logs: string[] = [];
  const logger = pino({}, { write: (line: string) => void logs.push(line) });
  const [presented] = presentErrors([error], { me: null }, { requestId: 'request-1', logger, signal });
  return { presented: presented?.toJSON(), logs };
}

describe('an error of a subgraph', () => {
  test('that is meant for clients keeps its code, and loses what servers add for themselves', () => {
    const extensions = {
      code: 'BAD_USER_INPUT',
      field: 'first',
      http: { status: 500 },
      stacktrace: ['at db.ts:1'],
      exception: {},
      url: 'http://10.0.0.7',
      debug: 1,
    };
    expect(present(new GraphQLError('too many', { path: ['me'], extensions }))).toEqual({
      presented: { message: 'too many', path: ['me'], extensions: { code: 'BAD_USER_INPUT', field: 'first' } },
      logs: [],
    });
  });

  test.each([undefined, 'INTERNAL_SERVER_ERROR', 'DOWNSTREAM_SERVICE_ERROR', 'GRAPHQL_VALIDATION_FAILED'])(
    'with the code %s is a fault: the client gets its request id, the log the rest',
    (code) => {
      const error = new GraphQLError('table orders is missing', {
        path: ['me'],
        extensions: { serviceName: 'shop', ...(code && { code }) },
      });
      const { presented, logs } = present(error);
      expect(presented).toEqual({
        message: 'Something went wrong on our side.',
        path: ['me'],
        extensions: { code: 'INTERNAL', requestId: 'request-1', serviceName: 'shop' },
      });
      expect(logs.join()).toContain('table orders is missing');
    },
  );
});

describe('an outage', () => {
  const outage = new SubgraphUnavailable('shop', new Error('ECONNREFUSED 10.0.0.7'), {
    query: '{me{cart}}',
    places: [{ path: [], responseKey: null }],
  });

  test('gets its place, and its reason goes to the log alone', () => {
    const { presented, logs } = present(outage);
    expect(presented).toEqual({
      message: 'The shop subgraph does not answer at the moment.',
      path: ['me'],
      extensions: { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'shop' },
    });
    expect(logs.join()).toContain('ECONNREFUSED 10.0.0.7');
  });

  test('is not reported of a subgraph whose client had gone', () => {
    expect(present(outage, AbortSignal.abort()).logs).toEqual([]);
  });
});

test.each([undefined, 'INTERNAL_SERVER_ERROR'])('a fault of the server itself, code %s, is masked', (code) => {
  const formatted = {
    message: 'x is not a function',
    path: ['me'],
    extensions: { ...(code && { code }), stacktrace: [] },
  };
  expect(maskFormatted(formatted)).toEqual({
    message: 'Something went wrong on our side.',
    extensions: { code: 'INTERNAL' },
  });
});
