import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { castId } from '@ecosystem/kit/world';
import { decodeJwt } from 'jose';
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
