import { type ChildProcess, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type EmbeddedPostgres, ensureDatabases, startEmbeddedPostgres } from './embedded-postgres.ts';

const isRoot = process.getuid?.() === 0;
const nobody = { uid: 65_534, gid: 65_534 };
const cleanups: (() => Promise<unknown>)[] = [];

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** One data folder for most tests, because initdb takes longest of all; each test leaves it stopped. */
let dataDir = '';
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'embedded postgres '));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));
afterEach(async () => {
  for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp();
});

async function makeDataDir(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'embedded postgres '));
  cleanups.push(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function start(dir = dataDir): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir: dir, durable: false });
  cleanups.push(() => server.stop());
  return server;
}

/** A process that owns the server of a data folder until it is killed. */
async function startInChild(
  dir: string,
  options: { uid?: number; gid?: number; durable?: boolean } = {},
): Promise<ChildProcess> {
  const module = JSON.stringify(join(import.meta.dirname, 'embedded-postgres.ts'));
  const program = `const { startEmbeddedPostgres } = await import(${module});
    const server = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dir)}, durable: ${options.durable ?? false} });
    process.on('SIGTERM', async () => { await server.stop(); process.exit(0); });
    setInterval(() => undefined, 60_000); console.log('ready');`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  cleanups.push(() => endChild(child, 'SIGTERM'));
  const output: string[] = [];
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', () => resolve());
    child.stderr?.on('data', (chunk) => output.push(String(chunk)));
    child.on('close', () => reject(new Error(`The child ended: ${output.join('')}`)));
  });
  return child;
}

async function endChild(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill(signal);
  await ended;
}

async function ask(server: EmbeddedPostgres, statement: string): Promise<unknown> {
  const sql = postgres(server.url('postgres'), { max: 1 });
  try {
    return (await sql.unsafe(statement).values()).flat();
  } finally {
    await sql.end();
  }
}

async function pidOf(dir: string): Promise<number> {
  return Number.parseInt(await readFile(join(dir, 'postgres/postmaster.pid'), 'utf8'), 10);
}

