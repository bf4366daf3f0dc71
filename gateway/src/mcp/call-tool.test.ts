import { GraphQLError } from 'graphql';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import type { GatewayContext } from '../context.ts';
import { refuse } from '../partners/refusal.ts';
import { tellRefusal, writeAnswer, writeRefusal } from './call-tool.ts';

const logs: string[] = [];
const context: GatewayContext = {
  caller: { subject: 'par_x', scopes: new Set() },
  requestId: 'r1',
  logger: pino({}, { write: (line: string) => logs.push(line) }),
  headers: {},
  signal: new AbortController().signal,
};
const rest = {
  cost: { estimated: 2, actual: 1 },
  budget: { quota: 9, windowS: 60, remaining: 8, resetS: 5 },
  maxAgeS: 0,
};
const errors = [{ message: 'No.', path: ['a'] }];

describe('an answer', () => {
  test('without errors is the data itself', () => {
    expect(writeAnswer({ data: { a: null }, errors: [], ...rest })).toEqual({
      content: [{ type: 'text', text: '{"a":null}' }],
      structuredContent: { a: null },
      _meta: { cost: rest.cost, budget: rest.budget },
    });
  });

  test.each([
    ['beside data is no failure', { a: null, b: 1 }, undefined],
    ['and no data is a failure', { a: null }, true],
    ['and nothing at all is a failure', null, true],
  ])('with errors %s', (_, data, isError) => {
    const result = writeAnswer({ data, errors, ...rest });
    expect(result.isError).toBe(isError);
    expect(result.structuredContent).toEqual({ data, errors });
  });
});

describe('a refusal', () => {
  test('is told with its code, its sentence and its facts, without those of HTTP', () => {
    const told = tellRefusal(refuse('PARTNER_NOT_LIVE', 'Not live.', { status: 'SUSPENDED' }), context);
    expect(told).toEqual({ code: 'PARTNER_NOT_LIVE', message: 'Not live.', status: 'SUSPENDED' });
    expect(writeRefusal(told)).toMatchObject({ isError: true, content: [{ text: 'PARTNER_NOT_LIVE: Not live.' }] });
  });

  test.each([
    ['a fault', new TypeError('secret of ours')],
    ['an error that was never meant for HTTP', new GraphQLError('secret of ours')],
  ])('that is %s is masked, and logged whole', (_, error) => {
    logs.splice(0);
    const told = tellRefusal(error, context);
    expect(told).toMatchObject({ code: 'INTERNAL', requestId: 'r1' });
    expect(JSON.stringify(told)).not.toContain('secret');
    expect(logs.join()).toContain('secret of ours');
  });
});
