import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gatewayDatabaseName, subgraphs } from '@ecosystem/schema/subgraphs.ts';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

interface Service {
  readonly image: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string | number>>;
  readonly healthcheck: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly ports?: readonly string[];
  readonly networks: readonly string[];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: { readonly inside: { readonly internal: boolean } };
  readonly configs: { readonly 'create-databases': { readonly content: string } };
}

const repository = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(repository, path), 'utf8');
const compose: Compose = parse(read('docker-compose.yml'), { merge: true });
const dockerfile = read('Dockerfile');
const names = subgraphs.map(({ name }) => name);

function service(name: string): Service {
  const found = compose.services[name];
  if (!found) throw new Error(`docker-compose.yml has no service ${name}.`);
  return found;
}

describe('docker-compose.yml', () => {
  test('has PostgreSQL, Redis, the subgraphs of the list and the gateway, and nothing else', () => {
    expect(Object.keys(compose.services).sort()).toEqual(['gateway', 'postgres', 'redis', ...names].sort());
  });

  test('makes a database for each subgraph and for the gateway', () => {
    expect(service('postgres').image).toBe('postgres:18');
    const statements = compose.configs['create-databases'].content.trim().split('\n');
    expect(statements).toEqual(
      [...subgraphs.map(({ database }) => database), gatewayDatabaseName].map((name) => `create database ${name};`),
    );
    expect(service('gateway').environment['DATABASE_URL']).toBe(service('social').environment['DATABASE_URL']);
  });

  describe.each(subgraphs)('runs $name so that it', ({ name, port, database }) => {
    test('serves on the port of the list, with a main file that exists', () => {
      expect(service(name).command).toEqual(['node', `subgraphs/${name}/src/main.ts`]);
      expect(existsSync(join(repository, `subgraphs/${name}/src/main.ts`))).toBe(true);
      expect(service(name).environment['PORT']).toBe(port);
      expect(service(name).environment['HOST']).toBe('0.0.0.0');
    });

    test('finds its database, which has its name, once PostgreSQL is healthy', () => {
      expect(database).toBe(name);
      expect(service(name).environment['DATABASE_URL']).toMatch(/^postgres:\/\/postgres:[^@]+@postgres:5432$/);
      expect(service(name).depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    });

    test('is found by the gateway, which waits for it', () => {
      expect(service('gateway').environment[`${name.toUpperCase()}_URL`]).toBe(`http://${name}:${port}/graphql`);
      expect(service('gateway').depends_on?.[name]).toEqual({ condition: 'service_healthy' });
    });

    test('is not reachable from outside', () => {
      expect(service(name).ports).toBeUndefined();
      expect(service(name).networks).toEqual(['inside']);
    });
  });

  test('publishes the gateway alone, which asks its subgraphs over HTTP', () => {
    expect(compose.networks.inside.internal).toBe(true);
    const published = Object.entries(compose.services).filter(([, { ports }]) => ports !== undefined);
    expect(published.map(([name]) => name)).toEqual(['gateway']);
    expect(service('gateway').command).toEqual(['node', 'gateway/src/main.ts']);
    expect(existsSync(join(repository, 'gateway/src/main.ts'))).toBe(true);
    expect(service('gateway').environment).toMatchObject({ PORT: 4000, HOST: '0.0.0.0', SUBGRAPH_TRANSPORT: 'http' });
    expect(Object.keys(service('gateway').depends_on ?? {}).sort()).toEqual([...names, 'postgres', 'redis'].sort());
  });

  test('asks every process whether it is ready, on its own port', () => {
    for (const name of [...names, 'gateway']) {
      const [kind, command, script = '', port] = service(name).healthcheck.test;
      expect([kind, command, port]).toEqual(['CMD', 'node', String(service(name).environment['PORT'])]);
      expect(existsSync(join(repository, script))).toBe(true);
    }
    expect(service('postgres').healthcheck.test).toContain('pg_isready');
    expect(service('redis').healthcheck.test).toEqual(['CMD', 'redis-cli', 'ping']);
    expect(service('gateway').environment['REDIS_URL']).toBe('redis://redis:6379');
  });

  test('does not start without a secret, the same for the gateway and the subgraphs', () => {
    const secrets = [...names, 'gateway'].map((name) => service(name).environment['CALLER_SECRET']);
    expect(new Set(secrets).size).toBe(1);
    expect(secrets[0]).toMatch(/^\$\{CALLER_SECRET:\?.+\}$/);
  });

  test('does not start without keys for personal values, which the gateway does not get', () => {
    const keys = names.map((name) => service(name).environment['FIELD_KEYS']);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^\$\{FIELD_KEYS:\?.+\}$/);
    expect(service('gateway').environment).not.toHaveProperty('FIELD_KEYS');
  });
});

describe('the Dockerfile', () => {
  test('copies the manifest of every workspace package before it installs', () => {
    const manifests = globSync(
      ['gateway/package.json', 'schema/package.json', 'tests/package.json', 'subgraphs/*/package.json'],
      {
        cwd: repository,
      },
    );
    const beforeInstall = dockerfile.slice(0, dockerfile.indexOf('RUN npx'));
    const copied = [...beforeInstall.matchAll(/^COPY (\S+\/package\.json) (\S+)$/gm)];
    expect(copied.map(([, from]) => from).sort()).toEqual(manifests.sort());
    for (const [, from = '', to] of copied) expect(to).toBe(`${dirname(from)}/`);
  });

  test('keeps the invariants, which are checked after seeding', () => {
    const left = read('.dockerignore').split('\n');
    expect(left).toContain('**/*.test.ts');
    expect(left.filter((pattern) => /sql|invariants|\*\*\/test|subgraphs/.test(pattern))).toEqual([]);
  });

  test('installs from the lock file, inside the workspace, and runs as a normal user', () => {
    expect(dockerfile).toContain('install --frozen-lockfile --prod');
    expect(dockerfile).not.toMatch(/pnpm deploy .*\\|RUN .*deploy/);
    expect(dockerfile.indexOf('USER node')).toBeGreaterThan(dockerfile.lastIndexOf('RUN '));
    expect(dockerfile).toContain('CMD ["node", "gateway/src/main.ts"]');
  });
});
