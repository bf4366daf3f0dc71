import { execFile, spawn } from 'node:child_process';
import { readlink, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { hasCode, readFileIfThere } from '../files.ts';
import { lastLines, openLog } from './cluster.ts';
import { EmbeddedPostgresError, type Launcher } from './launch.ts';

const run = promisify(execFile);

/** A running server process and the port on 127.0.0.1 where it listens. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

interface PidFile extends Postmaster {
  readonly status: string;
}

const pollMs = 10;
/** Long enough to replay the log after a crash. */
const readyTimeoutMs = 60_000;
const startAttemptsMax = 100;

const commonFlags = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  jit: 'off',
  max_wal_size: '256MB',
};

/** For tests: nothing has to survive a crash of the machine. */
const hastyFlags = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * The server that already runs on this data, once it accepts connections; null if there is none, or if it ended while it
 * was waited for.
 */
export async function findPostmaster(clusterDir: string): Promise<Postmaster | null> {
  for (const deadline = Date.now() + readyTimeoutMs; Date.now() < deadline; await sleep(pollMs)) {
    const found = await readPidFile(clusterDir);
    if (!found) return null;
    if (!(await isPostmaster(found.pid, clusterDir))) return null;
    if (found.status === 'ready') return { pid: found.pid, port: found.port };
  }
  throw new EmbeddedPostgresError(
    `The PostgreSQL that already runs on ${clusterDir} did not become ready. See ${clusterDir}.log.`,
  );
}

/**
 * Starts a server on the port that was used before, or on another free one if that is taken.
 * @throws EmbeddedPostgresError with the server's own last words if it does not come up.
 */
export async function startPostmaster(
  launcher: Launcher,
  clusterDir: string,
  options: { port: number | null; durable: boolean },
): Promise<Postmaster> {
  let port = options.port !== null && (await isFree(options.port)) ? options.port : await findFreePort();
  for (let attempt = 1; ; attempt += 1) {
    await clearForeignPidFile(clusterDir);
    const outcome = await launchPostmaster(launcher, clusterDir, port, options.durable);
    if (typeof outcome === 'number') return { pid: outcome, port };
    const isPortTaken = /could not bind|could not create any TCP\/IP sockets/.test(outcome);
    // Processes of a server that was killed need a moment to notice.
    const isStillUsed = /pre-existing shared memory block|lock file .* already exists/.test(outcome);
    if ((!isPortTaken && !isStillUsed) || attempt === startAttemptsMax) {
      throw new EmbeddedPostgresError(`PostgreSQL did not start on ${clusterDir}: ${lastLines(outcome)}`);
    }
    if (isPortTaken) port = await findFreePort();
    else await sleep(100);
  }
}

/**
 * Removes a pid file whose process is not our server: another one that got its number after a crash of the machine, or a
 * killed one that nobody has reaped. PostgreSQL itself clears the file of a dead process, but takes any living one for a server.
 */
async function clearForeignPidFile(clusterDir: string): Promise<void> {
  const found = await readPidFile(clusterDir);
  if (!found || (await isPostmaster(found.pid, clusterDir)) || !isAlive(found.pid)) return;
  await rm(join(clusterDir, 'postmaster.pid'), { force: true });
}

/** The pid of the server, ready; or what it said before it ended. */
async function launchPostmaster(
  launcher: Launcher,
  clusterDir: string,
  port: number,
  durable: boolean,
): Promise<number | string> {
  const flags = Object.entries({ ...commonFlags, ...(durable ? {} : hastyFlags) });
  const { file, args, options } = launcher.command(launcher.postgres, [
    '-D',
    clusterDir,
    '-p',
    String(port),
    ...flags.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  const log = await openLog(`${clusterDir}.log`);
  try {
    // Detached: a Ctrl-C in the terminal must reach our process alone, which stops the server after its last request.
    const child = spawn(file, args, { ...options, detached: true, stdio: ['ignore', log.descriptor, log.descriptor] });
    let failure: string | null = null;
    child.on('error', (error) => {
      failure = error.message;
    });
    child.unref();
    for (const deadline = Date.now() + readyTimeoutMs; Date.now() < deadline; await sleep(pollMs)) {
      if (failure !== null) return failure;
      if (child.pid === undefined) continue;
      if (child.exitCode !== null || child.signalCode !== null) return await log.readNew();
      const found = await readPidFile(clusterDir);
      if (found?.pid === child.pid && found.status === 'ready') return child.pid;
    }
    child.kill('SIGQUIT');
    return `it was not ready after ${readyTimeoutMs / 1000} seconds. ${await log.readNew()}`;
  } finally {
    await log.close();
  }
}

/** Ends a server: running transactions are rolled back, a checkpoint is written. Returns when the process is gone. */
export async function stopPostmaster({ pid }: Postmaster, clusterDir: string): Promise<void> {
  for (const [signal, waitMs] of [
    ['SIGINT', 30_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!(await isPostmaster(pid, clusterDir))) return;
    signalProcess(pid, signal);
    for (const deadline = Date.now() + waitMs; Date.now() < deadline; await sleep(pollMs)) {
      if (!(await isPostmaster(pid, clusterDir))) return;
    }
  }
}

/** Sends a signal; a process that is gone already is no fault. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

/** Line 1 is the pid, line 4 the port, line 8 the state: PostgreSQL's own manner, which pg_ctl reads too. */
async function readPidFile(clusterDir: string): Promise<PidFile | null> {
  const lines = (await readFileIfThere(join(clusterDir, 'postmaster.pid')))?.split('\n');
  const pid = Number(lines?.[0]);
  if (!lines || !Number.isInteger(pid) || pid <= 0) return null;
  return { pid, port: Number(lines[3]), status: lines[7]?.trim() ?? '' };
}

/**
 * Whether this process is a server on this data, not another one that was given the same pid.
 * A server's working directory is its data, also when the checkout was moved or copied meanwhile.
 */
async function isPostmaster(pid: number, clusterDir: string): Promise<boolean> {
  if (process.platform !== 'linux') {
    const answer = await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => null);
    return answer?.stdout.includes(clusterDir) ?? false;
  }
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === clusterDir;
  } catch (error) {
    // ENOENT also for a process that ended and whose parent has not asked yet.
    if (hasCode(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

async function isFree(port: number): Promise<boolean> {
  return (await tryPort(port)) !== null;
}

async function findFreePort(): Promise<number> {
  const port = await tryPort(0);
  if (port === null) throw new EmbeddedPostgresError('No free port on 127.0.0.1 for PostgreSQL.');
  return port;
}

async function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(null));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : null));
    });
  });
}
