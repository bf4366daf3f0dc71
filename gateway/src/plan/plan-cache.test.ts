import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { type KeyedDocument, keyDocument } from '../operation/prepare.ts';
import { cachePlans } from './plan-cache.ts';
import type { QueryPlan } from './query-plan.ts';

const one = keyDocument(parse('{ one }'));

/** A planner that counts, and answers when it is told to. */
function countPlans(plan: () => Promise<QueryPlan>) {
  const asked: KeyedDocument[] = [];
  const planner = {
    plan(operation: KeyedDocument) {
      asked.push(operation);
      return plan();
    },
  };
  return { asked, cache: cachePlans(planner) };
}

test('an operation is planned once, also for requests that come while it is planned', async () => {
  const { promise, resolve } = Promise.withResolvers<QueryPlan>();
  const { asked, cache } = countPlans(() => promise);
  const first = cache.plan(one);
  const second = cache.plan(keyDocument(parse('  { one } # the same')));
  const plan: QueryPlan = { node: null };
  resolve(plan);
  expect(await Promise.all([first, second, first.then(() => cache.plan(one))])).toEqual([plan, plan, plan]);
  expect(asked).toHaveLength(1);
});

test('operations that differ in a literal have plans of their own', async () => {
  const { asked, cache } = countPlans(async () => ({ node: null }));
  await cache.plan(keyDocument(parse('{ one(first: 1) }')));
  await cache.plan(keyDocument(parse('{ one(first: 2) }')));
  expect(asked).toHaveLength(2);
});

test('a failure is not remembered', async () => {
  let isBroken = true;
  const { cache } = countPlans(async () => {
    if (isBroken) throw new Error('no way');
    return { node: null };
  });
  await expect(cache.plan(one)).rejects.toThrow('no way');
  isBroken = false;
  expect(await cache.plan(one)).toEqual({ node: null });
});

test('a plan that would fill the memory is used and not kept', async () => {
  const operation = 'x'.repeat(11_000_000);
  const huge: QueryPlan = {
    node: {
      kind: 'Fetch',
      serviceName: 'a',
      variableUsages: [],
      operation,
      operationName: undefined,
      operationKind: 'query',
      entities: null,
      outputRewrites: [],
    },
  };
  const { asked, cache } = countPlans(async () => huge);
  await cache.plan(one);
  await cache.plan(one);
  expect(asked).toHaveLength(2);
});