describe('the embedded PostgreSQL', () => {
  test('starts with an encoding and a locale of its own, and is closed to the network', async () => {
    const server = await start();
    expect(
      await ask(
        server,
        `select current_setting('server_version_num')::int / 10000, current_setting('listen_addresses'),
           current_setting('TimeZone'), pg_encoding_to_char(encoding), datlocprovider, datlocale
         from pg_database where datname = 'template0'`,
      ),
    ).toEqual([18, '127.0.0.1', 'UTC', 'UTF8', 'b', 'C.UTF-8']);
    expect((await stat(join(dataDir, 'postgres.json'))).mode & 0o777).toBe(0o600);
    const stranger = postgres(server.url('postgres').replace(/:[^:@]+@/, ':wrong@'), { max: 1 });
    await expect(stranger`select 1`).rejects.toThrow('password authentication failed');
    await stranger.end();
  });

  test('creates databases once, also for several callers at once', async () => {
    const server = await start();
    const names = ['finance', 'health', 'with "quotes"'];
    await Promise.all([1, 2, 3].map(() => ensureDatabases(server.url('any'), names)));
    await ensureDatabases(server.url('postgres'), names);
    expect(await ask(server, "select count(*)::int from pg_database where datname ~ 'finance|health|quotes'")).toEqual([
      3,
    ]);
  });

  test('keeps data and port over a stop and a start', async () => {
    const first = await start();
    await ask(first, 'create table kept_over_stop as select 42 as answer');
    await first.stop();
    const second = await start();
    expect(await ask(second, 'select answer from kept_over_stop')).toEqual([42]);
    expect(second.url('postgres')).toBe(first.url('postgres'));
  });

  test('that outlived its killed owner is adopted with its data', async () => {
    const owner = await startInChild(dataDir);
    const guest = await start();
    await ask(guest, 'create table kept_by_adoption as select 42 as answer');
    const pid = await pidOf(dataDir);
    await endChild(owner, 'SIGKILL');
    const adopted = await start();
    expect(await pidOf(dataDir)).toBe(pid);
    expect(await ask(adopted, 'select answer from kept_by_adoption')).toEqual([42]);
    await adopted.stop();
    await expect(stat(join(dataDir, 'postgres/postmaster.pid'))).rejects.toThrow('ENOENT');
  });

  test('that was killed together with its owner starts again with its data', async () => {
    const owner = await startInChild(dataDir, { durable: true });
    await ask(await start(), 'create table kept_over_crash as select 42 as answer');
    const pid = await pidOf(dataDir);
    await endChild(owner, 'SIGKILL');
    process.kill(pid, 'SIGKILL');
    expect(await ask(await start(), 'select answer from kept_over_crash')).toEqual([42]);
    expect(await pidOf(dataDir)).not.toBe(pid);
  });

  test('is not fooled by a pid file whose number now belongs to another process', async () => {
    const first = await start();
    await first.stop();
    await writeFile(
      join(dataDir, 'postgres/postmaster.pid'),
      `${process.pid}\n${dataDir}/postgres\n1\n1\n\n127.0.0.1\n\nready\n`,
    );
    expect(await ask(await start(), 'select 1')).toEqual([1]);
  });

  test('is never stopped by a guest', async () => {
    const owner = await start();
    const guest = await start();
    expect(guest.url('x')).toBe(owner.url('x'));
    await guest.stop();
    expect(await ask(owner, 'select 1')).toEqual([1]);
  });

  test('is one server for all who start it at once', async () => {
    const [child, ...servers] = await Promise.all([startInChild(dataDir), start(), start(), start()]);
    expect(new Set(servers.map((server) => server.url('x'))).size).toBe(1);
    expect(await Promise.all(servers.map((server) => ask(server, 'select 1')))).toEqual([[1], [1], [1]]);
    expect(child.exitCode).toBeNull();
  });

  test('takes another port if its own now belongs to somebody else', async () => {
    const first = await start();
    await first.stop();
    const port = Number(new URL(first.url('x')).port);
    const stranger = createServer().listen(port, '127.0.0.1');
    cleanups.push(async () => stranger.close());
    const second = await start();
    expect(Number(new URL(second.url('x')).port)).not.toBe(port);
    expect(await ask(second, 'select 1')).toEqual([1]);
  });

  test('does not disturb, nor take for its own, the server of a folder that it was copied from', async () => {
    const original = await start();
    await ask(original, 'create table origin as select 1 as place');
    await ask(original, 'checkpoint');
    const copyDir = await makeDataDir();
    await cp(dataDir, copyDir, { recursive: true });
    const copy = await start(copyDir);
    expect(new URL(copy.url('x')).port).not.toBe(new URL(original.url('x')).port);
    await ask(copy, 'update origin set place = 2');
    expect(await ask(original, 'select place from origin')).toEqual([1]);
    await original.stop();
    expect(await ask(copy, 'select place from origin')).toEqual([2]);
  });

  test('refuses the data of another major version with a sentence', async () => {
    const oldDir = await makeDataDir();
    await mkdir(join(oldDir, 'postgres'));
    await writeFile(join(oldDir, 'postgres/PG_VERSION'), '17\n');
    await writeFile(join(oldDir, 'postgres.json'), '{ "password": "known", "port": null }');
    await expect(start(oldDir)).rejects.toThrow(/was made by PostgreSQL 17, and this is PostgreSQL 18/);
    await rm(join(oldDir, 'postgres.json'));
    await expect(start(oldDir)).rejects.toThrow(/postgres\.json with its password is gone/);
  });

  test('says so when the data folder cannot be used, and deletes nothing that it did not make', async () => {
    const file = join(dataDir, 'file');
    await writeFile(file, '');
    await expect(start(join(file, 'data'))).rejects.toThrow(/The data folder .* cannot be used/);
    const emptyDir = await makeDataDir();
    await writeFile(join(emptyDir, 'postgres'), 'in the way');
    await expect(start(emptyDir)).rejects.toThrow(/postgres is in the way/);
    await rm(join(emptyDir, 'postgres'));
    await mkdir(join(emptyDir, 'postgres'));
    await writeFile(join(emptyDir, 'postgres/diary'), 'private');
    await expect(start(emptyDir)).rejects.toThrow(/postgres is in the way/);
    expect(await readFile(join(emptyDir, 'postgres/diary'), 'utf8')).toBe('private');
  });

  test.skipIf(!isRoot || isCheckoutClosed())(
    'runs for a normal user too (only root can try both, in a checkout that others may enter)',
    async () => {
      const openDir = await makeDataDir();
      await chown(openDir, nobody.uid, nobody.gid);
      const owner = await startInChild(openDir, nobody);
      expect((await stat(join(openDir, 'postgres'))).uid).toBe(nobody.uid);
      await endChild(owner, 'SIGTERM');
      await expect(stat(join(openDir, 'postgres/postmaster.pid'))).rejects.toThrow('ENOENT');
      // What a normal user began, root continues as that user.
      expect(await ask(await start(openDir), 'select 1')).toEqual([1]);
      expect((await stat(join(openDir, 'postgres'))).uid).toBe(nobody.uid);
    },
  );

  test.skipIf(!isRoot)('runs for root in an open folder as in a closed one (only root can try both)', async () => {
    for (const mode of [0o755, 0o700]) {
      await chmod(dataDir, mode);
      const server = await start();
      expect(await ask(server, 'select 1')).toEqual([1]);
      expect((await stat(join(dataDir, 'postgres'))).uid).not.toBe(0);
      await server.stop();
    }
  });
});

/** Whether some folder above this file may not be entered by other users; then they cannot run anything from here. */
function isCheckoutClosed(): boolean {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return true;
  }
  return false;
}
