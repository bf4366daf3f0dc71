import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { parse } from 'graphql';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { keyDocument } from '../operation/prepare.ts';
import { composeFixture } from '../testing/fixture-subgraphs.ts';
import { createApolloPlanner } from './apollo-planner.ts';
import { type Planner, planTimeoutMs } from './planner.ts';

/** The processes that were started, in order. */
const children = vi.hoisted(() => [] as ChildProcess[]);

vi.mock(import('node:child_process'), async (load) => {
  const original = await load();
  return {
    ...original,
    fork: ((...given: Parameters<typeof original.fork>) => {
      const child = original.fork(...given);
      children.push(child);
      return child;
    }) as typeof original.fork,
  };
});
beforeEach(() => void children.splice(0));

const limit = { extensions: { code: 'PLANNING_LIMIT' } };

function openPlanner(): Planner {
  const planner = createApolloPlanner(composeFixture());
  onTestFinished(() => planner.close());
  return planner;
}

const planOf = (planner: Planner, text: string) => planner.plan(keyDocument(parse(text)));

test('no process is started before something is planned, and one for all plans', async () => {
  const planner = openPlanner();
  expect(children).toHaveLength(0);
  await Promise.all([planOf(planner, '{ practitioners }'), planOf(planner, '{ who }')]);
  expect(children).toHaveLength(1);
});

test('a plan whose process ends is given up, and the ones after it get another process', async () => {
  const planner = openPlanner();
  const lost = expect(planOf(planner, '{ practitioners }')).rejects.toMatchObject(limit);
  const waiting = planOf(planner, '{ who }');
  children[0]?.kill('SIGKILL');
  await lost;
  expect(await waiting).toMatchObject({ node: { serviceName: 'people' } });
  expect(children).toHaveLength(2);
});

test('a plan that takes too long is given up together with its process', async () => {
  const planner = openPlanner();
  await planOf(planner, '{ who }');
  const [child] = children;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  // As one that is busy: it does not answer any more.
  child?.kill('SIGSTOP');
  const ended = child && once(child, 'exit');
  const late = expect(planOf(planner, '{ practitioners }')).rejects.toMatchObject(limit);
  const waiting = planOf(planner, '{ practitioners who }');
  await vi.advanceTimersByTimeAsync(planTimeoutMs);
  await late;
  expect(await ended).toEqual([null, 'SIGKILL']);
  expect(await waiting).toMatchObject({ node: { kind: 'Parallel' } });
  expect(children).toHaveLength(2);
});

test('what the planner cannot plan costs that operation alone', async () => {
  const planner = openPlanner();
  await expect(planOf(planner, '{ nobodyKnows }')).rejects.toThrow('nobodyKnows');
  expect(await planOf(planner, '{ who }')).toMatchObject({ node: { kind: 'Fetch' } });
  expect(children).toHaveLength(1);
});

test('closing ends the process, and fails the plans that are under way or wait', async () => {
  const planner = openPlanner();
  const plans = Promise.allSettled([planOf(planner, '{ who }'), planOf(planner, '{ practitioners }')]);
  const ended = children[0] && once(children[0], 'exit');
  await planner.close();
  expect(await plans).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
  expect(await ended).toEqual([null, 'SIGKILL']);
  expect(children).toHaveLength(1);
});
