/**
 * Runs a file of the repository, or a command of an installed package, with the Node that the workspace pins.
 * Installs first what the lock file asks for. Works before anything is installed, so it uses nothing but Node 20.
 *
 *   node scripts/run.mjs [--watch] <file or command> [arguments]
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { memoryFlags } from './memory-flags.mjs';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(repository, 'node_modules');
const nodeVersionMin = 20;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** @returns {never} */
function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What is installed depends on these files and on the machine's kind, and on nothing else. */
function describeWanted() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const name of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) {
    const path = join(repository, name);
    if (!existsSync(path)) fail(`${path} is missing: this is not a whole checkout of the repository.`);
    hash.update(readFileSync(path));
  }
  return hash.digest('hex');
}

const stampPath = join(modules, '.ecosystem-install');
const isInstalled = (wanted) => existsSync(stampPath) && readFileSync(stampPath, 'utf8') === wanted;

async function ensureInstalled() {
  const wanted = describeWanted();
  if (isInstalled(wanted)) return;
  const release = await lockInstall();
  try {
    // Another start may have installed it while this one waited.
    if (isInstalled(wanted)) return;
    await install();
    writeFileSync(stampPath, wanted);
  } finally {
    release();
  }
}

/**
 * A folder that only one process can create, kept young while it works: after kill -9 it grows old and counts no more.
 * It lies outside node_modules, which pnpm may clear.
 */
async function lockInstall() {
  const lock = join(repository, '.install-lock');
  const oldAfterMs = 15_000;
  for (let waits = 0; ; waits += 1) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST')
        fail(`The checkout ${repository} cannot be written (${error.message}), so nothing can be installed.`);
      const ageMs = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (ageMs > oldAfterMs) rmSync(lock, { recursive: true, force: true });
      else if (waits === 0) say('Another start is installing the dependencies; waiting for it.');
      await sleep(250);
    }
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    if (existsSync(lock)) utimesSync(lock, now, now);
  }, 3_000);
  const release = () => {
    clearInterval(heartbeat);
    rmSync(lock, { recursive: true, force: true });
  };
  process.once('exit', release);
  return () => {
    process.off('exit', release);
    release();
  };
}

async function install() {
  const { packageManager } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  const why = existsSync(stampPath)
    ? 'The lock file changed since the last install'
    : 'The dependencies are not installed yet';
  say(`${why}: installing them with ${packageManager} (once; it needs the package registry).`);
  const startedAt = Date.now();
  const environment = {
    ...process.env,
    // pnpm must replace an outdated node_modules without asking, as there may be nobody to answer.
    CI: 'true',
    // With `npm run --silent` npx would keep even its errors to itself.
    npm_config_loglevel: 'error',
    // npx and pnpm would wait for minutes, without a word, before they give up an unreachable registry.
    npm_config_prefer_offline: 'true',
    ...Object.fromEntries(
      ['npm', 'pnpm'].flatMap((tool) => [
        [`${tool}_config_fetch_retries`, '1'],
        [`${tool}_config_fetch_retry_mintimeout`, '1000'],
        [`${tool}_config_fetch_retry_maxtimeout`, '5000'],
      ]),
    ),
  };
  const args = ['--yes', packageManager, 'install', '--frozen-lockfile'];
  const { code, output } = await runInstaller('npx', args, environment);
  if (code === 0) return say(`Installed in ${Math.round((Date.now() - startedAt) / 1000)} s.`);
  const network =
    /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|UND_ERR_CONNECT_TIMEOUT|ERR_PNPM_META_FETCH_FAIL|network (?:request|timeout)/i;
  if (code === 'ENOENT') return fail('npx was not found. It comes with npm: install npm, then start again.');
  if (network.test(output)) {
    return fail(
      `The package registry cannot be reached (${output.match(network)?.[0]}), so the dependencies could not be installed. ` +
        'Check the network connection, the proxy settings and the registry in .npmrc, then start again.',
    );
  }
  return fail(`The dependencies could not be installed (exit code ${code}); the reason stands above.`);
}

/** Standard output belongs to the target alone, so what the installer says goes to standard error. */
function runInstaller(command, args, environment) {
  return new Promise((resolve) => {
    const chunks = [];
    const shell = process.platform === 'win32';
    const child = spawn(command, args, { cwd: repository, env: environment, shell, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        chunks.push(chunk);
        process.stderr.write(chunk);
      });
    }
    const forward = (signal) => child.kill(signal);
    for (const signal of signals) process.on(signal, forward);
    child.on('error', (error) => resolve({ code: error.code, output: error.message }));
    child.on('close', (code, signal) => {
      for (const name of signals) process.off(name, forward);
      if (signal) process.exit(128 + constants.signals[signal]);
      resolve({ code, output: Buffer.concat(chunks).toString('utf8') });
    });
  });
}

/** A file runs by its name; anything else is a command of an installed package. */
function resolveTarget(target, watch) {
  const node = join(modules, 'node/bin/node');
  const file = join(repository, target);
  if (existsSync(file) && statSync(file).isFile()) {
    const watchArgs = watch ? ['--watch', '--watch-preserve-output'] : [];
    return [
      node,
      ...memoryFlags,
      ...watchArgs,
      '--import',
      pathToFileURL(join(repository, 'scripts/end-with-parent.mjs')).href,
      file,
    ];
  }
  const command = join(modules, '.bin', target);
  if (existsSync(command)) return [command];
  return fail(`There is no file and no installed command "${target}" in ${repository}.`);
}

function runTarget([command, ...args]) {
  // The pinned Node and the installed commands go before those of the machine, for whatever the target starts.
  const path = [join(modules, 'node/bin'), join(modules, '.bin'), process.env.PATH ?? ''].join(delimiter);
  const child = spawn(command, args, {
    cwd: repository,
    // Node keeps what it has compiled, and the TypeScript that it has stripped: a start takes a sixth less time.
    env: { NODE_COMPILE_CACHE: join(modules, '.cache/compile'), ...process.env, PATH: path },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of signals) {
    process.on(signal, () => {
      // Ctrl-C in a terminal reaches the whole group; once more would tell the target to give up its orderly end.
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    });
  }
  // npm starts this by a shell, which SIGTERM to npm ends without a word to us: the target would hold its port for ever.
  if (process.env.npm_lifecycle_event) {
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      child.kill('SIGTERM');
    }, 250);
    watch.unref();
  }
  child.on('error', (error) => fail(`${command} could not be started: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

const [nodeVersion] = process.versions.node.split('.').map(Number);
if (nodeVersion < nodeVersionMin)
  fail(
    `This needs Node ${nodeVersionMin} or newer; this is Node ${process.versions.node}. Install a newer one from https://nodejs.org.`,
  );
const args = process.argv.slice(2);
const watch = args[0] === '--watch';
if (watch) args.shift();
const [target, ...targetArgs] = args;
if (!target) fail('Usage: node scripts/run.mjs [--watch] <file or command> [arguments]');
await ensureInstalled();
runTarget([...resolveTarget(target, watch), ...targetArgs]);
