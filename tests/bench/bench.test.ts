import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse, specifiedRules, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { checkBars } from './bars.ts';
import { findDifference } from './compare.ts';
import { repository } from './files.ts';
import { writePeerSupergraph } from './gateways/peer-supergraph.ts';
import { checkResult, readWrkOutput } from './load/load.ts';
import type { BenchRecord } from './measure.ts';
import { readOperationText, writeRequest } from './operations.ts';
import { readOptions } from './options.ts';
import { type BenchReport, replaceResults, writeReport, writeTable } from './report.ts';
import { judge } from './soak.ts';
import { computeMedian, computeSpread, rotate } from './statistics.ts';

describe('the numbers', () => {
  test('are medians with the least and the greatest', () => {
    expect(computeMedian([9, 1, 5])).toBe(5);
    expect(computeMedian([4, 1, 10, 2])).toBe(3);
    expect(computeSpread([9, 1, 5])).toEqual({ median: 5, min: 1, max: 9 });
    expect(() => computeMedian([])).toThrow('no numbers');
  });

  test('come from rounds of which each begins with another variant', () => {
    expect([0, 1, 2, 3].map((round) => rotate(['a', 'b', 'c'], round).join(''))).toEqual(['abc', 'bca', 'cab', 'abc']);
    expect(rotate([], 2)).toEqual([]);
  });

  test('of wrk are read from the line that its script writes', () => {
    const numbers = '"requests":120,"durationUs":2000000,"p50Us":900,"p99Us":4100,"badStatus":0,"socketErrors":0';
    const output = `Running 2s test\n  1 threads\nRESULT {${numbers},"badAnswers":3}\n`;

    const result = readWrkOutput(output);

    expect(result).toMatchObject({ requests: 120, p99Us: 4_100, badAnswers: 3 });
    expect(() => checkResult('q1', result)).toThrow('q1: of 120 requests 0 had a bad status, 3 an answer with errors');
    expect(() => checkResult('q1', { ...result, badAnswers: 0 })).not.toThrow();
    expect(() => checkResult('q1', { ...result, badAnswers: 0, requests: 0 })).toThrow();
    expect(() => readWrkOutput('unable to connect')).toThrow('wrk wrote no result');
  });
});

test('two answers are equal whatever the order of keys, and a difference is told by its path', () => {
  expect(findDifference({ a: [{ b: 1, c: null }] }, { a: [{ c: null, b: 1 }] })).toBeNull();
  expect(findDifference({ a: [{ b: 1 }] }, { a: [{ b: 2 }] })).toEqual({ path: '$.a.0.b', expected: 1, found: 2 });
  expect(findDifference({ a: [1] }, { a: [1, 2] })?.path).toBe('$.a.1');
  expect(findDifference({ a: null }, { a: {} })?.path).toBe('$.a');
  expect(findDifference({ a: undefined }, {})?.path).toBe('$.a');
  expect(findDifference([], {})?.path).toBe('$');
});

describe('the operations', () => {
  test.each(['q1', 'deep', 'catalogue'] as const)('%s fits the contract', (name) => {
    const schema = buildSchema(readFileSync(join(repository, 'schema/api.graphql'), 'utf8'));

    expect(validate(schema, parse(readOperationText(name)), specifiedRules)).toEqual([]);
  });

  test('travel as an id, as the hash of a text, as text, or to an address of their own', () => {
    const send = (wire: 'id' | 'text' | 'endpoint', isStored: boolean) => {
      const operation = { name: 'q1', text: '{ me { id } }', isStored } as const;
      const { path, body } = writeRequest(wire, operation, { variables: { id: '1' } });
      return [path, Object.keys(JSON.parse(body) as object)];
    };

    expect(send('id', true)).toEqual(['/graphql', ['documentId', 'variables']]);
    expect(send('id', false)).toEqual(['/graphql', ['extensions', 'variables']]);
    expect(send('text', true)).toEqual(['/graphql', ['query', 'variables']]);
    expect(send('endpoint', true)).toEqual(['/q1', ['id']]);
  });
});

