import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { memoryFlags } from '../../scripts/memory-flags.mjs';
import { environment } from './config.ts';
import { repository } from './files.ts';

/** A server of a variant. */
export interface BenchProcess {
  readonly name: string;
  readonly pid: number;
  /** Numbers that a server of the bench's own tells its parent; null for all others. */
  ask(question: string): Promise<Readonly<Record<string, number>> | null>;
}

export interface ProcessOptions {
  readonly name: string;
  /** The file to run and its arguments. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** An address that answers below 500 once the process can serve. */
  readonly readyUrl: string;
  /** Whether it answers questions. */
  readonly isTalking?: boolean;
}

const readyTimeoutMs = 60_000;
const endTimeoutMs = 5_000;
const outputMax = 20_000;
const started = new Set<ChildProcess>();

// Whatever ends the bench must not leave servers behind.
process.once('exit', () => {
  for (const child of started) child.kill('SIGKILL');
});

/**
 * Starts a Node process in production mode and waits until it can serve.
 * @throws Error with its last words if it ends or is not ready in time.
 */
export async function startProcess({
  name,
  args,
  env,
  readyUrl,
  isTalking = false,
}: ProcessOptions): Promise<BenchProcess> {
  const child = spawn(process.execPath, [...memoryFlags, ...args], {
    cwd: repository,
    env: { ...environment, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(isTalking ? (['ipc'] as const) : [])],
  });
  started.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-outputMax);
    });
  }
  child.once('exit', () => started.delete(child));
  for (const deadline = Date.now() + readyTimeoutMs; ; await sleep(100)) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${name} ended:\n${output}`);
    if (Date.now() > deadline) throw new Error(`${name} was not ready in time:\n${output}`);
    const response = await fetch(readyUrl, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    await response?.body?.cancel();
    if (response && response.status < 500) break;
  }
  return { name, pid: child.pid ?? 0, ask: (question) => askProcess(child, question) };
}

const answerTimeoutMs = 10_000;

async function askProcess(child: ChildProcess, question: string): Promise<Record<string, number> | null> {
  if (!child.connected) return null;
  const answer = new Promise<Record<string, number>>((settle, fail) => {
    const timer = setTimeout(() => fail(new Error(`${question}? was not answered.`)), answerTimeoutMs);
    child.once('message', (message) => {
      clearTimeout(timer);
      settle(message as Record<string, number>);
    });
  });
  child.send(question);
  return answer;
}

/** Ends everything that was started. */
export async function stopProcesses(): Promise<void> {
  await Promise.all(
    [...started].map(async (child) => {
      const ended = new Promise<void>((settle) => child.once('exit', () => settle()));
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), endTimeoutMs);
      await ended;
      clearTimeout(force);
    }),
  );
}

/** Ports of this machine that are free at this moment. */
export async function findPorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((settle, fail) => {
          const server = createServer();
          server.once('error', fail);
          server.listen(0, '127.0.0.1', () => settle(server));
        }),
    ),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((settle) => server.close(settle))));
  return ports;
}
