import { describe, expect, test } from 'vitest';
import type { FetchNode, PathStep, PlanNode } from '../plan/query-plan.ts';
import { scheduleFetches } from './schedule.ts';

const root = (serviceName: string, operation: string): FetchNode => ({
  kind: 'Fetch',
  serviceName,
  operation,
  operationName: undefined,
  operationKind: operation.startsWith('mutation') ? 'mutation' : 'query',
  variableUsages: [],
  entities: null,
  outputRewrites: [],
});

/** A fetch of one field of entities, for which it needs their type and some of their fields. */
function entity(serviceName: string, paths: readonly string[], field: string, needs: readonly string[] = ['id']): FetchNode {
  const readStep = (step: string): PathStep => (step === '@' ? step : { key: step });
  return {
    ...root(serviceName, `query($representations:[_Any!]!){_entities(representations:$representations){...on T{${field}}}}`),
    entities: [
      {
        responseKey: '_entities',
        variableName: 'representations',
        paths: paths.map((path) => path.split('.').map(readStep)),
        requires: [
          {
            kind: 'Fragment',
            type: 'T',
            skipIf: undefined,
            includeIf: undefined,
            selections: ['__typename', ...needs].map((name) => ({ kind: 'Field', from: name, name, selections: [] })),
          },
        ],
        inputRewrites: [],
        outputRewrites: [],
      },
    ],
  };
}

const sequence = (...nodes: PlanNode[]): PlanNode => ({ kind: 'Sequence', nodes });
const parallel = (...nodes: PlanNode[]): PlanNode => ({ kind: 'Parallel', nodes });

/** What each fetch waits for, by the names of services. */
function waits(node: PlanNode, conditions = {}): Record<string, string[]> {
  const scheduled = scheduleFetches({ node }, conditions);
  return Object.fromEntries(
    scheduled.map(({ fetch, dependsOn }) => [
      fetch.serviceName,
      dependsOn.map((index) => scheduled[index]?.fetch.serviceName ?? ''),
    ]),
  );
}

describe('a fetch waits for those that bring its inputs, and for no others', () => {
  test('of a wave before it', () => {
    const first = parallel(root('fast', '{things{__typename id}}'), root('slow', '{others{id}}'));
    expect(waits(sequence(first, entity('names', ['things.@'], 'name')))).toEqual({
      fast: [],
      slow: [],
      names: ['fast'],
    });
  });

  test('of entity fetches in a row', () => {
    const plan = sequence(
      root('a', '{things{__typename id}}'),
      entity('b', ['things.@'], 'size'),
      entity('c', ['things.@'], 'weight'),
      entity('d', ['things.@'], 'price', ['id', 'size']),
    );
    expect(waits(plan)).toEqual({ a: [], b: ['a'], c: ['a'], d: ['a', 'b'] });
  });

  test('through fragments and aliases', () => {
    const plan = sequence(
      root('a', 'query{my:things{...F}} fragment F on T{__typename ...on T{id}}'),
      entity('b', ['my.@'], 'name'),
      entity('c', ['things.@'], 'name'),
    );
    expect(waits(plan)).toEqual({ a: [], b: ['a'], c: [] });
  });

  test('that are renamed in the answer', () => {
    const renamed: FetchNode = {
      ...root('a', '{things{__typename _alias:id}}'),
      outputRewrites: [{ kind: 'rename', path: [{ key: 'things' }, { key: '_alias' }], to: 'id' }],
    };
    expect(waits(sequence(renamed, entity('b', ['things.@'], 'name')))).toEqual({ a: [], b: ['a'] });
  });
});

test('what a condition leaves out is not fetched', () => {
  const plan = parallel(root('a', '{a}'), { kind: 'Condition', variable: 'with', value: true, node: root('b', '{b}') });
  expect(waits(plan, { with: false })).toEqual({ a: [] });
  expect(waits(plan, { with: true })).toEqual({ a: [], b: [] });
});

describe('fields of a mutation', () => {
  test('are carried out one after another, each with what belongs to its answer', () => {
    const plan = sequence(
      root('add', 'mutation{added:add{__typename id}}'),
      // As a planner may write it: at the same time as the next mutation.
      parallel(root('book', 'mutation{booked:book}'), entity('names', ['added'], 'name')),
      root('drop', 'mutation{dropped:drop}'),
    );
    expect(waits(plan)).toEqual({ add: [], names: ['add'], book: ['add', 'names'], drop: ['add', 'names', 'book'] });
  });

  test('do not wait for each other through an entity fetch that serves several of them', () => {
    const plan = sequence(
      root('one', 'mutation{one:add{__typename id}}'),
      root('two', 'mutation{two:add{__typename id}}'),
      entity('names', ['one', 'two'], 'name'),
    );
    const scheduled = scheduleFetches({ node: plan }, {});
    expect(scheduled.map(({ fetch }) => fetch.serviceName)).toEqual(['one', 'names', 'two', 'names']);
    expect(scheduled.map(({ dependsOn }) => dependsOn)).toEqual([[], [0], [0, 1], [2]]);
  });
});