test('the supergraph for other gateways names these servers and no scopes', () => {
  const sdl = readFileSync(join(repository, 'schema/supergraph.graphql'), 'utf8');

  const peer = writePeerSupergraph(sdl, { finance: 'http://127.0.0.1:1/graphql' });

  expect(peer).toContain('@join__graph(name: "finance", url: "http://127.0.0.1:1/graphql")');
  expect(peer).not.toMatch(/@?(requiresScopes|authenticated)\b/);
  expect(peer).toContain('https://specs.apollo.dev/join/');
});

test('options name what to run, and what they do not know is refused', () => {
  expect(readOptions(['--quick', '--only', 'hive-rust,in-process'])).toMatchObject({
    isQuick: true,
    customers: 1_000,
    variants: ['in-process', 'hive-rust'],
    soakRequests: null,
  });
  expect(readOptions([])).toMatchObject({ customers: 20_000, connections: [1, 16, 64] });
  expect(readOptions(['--soak'])).toMatchObject({ soakRequests: 200_000 });
  expect(readOptions(['--soak', '50_000'])).toMatchObject({ soakRequests: 50_000 });
  expect(() => readOptions(['--only', 'router'])).toThrow('--only: there is no router');
  expect(() => readOptions(['--rounds', 'many'])).toThrow('--rounds: must be a whole number from 1 on');
  expect(() => readOptions(['fast'])).toThrow('"fast" is not understood');
});

describe('the report', () => {
  const spread = (median: number) => ({ median, min: median - 1, max: median + 1 });
  const record = (variant: BenchRecord['variant'], connections: number, requestsPerS: number): BenchRecord => ({
    operation: 'q1',
    variant,
    connections,
    rounds: 3,
    requests: 1_000,
    requestsPerS: spread(requestsPerS),
    p50Ms: spread(2),
    p99Ms: spread(9),
    nodeCpuSPer1k: spread(1.25),
    postgresCpuSPer1k: spread(2.5),
    residentMb: 300,
    statementsPerRequest: 23,
    fetchesPerRequest: null,
  });
  const records = [record('in-process', 64, 900), record('one-statement', 64, 1_000), record('hive-rust', 64, 150)];

  test('says of each bar whether it is met, missed or not measured', () => {
    expect(checkBars(records).map(({ found, isMet }) => [found, isMet])).toEqual([
      [0.9, true],
      [null, null],
      [6, false],
      [null, null],
      [null, null],
      [300, true],
    ]);
  });

  test('is a table that replaces the old one between its markers', () => {
    const report: BenchReport = {
      date: '2026-11-24T00:00:00Z',
      machine: '2 cores',
      versions: { Node: '24' },
      settings: { rounds: 3 },
      records,
      refused: [],
      bars: checkBars(records),
      planner: [],
    };
    const begin = '<!-- results: written by the bench -->';
    const page = `# Page\n\n${begin}\n\nold\n\n<!-- end of results -->\n\nrest\n`;

    const text = replaceResults(page, writeReport(report), 'results');

    expect(text).toContain('| `in-process` | 900 (899–901) | 2.00 (1.00–3.00) | 9.00 (8.00–10.0) |');
    expect(text).toMatch(/at least 0.85 \| 0.90 \| met \|/);
    expect(text).not.toContain('old');
    expect(text.endsWith('<!-- end of results -->\n\nrest\n')).toBe(true);
    expect(() => replaceResults('# Page', 'new', 'planner')).toThrow('no place for results');
    expect(writeTable(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | --: |\n| 1 | 2 |');
  });
});

test('a leak is a heap or a process that grows by more than noise', () => {
  const first = { heapMb: 100, residentMb: 300 };

  expect(judge(first, { heapMb: 110, residentMb: 350 })).toBeNull();
  expect(judge(first, { heapMb: 120, residentMb: 300 })).toBe('Memory leaks: the heap grew beyond 113 MB.');
  expect(judge(first, { heapMb: 100, residentMb: 400 })).toContain('resident memory grew beyond 360 MB');
});
