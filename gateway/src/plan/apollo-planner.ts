import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { QueryPlan as ApolloPlan } from '@apollo/query-planner';
import type { PlanAnswer, PlanQuestion } from './apollo-planner-process.ts';
import { type Planner, planningLimit, planTimeoutMs } from './planner.ts';
import type { QueryPlan } from './query-plan.ts';
import { readPlan } from './read-plan.ts';

const program = fileURLToPath(new URL('./apollo-planner-process.ts', import.meta.url));
/** A plan that needs more ends the process. */
const memoryMaxMb = 512;
/** The first plan also pays for starting the process and reading the supergraph. */
const startTimeoutMs = 10_000;

interface Pending {
  readonly id: number;
  readonly text: string;
  readonly resolve: (plan: QueryPlan) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Plans with @apollo/query-planner in a process that is started when it is first needed: for some operations it takes all memory
 * there is, which would end this process if it were a thread of it. One plan at a time; a plan that takes too long or too much is given up
 * together with the process, and the next plan gets a new one.
 */
export function createApolloPlanner(supergraphSdl: string): Planner {
  const queue: Pending[] = [];
  let current: Pending | null = null;
  let child: ChildProcess | null = null;
  let timer: NodeJS.Timeout | undefined;
  let lastId = 0;

  function start(): ChildProcess {
    const started = fork(program, { execArgv: [`--max-old-space-size=${memoryMaxMb}`], stdio: 'ignore' });
    started.on('message', (answer: PlanAnswer) => {
      if (answer.id === current?.id) finish(answer);
    });
    started.on('exit', () => {
      if (started !== child) return;
      child = null;
      settle((pending) => pending.reject(planningLimit()));
    });
    // It must not keep alive a process that has nothing else to do.
    started.unref();
    started.channel?.unref();
    send(started, { supergraphSdl });
    return started;
  }

  function finish(answer: PlanAnswer): void {
    settle((pending) => {
      if ('problem' in answer) return pending.reject(new Error(answer.problem));
      try {
        pending.resolve(readPlan(JSON.parse(answer.plan) as ApolloPlan));
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
    const timeoutMs = child ? planTimeoutMs : startTimeoutMs;
    child ??= start();
    send(child, { id: pending.id, text: pending.text });
    timer = setTimeout(giveUp, timeoutMs);
  }

  function giveUp(): void {
    stop();
    settle((pending) => pending.reject(planningLimit()));
  }

  function stop(): void {
    const stopped = child;
    child = null;
    stopped?.kill('SIGKILL');
  }

  return {
    plan({ key: text }) {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        queue.push({ id, text, resolve, reject });
        next();
      });
    },
    async close() {
      const open = [...queue.splice(0), ...(current ? [current] : [])];
      clearTimeout(timer);
      current = null;
      stop();
      for (const pending of open) pending.reject(new Error('The gateway does not plan any more.'));
    },
  };
}

function send(child: ChildProcess, question: PlanQuestion): void {
  // A process that has just ended says so by its exit.
  child.send(question, () => undefined);
}
