import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDevelopmentIssuer } from '@ecosystem/kit/development-issuer';
import { testFieldKeysText } from '@ecosystem/kit/testing-keys';
import { subgraphs } from '@ecosystem/schema/subgraphs.ts';
import { repository } from './files.ts';
import type { PeerOptions } from './gateways/peer-options.ts';
import { writePeerSupergraph } from './gateways/peer-supergraph.ts';
import type { Wire } from './operations.ts';
import { type BenchProcess, findPorts, startProcess } from './processes.ts';
import type { BenchWorld } from './world/bench-world.ts';
import { oneDatabase } from './world/one-database.ts';

/** Everything that is measured, in the order of the tables. */
export const variantNames = [
  'one-statement',
  'per-table',
  'in-process',
  'in-process-text',
  'http',
  'http-one',
  'apollo',
  'hive',
  'hive-rust',
] as const;
export type VariantName = (typeof variantNames)[number];

/** The gateways of others, which tests/bench/peers installs. */
export const installedPeers: readonly VariantName[] = ['hive', 'hive-rust'];

/** A variant that answers. */
export interface Variant {
  readonly name: VariantName;
  readonly url: string;
  readonly wire: Wire;
  /** All its Node processes, the subgraph servers behind a gateway too. */
  readonly processes: readonly BenchProcess[];
}

interface Setting {
  readonly world: BenchWorld;
  readonly callerSecret: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The five subgraphs in one process, started when the first variant needs them. */
  readonly subgraphServers: () => Promise<SubgraphServers>;
  readonly jwk: object;
}

interface SubgraphServers {
  readonly processes: readonly BenchProcess[];
  /** Addresses by the name of the subgraph. */
  readonly urls: Readonly<Record<string, string>>;
}

/** Starts the variants one after the other; each stays until the end of the run. */
export async function startVariants(world: BenchWorld, names: readonly VariantName[]): Promise<Variant[]> {
  const issuer = await openDevelopmentIssuer(world.dataDir);
  const callerSecret = randomBytes(32).toString('hex');
  const environment = {
    DATA_DIR: world.dataDir,
    DATABASE_URL: world.url('postgres'),
    SEED: 'none',
    FIELD_KEYS: testFieldKeysText,
    LOG_LEVEL: 'warn',
    HOST: '127.0.0.1',
    CALLER_SECRET: callerSecret,
  };
  let servers: Promise<SubgraphServers> | null = null;
  const setting: Setting = {
    world,
    callerSecret,
    environment,
    jwk: issuer.jwks.keys[0] ?? {},
    subgraphServers: () => {
      servers ??= startSubgraphsTogether(environment);
      return servers;
    },
  };
  const variants: Variant[] = [];
  for (const name of names) variants.push(await startVariant(name, setting));
  return variants;
}

async function startVariant(name: VariantName, setting: Setting): Promise<Variant> {
  const [port = 0] = await findPorts(1);
  const url = `http://127.0.0.1:${port}`;
  switch (name) {
    case 'one-statement':
    case 'per-table':
      return { name, url, wire: 'endpoint', processes: [await startHandWritten(name, setting, port)] };
    case 'in-process':
    case 'in-process-text': {
      const own = await startOwnGateway(name, { ...setting.environment, PORT: String(port) }, url);
      return { name, url, wire: name === 'in-process' ? 'id' : 'text', processes: [own] };
    }
    case 'http':
    case 'http-one': {
      const servers =
        name === 'http' ? await startSubgraphsApart(setting.environment) : await setting.subgraphServers();
      const addresses = Object.entries(servers.urls).map(([of, address]) => [`${of.toUpperCase()}_URL`, address]);
      const env = { ...setting.environment, ...Object.fromEntries(addresses), SUBGRAPH_TRANSPORT: 'http' };
      const gateway = await startOwnGateway(name, { ...env, PORT: String(port) }, url);
      return { name, url, wire: 'id', processes: [gateway, ...servers.processes] };
    }
    case 'apollo':
    case 'hive':
    case 'hive-rust': {
      const servers = await setting.subgraphServers();
      const gateway = await startPeer(name, setting, servers, port);
      return { name, url, wire: 'text', processes: [gateway, ...servers.processes] };
    }
  }
}

