import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { repository } from './files.ts';

const folder = join(repository, 'tests/bench/peers');
const stampPath = join(folder, 'node_modules/.bench-install');

/**
 * Installs the gateways of others, once for each state of their lock file.
 * @throws Error if the installer fails; it has said why.
 */
export async function ensurePeers(say: (sentence: string) => void): Promise<void> {
  const lock = readFileSync(join(folder, 'pnpm-lock.yaml'), 'utf8');
  if (existsSync(stampPath) && readFileSync(stampPath, 'utf8') === lock) return;
  const { packageManager } = createRequire(import.meta.url)(join(repository, 'package.json')) as {
    readonly packageManager: string;
  };
  say('Installing the gateways to compare with (once; it needs the package registry).');
  const args = ['--yes', packageManager, 'install', '--frozen-lockfile', '--dir', folder];
  const code = await new Promise<number | null>((settle, fail) => {
    const child = spawn('npx', args, { cwd: folder, stdio: ['ignore', 2, 2] });
    child.once('error', fail);
    child.once('exit', settle);
  });
  if (code !== 0) throw new Error(`The gateways to compare with could not be installed (exit code ${code}).`);
  writeFileSync(stampPath, lock);
}
