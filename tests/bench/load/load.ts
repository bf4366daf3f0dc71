import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runAutocannon } from './autocannon.ts';

const run = promisify(execFile);

/** What one run of load is. */
export interface LoadOptions {
  readonly url: string;
  /** One request a line: path, token and body, separated by tabs. */
  readonly requestsPath: string;
  readonly connections: number;
  readonly durationS: number;
  /** With which of the requests the run begins. */
  readonly offset: number;
  /** Look into every answer for errors; costs the client time, so measured runs look at the status alone. */
  readonly isChecking: boolean;
}

/** What came back. */
export interface LoadResult {
  readonly requests: number;
  readonly durationUs: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly badStatus: number;
  readonly socketErrors: number;
  readonly badAnswers: number;
}

export type RunLoad = (options: LoadOptions) => Promise<LoadResult>;

/** Debian's wrk if it is there, which needs the least of the cores; else autocannon. */
export async function chooseLoad(): Promise<{ name: string; run: RunLoad }> {
  const found = await run('wrk', ['--version']).then(
    () => true,
    // wrk answers --version with exit code 1.
    (error: unknown) => error instanceof Error && 'code' in error && error.code !== 'ENOENT',
  );
  return found ? { name: 'wrk', run: runWrk } : { name: 'autocannon', run: runAutocannon };
}

async function runWrk({ url, requestsPath, connections, durationS, offset, isChecking }: LoadOptions) {
  const { stdout } = await run('wrk', [
    ...['-t1', `-c${connections}`, `-d${durationS}s`, '--timeout', '30s'],
    ...['-s', join(import.meta.dirname, 'requests.lua'), url],
    ...['--', requestsPath, String(offset), isChecking ? 'check' : 'count'],
  ]);
  return readWrkOutput(stdout);
}

/**
 * The result in what wrk printed.
 * @throws Error if the script wrote none.
 */
export function readWrkOutput(output: string): LoadResult {
  const line = /^RESULT (\{.*\})$/m.exec(output)?.[1];
  if (!line) throw new Error(`wrk wrote no result:\n${output}`);
  return JSON.parse(line) as LoadResult;
}

/**
 * Refuses a run whose numbers would be worth nothing.
 * @throws Error that says what went wrong.
 */
export function checkResult(what: string, { requests, badStatus, socketErrors, badAnswers }: LoadResult): void {
  if (requests > 0 && badStatus + socketErrors + badAnswers === 0) return;
  throw new Error(
    `${what}: of ${requests} requests ${badStatus} had a bad status, ${badAnswers} an answer with errors, ` +
      `and ${socketErrors} lost their connection.`,
  );
}
