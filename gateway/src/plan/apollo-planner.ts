import { Worker } from 'node:worker_threads';
import type { PlanAnswer, PlanQuestion } from './apollo-planner-worker.ts';
import { type Planner, planningLimit, planTimeoutMs } from './planner.ts';
import type { QueryPlan } from './query-plan.ts';
import { readPlan } from './read-plan.ts';

/** A plan that needs more is given up together with the thread. */
const memoryMaxMb = 512;
/** The first plan also pays for starting the thread and reading the supergraph. */
const startTimeoutMs = 10_000;

interface Pending {
  readonly question: PlanQuestion;
  readonly resolve: (plan: QueryPlan) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Plans with @apollo/query-planner on a thread that is started when it is first needed. One plan at a time; a plan that takes too
 * long or too much memory is given up together with the thread, and the next plan gets a new one.
 */
export function createApolloPlanner(supergraphSdl: string): Planner {
  const queue: Pending[] = [];
  let current: Pending | null = null;
  let worker: Worker | null = null;
  let timer: NodeJS.Timeout | undefined;
  let lastId = 0;

  function start(): Worker {
    const started = new Worker(new URL('./apollo-planner-worker.ts', import.meta.url), {
      workerData: supergraphSdl,
      resourceLimits: { maxOldGenerationSizeMb: memoryMaxMb },
    });
    started.on('message', (answer: PlanAnswer) => {
      if (started === worker && answer.id === current?.question.id) finish(answer);
    });
    started.on('error', (error: Error & { code?: string }) => {
      if (started !== worker) return;
      worker = null;
      settle((pending) => pending.reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? planningLimit() : error));
    });
    started.unref();
    return started;
  }

  function finish(answer: PlanAnswer): void {
    settle((pending) => {
      if ('problem' in answer) return pending.reject(new Error(answer.problem));
      try {
        pending.resolve(readPlan(answer.plan));
      } catch (error) {
        pending.reject(error);
      }
    });
  }

  function settle(end: (pending: Pending) => void): void {
    clearTimeout(timer);
    const pending = current;
    current = null;
    if (pending) end(pending);
    next();
  }

  function next(): void {
    if (current) return;
    const pending = queue.shift();
    if (!pending) return;
    current = pending;
    const timeoutMs = worker ? planTimeoutMs : startTimeoutMs;
    worker ??= start();
    worker.postMessage(pending.question);
    timer = setTimeout(giveUp, timeoutMs);
  }

  function giveUp(): void {
    void worker?.terminate();
    worker = null;
    settle((pending) => pending.reject(planningLimit()));
  }

  return {
    plan({ key: text }) {
      lastId += 1;
      const question = { id: lastId, text };
      return new Promise((resolve, reject) => {
        queue.push({ question, resolve, reject });
        next();
      });
    },
    async close() {
      const open = [...queue.splice(0), ...(current ? [current] : [])];
      clearTimeout(timer);
      current = null;
      for (const pending of open) pending.reject(new Error('The gateway does not plan any more.'));
      await worker?.terminate();
      worker = null;
    },
  };
}
