import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureDatabases, startEmbeddedPostgres } from '@ecosystem/kit/embedded-postgres';
import { formatFieldKeys, openDevelopmentFieldKeys } from '@ecosystem/kit/field-keys';
import { gatewayDatabaseName, subgraphs } from '@ecosystem/schema/subgraphs.ts';
import { memoryFlags } from './memory-flags.mjs';

/** The form of docker-compose.yml as processes of this machine: PostgreSQL, five subgraphs, and the gateway over HTTP. */

const repository = resolve(import.meta.dirname, '..');
const host = '127.0.0.1';
const readyTimeoutMs = 120_000;
const endTimeoutMs = 15_000;
type Environment = Record<string, string | undefined>;

interface Service {
  readonly name: string;
  readonly process: ChildProcess;
  /** Ends with the process; the value says how it ended. */
  readonly ended: Promise<string>;
}

const started: Service[] = [];
let isEnding = false;

function startService(name: string, main: string, environment: Environment): Service {
  const child = spawn(process.execPath, [...memoryFlags, join(repository, main)], {
    cwd: repository,
    env: { ...process.env, ...environment },
    // A group of its own: Ctrl-C reaches this script alone, which ends the services in order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => console.log(`${name.padEnd(8)} | ${line}`));
  }
  const ended = new Promise<string>((settle) => {
    child.on('error', (error) => settle(error.message));
    child.on('exit', (code, signal) => settle(signal ?? `exit code ${code}`));
  });
  const service = { name, process: child, ended };
  started.push(service);
  return service;
}

/** @throws Error if the service ends, or is not ready in time. */
async function waitUntilReady(service: Service, port: number | string): Promise<void> {
  let end: string | null = null;
  service.ended.then((how) => {
    end = how;
  });
  for (const deadline = Date.now() + readyTimeoutMs; Date.now() < deadline; await sleep(100)) {
    if (end !== null) throw new Error(`${service.name} ended before it was ready: ${end}.`);
    const response = await fetch(`http://${host}:${port}/ready`, { signal: AbortSignal.timeout(2_000) }).catch(
      () => null,
    );
    await response?.body?.cancel();
    if (response?.ok) return;
  }
  throw new Error(`${service.name} was not ready after ${readyTimeoutMs / 1000} seconds.`);
}

/** The gateway ends before the subgraphs that it asks, and these before their databases. */
async function endAll(): Promise<void> {
  isEnding = true;
  const isGateway = ({ name }: Service) => name === 'gateway';
  await Promise.all(started.filter(isGateway).map(endService));
  await Promise.all(started.filter((service) => !isGateway(service)).map(endService));
}

async function endService({ process: child, ended }: Service): Promise<void> {
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), endTimeoutMs);
  await ended;
  clearTimeout(force);
}

/** An address for every database: the embedded server's unless the environment names servers of its own. */
async function openDatabases(): Promise<{ environment: Environment; stop: () => Promise<void> }> {
  const wanted = [...subgraphs, { name: gatewayDatabaseName, database: gatewayDatabaseName }];
  const isGiven = wanted.every(({ name }) => process.env[`${name.toUpperCase()}_DATABASE_URL`]);
  if (process.env['DATABASE_URL'] || isGiven) return { environment: {}, stop: async () => undefined };
  const dataDir = resolve(repository, process.env['DATA_DIR'] || '.data');
  const server = await startEmbeddedPostgres({ dataDir });
  await ensureDatabases(
    server.url('postgres'),
    wanted.map(({ database }) => database),
  );
  const urls = wanted.map(({ name, database }) => {
    const variable = `${name.toUpperCase()}_DATABASE_URL`;
    return [variable, process.env[variable] || server.url(database)] as const;
  });
  // To the subgraphs this database looks like one of somebody else, whose keys must be given.
  const keys = process.env['FIELD_KEYS'] || formatFieldKeys(await openDevelopmentFieldKeys(dataDir));
  return { environment: { ...Object.fromEntries(urls), FIELD_KEYS: keys }, stop: () => server.stop() };
}

async function main(): Promise<void> {
  const stopAsked = new Promise<string>((settle) => {
    // Stays in place while the services end: a second signal must not leave them behind.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => settle(signal));
  });
  const databases = await openDatabases();
  process.once('exit', () => {
    for (const { process: child } of started) child.kill('SIGTERM');
  });
  const environment = {
    ...databases.environment,
    HOST: host,
    CALLER_SECRET: process.env['CALLER_SECRET'] || randomBytes(32).toString('hex'),
  };
  const gatewayPort = process.env['PORT'] || '4000';
  try {
    const starting = startServices(environment, gatewayPort);
    // A stop that is asked for before all are ready ends them at once; the failure that this causes is none.
    starting.catch(() => undefined);
    const stop = await Promise.race([stopAsked, starting]);
    if (stop !== 'ready') return;
    console.log(
      `gateway  | serves http://${host}:${gatewayPort} with ${subgraphs.length} subgraphs over HTTP; Ctrl-C stops all.`,
    );
    const end = await Promise.race([stopAsked, watchServices()]);
    if (end.startsWith('SIG')) return;
    console.error(`gateway ended: ${end}. The subgraphs are stopped.`);
    process.exitCode = 1;
  } finally {
    await endAll();
    await databases.stop();
  }
}

/** How the gateway ended. A subgraph that ends costs its door alone, so the others go on. */
async function watchServices(): Promise<string> {
  const gateway = started.find(({ name }) => name === 'gateway');
  for (const { name, ended } of started) {
    if (name === 'gateway') continue;
    ended.then((how) => {
      if (!isEnding) console.error(`${name} ended: ${how}. Its door is closed; the others go on.`);
    });
  }
  return gateway ? gateway.ended : 'it was not started';
}

async function startServices(environment: Environment, gatewayPort: string): Promise<'ready'> {
  const services = subgraphs.map(({ name, port }) => ({
    port,
    service: startService(name, `subgraphs/${name}/src/main.ts`, { ...environment, PORT: String(port) }),
  }));
  await Promise.all(services.map(({ service, port }) => waitUntilReady(service, port)));
  if (isEnding) throw new Error('It was stopped before the gateway was started.');
  const addresses = subgraphs.map(({ name, port }) => [`${name.toUpperCase()}_URL`, `http://${host}:${port}/graphql`]);
  const gateway = startService('gateway', 'gateway/src/main.ts', {
    ...environment,
    ...Object.fromEntries(addresses),
    SUBGRAPH_TRANSPORT: 'http',
    PORT: gatewayPort,
  });
  await waitUntilReady(gateway, gatewayPort);
  return 'ready';
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
