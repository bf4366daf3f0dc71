import { randomBytes } from 'node:crypto';
import { access, constants, mkdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import postgres from 'postgres';
import { ensureCluster } from './embedded-postgres/cluster.ts';
import { EmbeddedPostgresError, prepareLauncher } from './embedded-postgres/launch.ts';
import {
  findPostmaster,
  type Postmaster,
  signalProcess,
  startPostmaster,
  stopPostmaster,
} from './embedded-postgres/postmaster.ts';
import { type ExclusiveLock, tryLock } from './exclusive-lock.ts';
import { hasCode, readFileIfThere, replacePrivateFile } from './files.ts';

export { ensureDatabases } from './embedded-postgres/databases.ts';
export { EmbeddedPostgresError } from './embedded-postgres/launch.ts';

/** A PostgreSQL server of this machine. */
export interface EmbeddedPostgres {
  /** The address of one database of the server, with user and password. */
  url(database: string): string;
  /** Stops the server if this process owns it; a guest leaves it running. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Everything the server keeps lies here. */
  readonly dataDir: string;
  readonly logger?: Logger;
  /** False in tests: much faster writes, lost if the machine crashes. */
  readonly durable?: boolean;
}

interface Access {
  readonly port: number | null;
  readonly password: string;
}

const pollMs = 50;
/** Longer than the owner may take to start. */
const guestTimeoutMs = 90_000;

/**
 * Starts the PostgreSQL whose data lies in `dataDir`, or uses the one that runs there already. The first process owns the
 * server and stops it; the others are guests. A server that outlived its owner (kill -9) is adopted.
 * @throws EmbeddedPostgresError with a sentence for the person who starts it.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = await openDataDir(options.dataDir);
  for (const deadline = Date.now() + guestTimeoutMs; Date.now() < deadline; await sleep(pollMs)) {
    const lock = tryLock(join(dataDir, 'postgres.lock'));
    if (lock)
      return await startAsOwner(dataDir, lock, options).catch((error: unknown) => {
        lock.release();
        throw error;
      });
    // The owner may still be starting, or about to end; then the lock is free the next time.
    const entry = await readAccess(dataDir);
    if (entry?.port && (await answers(urlOf(entry, 'postgres')))) {
      options.logger?.debug('another process owns the embedded PostgreSQL of this data folder; it is used as a guest');
      return { url: (database) => urlOf(entry, database), stop: async () => undefined };
    }
  }
  throw new EmbeddedPostgresError(
    `Another process holds ${dataDir}, but its PostgreSQL does not answer. End that process and start again.`,
  );
}

async function startAsOwner(
  dataDir: string,
  lock: ExclusiveLock,
  { logger, durable = true }: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const startedAt = performance.now();
  const clusterDir = join(dataDir, 'postgres');
  const known = (await readAccess(dataDir)) ?? (await createAccess(dataDir));
  const running = await adoptPostmaster(clusterDir, known);
  const postmaster = running ?? (await startFresh(clusterDir, known, durable));
  const entry = { port: postmaster.port, password: known.password };
  if (known.port !== entry.port) await writeAccess(dataDir, entry);
  const tookMs = Math.round(performance.now() - startedAt);
  logger?.debug({ port: postmaster.port, tookMs }, running ? 'adopted the running PostgreSQL' : 'started PostgreSQL');

  // A process that ends without stop() must not leave the server behind.
  const stopAtExit = () => signalProcess(postmaster.pid, 'SIGINT');
  process.once('exit', stopAtExit);
  let stopping: Promise<void> | null = null;
  return {
    url: (database) => urlOf(entry, database),
    stop: () => {
      stopping ??= stopPostmaster(postmaster, clusterDir).finally(() => {
        process.off('exit', stopAtExit);
        lock.release();
      });
      return stopping;
    },
  };
}

/** A server that an earlier process left running, if it is ours and answers; one that does not answer is stopped. */
async function adoptPostmaster(clusterDir: string, { password }: Access): Promise<Postmaster | null> {
  const found = await findPostmaster(clusterDir);
  if (!found || (await answers(urlOf({ port: found.port, password }, 'postgres')))) return found;
  await stopPostmaster(found, clusterDir);
  return null;
}

async function startFresh(clusterDir: string, { port, password }: Access, durable: boolean): Promise<Postmaster> {
  const launcher = await prepareLauncher(clusterDir);
  await ensureCluster(launcher, clusterDir, password, durable);
  return startPostmaster(launcher, clusterDir, { port, durable });
}

async function openDataDir(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true });
    const path = await realpath(dataDir);
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    for (const name of ['postgres.json', 'postgres.lock', 'postgres']) await accessIfThere(join(path, name));
    return path;
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw new EmbeddedPostgresError(
      `The data folder ${dataDir} cannot be used: ${cause.message}. Set DATA_DIR to a folder that you may write, or start as its owner.`,
      { cause },
    );
  }
}

async function accessIfThere(path: string): Promise<void> {
  await access(path, constants.R_OK | constants.W_OK).catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT')) throw error;
  });
}

async function readAccess(dataDir: string): Promise<Access | null> {
  const path = join(dataDir, 'postgres.json');
  const text = await readFileIfThere(path);
  if (text === null) return null;
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found === 'object' && found && 'password' in found && typeof found.password === 'string') {
      return { password: found.password, port: 'port' in found && typeof found.port === 'number' ? found.port : null };
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new EmbeddedPostgresError(
    `${path} cannot be read. It holds the password of the data beside it: bring it back, or delete ${dataDir} to begin anew.`,
  );
}

/** Written before the cluster is made, so that data without its password can only come from a deleted file. */
async function createAccess(dataDir: string): Promise<Access> {
  const clusterDir = join(dataDir, 'postgres');
  const hasData = await stat(join(clusterDir, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
  if (hasData) {
    throw new EmbeddedPostgresError(
      `${dataDir} holds a database, but postgres.json with its password is gone. Bring it back, or delete ${clusterDir} to begin anew.`,
    );
  }
  const entry = { port: null, password: randomBytes(24).toString('base64url') };
  await writeAccess(dataDir, entry);
  return entry;
}

async function writeAccess(dataDir: string, entry: Access): Promise<void> {
  await replacePrivateFile(join(dataDir, 'postgres.json'), `${JSON.stringify(entry, null, 2)}\n`);
}

function urlOf({ port, password }: Access, database: string): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

async function answers(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, fetch_types: false });
  try {
    await sql`select 1`;
    return true;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