function startHandWritten(mode: string, { world }: Setting, port: number): Promise<BenchProcess> {
  const args = ['--mode', mode, '--database', world.url(oneDatabase), '--data-dir', world.dataDir, '--port', `${port}`];
  return startProcess({
    name: mode,
    args: ['tests/bench/hand-written/server.ts', ...args],
    readyUrl: `http://127.0.0.1:${port}/ready`,
  });
}

function startOwnGateway(name: string, env: Record<string, string>, url: string): Promise<BenchProcess> {
  return startProcess({ name, args: ['gateway/src/main.ts'], env, readyUrl: `${url}/ready` });
}

async function startSubgraphsApart(environment: Setting['environment']): Promise<SubgraphServers> {
  const ports = await findPorts(subgraphs.length);
  const processes = await Promise.all(
    subgraphs.map(({ name }, index) =>
      startProcess({
        name,
        args: [`subgraphs/${name}/src/main.ts`],
        env: { ...environment, PORT: String(ports[index]) },
        readyUrl: `http://127.0.0.1:${ports[index]}/ready`,
      }),
    ),
  );
  return { processes, urls: urlsOf(ports) };
}

async function startSubgraphsTogether(environment: Setting['environment']): Promise<SubgraphServers> {
  const ports = await findPorts(subgraphs.length);
  const server = await startProcess({
    name: 'subgraphs',
    args: ['tests/bench/gateways/serve-subgraphs.ts', ...ports.map(String)],
    env: environment,
    readyUrl: `http://127.0.0.1:${ports.at(-1)}/ready`,
    isTalking: true,
  });
  await Promise.all(ports.map((port) => waitForHealth(port)));
  return { processes: [server], urls: urlsOf(ports) };
}

async function waitForHealth(port: number): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const response = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => null);
    await response?.body?.cancel();
    if (response?.ok) return;
    await new Promise((settle) => setTimeout(settle, 100));
  }
  throw new Error(`The subgraph server on port ${port} was not ready in time.`);
}

function urlsOf(ports: readonly number[]): Record<string, string> {
  return Object.fromEntries(subgraphs.map(({ name }, index) => [name, `http://127.0.0.1:${ports[index]}/graphql`]));
}

async function startPeer(
  name: 'apollo' | 'hive' | 'hive-rust',
  { world, callerSecret, jwk }: Setting,
  { urls }: SubgraphServers,
  port: number,
): Promise<BenchProcess> {
  const folder = join(world.dataDir, 'peers');
  mkdirSync(folder, { recursive: true });
  const supergraphPath = join(folder, `${name}.graphql`);
  const sdl = readFileSync(join(repository, 'schema/supergraph.graphql'), 'utf8');
  writeFileSync(supergraphPath, writePeerSupergraph(sdl, urls));
  const options: PeerOptions = { supergraphPath, jwk, callerSecret, port };
  const optionsPath = join(folder, `${name}.json`);
  writeFileSync(optionsPath, JSON.stringify(options), { mode: 0o600 });
  const readyUrl = `http://127.0.0.1:${port}`;
  if (name === 'apollo') {
    return startProcess({ name, args: ['tests/bench/gateways/apollo.ts', optionsPath], readyUrl });
  }
  const peers = 'tests/bench/peers';
  return startProcess({
    name,
    args: [
      `${peers}/node_modules/@graphql-hive/gateway/dist/bin.js`,
      'supergraph',
      ...['--config-path', `${peers}/gateway.config.ts`, '--port', String(port), '--host', '127.0.0.1'],
    ],
    env: { BENCH_PEER_OPTIONS: optionsPath, BENCH_HIVE_PLANNER: name === 'hive' ? 'default' : 'rust' },
    readyUrl: `${readyUrl}/readiness`,
  });
}
