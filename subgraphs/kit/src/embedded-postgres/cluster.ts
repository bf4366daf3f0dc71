import { spawn } from 'node:child_process';
import { chown, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode, readFileIfThere } from '../files.ts';
import { type Command, EmbeddedPostgresError, type Launcher } from './launch.ts';

/** The PostgreSQL that the package holds; the data of another one cannot be read by it. */
export const majorVersion = '18';

/**
 * Makes a new cluster, or checks that the one that is there can be used.
 * It is built beside its place and moved there when it is whole, so a start that was broken off leaves nothing half done.
 * @throws EmbeddedPostgresError if initdb fails or the data is of another major version.
 */
export async function ensureCluster(
  launcher: Launcher,
  clusterDir: string,
  password: string,
  durable: boolean,
): Promise<void> {
  const version = await readFileIfThere(join(clusterDir, 'PG_VERSION'));
  if (version === null) {
    await refuseForeignFiles(clusterDir);
    return createCluster(launcher, clusterDir, password, durable);
  }
  if (version.trim() !== majorVersion) {
    throw new EmbeddedPostgresError(
      `The data in ${clusterDir} was made by PostgreSQL ${version.trim()}, and this is PostgreSQL ${majorVersion}. ` +
        'Move that folder away to begin with new data, or set DATA_DIR to another folder.',
    );
  }
  await giveToOwner(launcher, clusterDir);
}

async function refuseForeignFiles(clusterDir: string): Promise<void> {
  const content = await readdir(clusterDir).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    if (hasCode(error, 'ENOTDIR')) return ['.'];
    throw error;
  });
  if (content.length === 0) return;
  throw new EmbeddedPostgresError(
    `${clusterDir} is in the way: it is not the data of a PostgreSQL server. Move it away, or set DATA_DIR to another folder.`,
  );
}

async function createCluster(
  launcher: Launcher,
  clusterDir: string,
  password: string,
  durable: boolean,
): Promise<void> {
  const draft = `${clusterDir}.new`;
  const passwordFile = `${clusterDir}.password`;
  await rm(draft, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (launcher.owner) await chown(passwordFile, launcher.owner.uid, launcher.owner.gid);
  await giveToOwner(launcher, draft);
  try {
    const args = [
      `--pgdata=${draft}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
      ...(durable ? [] : ['--no-sync']),
    ];
    const { code, output } = await runToEnd(launcher.command(launcher.initdb, args));
    if (code !== 0) {
      throw new EmbeddedPostgresError(
        `initdb could not make a PostgreSQL cluster in ${clusterDir}: ${lastLines(output)}`,
      );
    }
    await rename(draft, clusterDir);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(draft, { recursive: true, force: true });
  }
}

/** Data that root copied belongs to root, as whom PostgreSQL does not run. */
async function giveToOwner({ owner }: Launcher, folder: string): Promise<void> {
  if (!owner || (await stat(folder)).uid === owner.uid) return;
  const { code, output } = await runToEnd({
    file: 'chown',
    args: ['-R', `${owner.uid}:${owner.gid}`, folder],
    options: {},
  });
  if (code !== 0)
    throw new EmbeddedPostgresError(`${folder} cannot be given to uid ${owner.uid}: ${lastLines(output)}`);
}

async function runToEnd({ file, args, options }: Command): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const chunks: string[] = [];
    const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text) => chunks.push(String(text)));
    child.on('error', (error) => resolve({ code: null, output: error.message }));
    child.on('close', (code) => resolve({ code, output: chunks.join('') }));
  });
}

/** The end of a program's output as one line: there the reason stands. */
export function lastLines(output: string): string {
  return output.trim().split('\n').slice(-4).join(' | ') || 'it said nothing';
}

/** Opens the server's log for appending; a log that has grown past this size begins anew. */
export async function openLog(
  path: string,
): Promise<{ descriptor: number; close(): Promise<void>; readNew(): Promise<string> }> {
  const sizeMax = 4 * 1024 * 1024;
  const size = await stat(path).then(
    (found) => found.size,
    (error: unknown) => {
      if (hasCode(error, 'ENOENT')) return 0;
      throw error;
    },
  );
  const handle = await open(path, size > sizeMax ? 'w' : 'a', 0o600);
  const { size: start } = await handle.stat();
  return {
    descriptor: handle.fd,
    close: () => handle.close(),
    readNew: async () => (await readFile(path)).subarray(start).toString('utf8'),
  };
}
