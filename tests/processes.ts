import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { cloneDatabase } from '@ecosystem/kit/testing';
import { subgraphs } from '@ecosystem/schema/subgraphs.ts';
import { repository } from './files.ts';

/** This Node and what every system has. */
export const systemPath: string = [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter);

const running = new Set<ChildProcess>();

/** Ends all that a test file has started and that still runs. */
export async function endStarted(): Promise<void> {
  for (const child of running) child.kill('SIGTERM');
  await Promise.all([...running].map((child) => once(child, 'exit')));
}

/** A process of the system, seen from outside. */
export interface Started {
  readonly child: ChildProcess;
  /** Everything the process has written. */
  output(): string;
  /** Waits until the process has written what fits; fails with its output if it ends before. */
  wrote(pattern: RegExp): Promise<RegExpExecArray>;
  /** Where it answers; fails with its output if it ends before. */
  ready(): Promise<string>;
  /** Its exit code. */
  ended(): Promise<number | null>;
}

/** Starts a file of the repository as a user would, with the environment of nothing but these variables. */
export function start(file: string, variables: Record<string, string>, args: readonly string[] = []): Started {
  const child = spawn(process.execPath, [join(repository, file), ...args], {
    cwd: tmpdir(),
    env: { PATH: systemPath, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let text = '';
  const lookers = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      for (const look of lookers) look();
    });
  }
  const end = once(child, 'exit').then(([code]: (number | null)[]) => {
    running.delete(child);
    return code ?? null;
  });
  const wrote = async (pattern: RegExp) => {
    const seen = new Promise<RegExpExecArray>((resolve) => {
      const look = () => {
        const found = pattern.exec(text);
        if (!found) return;
        lookers.delete(look);
        resolve(found);
      };
      lookers.add(look);
      look();
    });
    const first = await Promise.race([seen, end]);
    if (first === null || typeof first === 'number') throw new Error(`It ended before it wrote ${pattern}:\n${text}`);
    return first;
  };
  return {
    child,
    output: () => text,
    wrote,
    ended: () => end,
    async ready() {
      const [, port] = await wrote(/http:\/\/(?:localhost|127\.0\.0\.1):(\d+)/);
      return `http://127.0.0.1:${port}`;
    },
  };
}

/** Sends one operation and reads the answer. */
export async function ask(url: string, query: string): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

/** A copy of the demo world for each subgraph, as the environment names it. */
export async function cloneAll(): Promise<Record<string, string>> {
  const urls = await Promise.all(
    subgraphs.map(async ({ name }) => [`${name.toUpperCase()}_DATABASE_URL`, await cloneDatabase(name)] as const),
  );
  return Object.fromEntries(urls);
}

/** An address at which nobody listens any more. */
export async function findClosedAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}
