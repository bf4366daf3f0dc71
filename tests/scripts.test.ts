import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@ecosystem/kit/database';
import { migrateJobs } from '@ecosystem/kit/job-queue';
import { publish } from '@ecosystem/kit/outbox';
import { cloneDatabase } from '@ecosystem/kit/testing';
import { createEventTables } from '@ecosystem/kit/testing-events';
import { castId, castUuid, seedNow } from '@ecosystem/kit/world';
import { subgraphs } from '@ecosystem/schema/subgraphs.ts';
import { sql } from 'drizzle-orm';
import { decodeJwt } from 'jose';
import { pino } from 'pino';
import { afterAll, describe, expect, test } from 'vitest';
import { repository } from './files.ts';

const folder = await mkdtemp(join(tmpdir(), 'ecosystem scripts '));
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script as the commands of package.json do, from another folder. */
function run(args: readonly string[], variables: Record<string, string> = {}): Promise<Ended> {
  return new Promise((settle) => {
    const env = { PATH: process.env['PATH'], HOME: folder, DATA_DIR: join(folder, 'data'), ...variables };
    const child = execFile(process.execPath, [...args], { cwd: folder, env }, (_, stdout, stderr) => {
      settle({ code: child.exitCode, stdout, stderr });
    });
  });
}

const runScript = join(repository, 'scripts/run.mjs');
const token = (...names: string[]) => run([runScript, 'scripts/token.ts', ...names]);

describe('the token command', () => {
  test('prints a token and nothing else', async () => {
    const { code, stdout, stderr } = await token('customer', 'liwei');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(decodeJwt(stdout.trim())).toMatchObject({
      sub: castId('cus', 1),
      scope: expect.stringContaining('finance:pay'),
    });
  });

  test.each([
    ['an alias with its sign', ['customer', '@wangfang'], castId('cus', 2)],
    ['a full id', ['customer', castId('cus', 42)], castId('cus', 42)],
    ['nobody, for the usual one', ['merchant'], castId('mer', 1)],
  ])('takes %s', async (_, names, subject) => {
    expect(decodeJwt((await token(...names)).stdout.trim()).sub).toBe(subject);
  });

  test.each([
    ['no persona', [], 'Name a persona'],
    ['an unknown persona', ['king'], 'There is no persona "king". The personas are customer, explorer,'],
    ['an unknown subject', ['customer', 'nobody'], 'There is no subject "nobody". Name one of the cast (liwei,'],
  ])('answers %s with a sentence and code 1', async (_, names, sentence) => {
    const { code, stdout, stderr } = await token(...names);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(sentence);
  });
});

describe('the jobs command', async () => {
  const urls = await Promise.all(
    subgraphs.map(async ({ name }) => [`${name.toUpperCase()}_DATABASE_URL`, await cloneDatabase(name)] as const),
  );
  const variables = Object.fromEntries(urls);
  const jobs = (...args: string[]) => run([runScript, 'scripts/jobs.ts', ...args], variables);
  const customerId = castUuid(1);
  const eventId = castUuid(7);

  test('says that nothing is parked', async () => {
    expect(await jobs()).toEqual({ code: 0, stdout: 'Nothing is parked.\n', stderr: '' });
  });

  test('prints what is parked as a table, and lets it be tried again', async () => {
    const url = variables['FINANCE_DATABASE_URL'] ?? '';
    await migrateJobs(url, pino({ level: 'silent' }));
    const database = openDatabase({ url, applicationName: 'scripts test', statementTimeoutMs: 5_000 });
    await createEventTables(database);
    await publish(database.write, [{ id: eventId, topic: 'loan.drawn', customerId, payload: {} }], seedNow);
    await database.write.execute(sql`update outbox set attempts = 16, last_error = 'no such bank'`);
    await database.write.execute(sql`select graphile_worker.add_job('expire-payment', '{}', job_key => 'a-key')`);
    await database.write.execute(
      sql`update graphile_worker._private_jobs set attempts = 25, last_error = E'two\nlines', created_at = ${seedNow.toISOString()}`,
    );
    await database.close();

    const { stdout } = await jobs('list');
    const at = seedNow.toISOString();
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['subgraph', 'id', 'queue', 'key', 'attempts', 'since', 'last error'],
      ['finance', '1', 'expire-payment', 'a-key', '25', at, 'two lines'],
      ['finance', eventId, 'loan.drawn', `${customerId}:${eventId}`, '16', at, 'no such bank'],
      [''],
    ]);
    expect(await jobs('retry', 'finance', '1')).toMatchObject({ code: 0, stdout: '1 of finance is tried again.\n' });
    expect(await jobs('retry', 'finance', eventId)).toMatchObject({ code: 0 });
    expect((await jobs()).stdout).toBe('Nothing is parked.\n');
  }, 30_000);

  test.each([
    ['an unknown action', ['drop'], 'There is no action "drop". Usage: pnpm run jobs'],
    ['no subgraph', ['retry'], 'Name a subgraph (finance, health, auto, commerce, social) and an id.'],
    ['an id that is not parked', ['retry', 'health', '12'], 'Nothing with the id "12" is parked in health.'],
  ])('answers %s with a sentence and code 1', async (_, args, sentence) => {
    const { code, stdout, stderr } = await jobs(...args);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(sentence);
  });
});

describe('a start on a machine', () => {
  test('with a Node that is too old ends with a sentence', async () => {
    const old = 'data:text/javascript,Object.defineProperty(process.versions, "node", { value: "18.20.4" })';
    const { code, stderr } = await run(['--import', old, runScript, 'scripts/token.ts', 'customer']);

    expect(code).toBe(1);
    expect(stderr).toMatch(/^This needs Node 20 or newer; this is Node 18\.20\.4\./);
  });

  test('without a registry says what it does, and why it cannot', async () => {
    // A checkout in which nothing is installed.
    const checkout = join(folder, 'a checkout');
    await mkdir(join(checkout, 'scripts'), { recursive: true });
    const files = [
      'package.json',
      'pnpm-lock.yaml',
      'pnpm-workspace.yaml',
      'scripts/run.mjs',
      'scripts/memory-flags.mjs',
    ];
    for (const file of files) {
      await cp(join(repository, file), join(checkout, file));
    }
    const nowhere = 'http://127.0.0.1:1/';
    const { code, stdout, stderr } = await run([join(checkout, 'scripts/run.mjs'), 'gateway/src/main.ts'], {
      npm_config_registry: nowhere,
      npm_config_cache: join(folder, 'cache'),
    });

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('The dependencies are not installed yet: installing them with pnpm@12');
    expect(stderr).toContain('The package registry cannot be reached (ECONNREFUSED)');
  }, 90_000);
});
