import { availableParallelism } from 'node:os';
import { ConfigurationError } from '@ecosystem/kit/config';
import { testFieldKeys } from '@ecosystem/kit/testing-keys';
import { describe, expect, test } from 'vitest';
import { environmentOfWorker, readGatewayConfig } from './config.ts';

const problemsOf = (environment: NodeJS.ProcessEnv, commandLine: string[] = []): readonly string[] => {
  try {
    readGatewayConfig(commandLine, environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
};

describe('the configuration', () => {
  test('needs nothing: our own subgraphs in process, on port 4000', () => {
    const config = readGatewayConfig([], {});
    expect(config).toMatchObject({
      port: 4_000,
      host: '127.0.0.1',
      transport: 'in-process',
      supergraphFile: null,
      issuer: null,
    });
    expect(config.timeoutMsOf('finance')).toBe(5_000);
    expect(config.databaseUrlOf('finance')).toBeNull();
  });

  test('of the command line goes before that of the environment', () => {
    const environment = { PORT: '5000', SUPERGRAPH: '/a.graphql' };
    expect(readGatewayConfig(['--port', '6000', '--supergraph', '/b.graphql'], environment)).toMatchObject({
      port: 6_000,
      supergraphFile: '/b.graphql',
      transport: 'http',
    });
  });

  test('may name address and time limit of each subgraph, also of others', () => {
    const config = readGatewayConfig([], {
      FINANCE_URL: 'http://finance:4001/graphql',
      FINANCE_TIMEOUT_MS: '700',
      MY_SHOP_URL: 'http://shop/graphql',
    });
    expect([config.urlOf('finance'), config.urlOf('my-shop'), config.urlOf('health')]).toEqual([
      'http://finance:4001/graphql',
      'http://shop/graphql',
      null,
    ]);
    expect([config.timeoutMsOf('finance'), config.timeoutMsOf('my-shop')]).toEqual([700, 5_000]);
  });

  test('lets a process do jobs unless it is told to answer alone', () => {
    expect(readGatewayConfig([], {}).areJobsOn).toBe(true);
    expect(readGatewayConfig([], { JOBS: 'off' }).areJobsOn).toBe(false);
    expect(problemsOf({ JOBS: 'no' })).toEqual([expect.stringContaining('JOBS')]);
  });

  test('counts processes: one, a number, or as many as there are cores', () => {
    const workersOf = (environment: NodeJS.ProcessEnv) => readGatewayConfig([], environment).workers;
    expect([workersOf({}), workersOf({ WORKERS: '3' }), workersOf({ WORKERS: 'auto' })]).toEqual([
      1,
      3,
      availableParallelism(),
    ]);
  });

  test('is the same for a worker, which gets its port, its file and its databases from the primary', () => {
    const worker = environmentOfWorker({
      port: 4_321,
      supergraphFile: null,
      areDatabasesReady: true,
      databaseUrlOf: (name) => `postgres://somewhere/${name}`,
      fieldKeys: testFieldKeys,
    });
    const config = readGatewayConfig([], { PORT: '0', LOG_LEVEL: 'warn', SUPERGRAPH: '/of/the/primary', ...worker });
    expect(config).toMatchObject({ port: 4_321, logLevel: 'warn', supergraphFile: null, areDatabasesReady: true });
    expect(config.databaseUrlOf('health')).toBe('postgres://somewhere/health');
    expect(config.fieldKeys?.map(({ id }) => id)).toEqual(['test']);
    expect(config.fieldKeys?.[0].key.equals(testFieldKeys[0].key)).toBe(true);
    expect(readGatewayConfig([], {}).areDatabasesReady).toBe(false);
  });

  test('names all problems at once', () => {
    const problems = problemsOf({
      PORT: 'many',
      MAX_DEPTH: '0',
      INTROSPECTION: 'maybe',
      FINANCE_URL: 'finance:4001',
      FINANCE_DATABASE_URL: 'mysql://x',
      HEALTH_TIMEOUT_MS: '-1',
      SUBGRAPH_TRANSPORT: 'http',
      JWKS_URL: 'https://issuer.test/keys',
      JWT_ISSUER: 'https://issuer.test',
    });
    expect(problems.map((problem) => problem.split(':')[0]).sort()).toEqual([
      'CALLER_SECRET',
      'FINANCE_DATABASE_URL',
      'FINANCE_URL',
      'HEALTH_TIMEOUT_MS',
      'INTROSPECTION',
      'JWT_AUDIENCE',
      'MAX_DEPTH',
      'PORT',
    ]);
  });

  test.each([
    ['an unknown option', {}, ['--prot', '1'], /--prot.*Usage: node gateway/],
    ['a short secret', { CALLER_SECRET: 'short' }, [], /CALLER_SECRET: must have at least 32/],
    [
      "other people's subgraphs in process",
      { SUPERGRAPH: 'x', SUBGRAPH_TRANSPORT: 'in-process' },
      [],
      /only our own subgraphs run in process/,
    ],
    ['a number of workers that is none', { WORKERS: 'all' }, [], /WORKERS: must be "auto" or a number from 1 to 256/],
    [
      "somebody's database without keys for personal values",
      { FINANCE_DATABASE_URL: 'postgres://x', SEED: 'none' },
      [],
      /FIELD_KEYS: must be set for a configured database/,
    ],
    ['an audience without keys', { JWT_AUDIENCE: 'x' }, [], /JWKS_URL: must be set with JWT_AUDIENCE/],
  ])('refuses %s', (_, environment, commandLine, sentence) => {
    expect(problemsOf(environment, commandLine)).toEqual([expect.stringMatching(sentence)]);
  });

  test('forwards headers by name, and never those that belong to one connection or to the gateway', () => {
    const { forwardHeaders } = readGatewayConfig([], {
      FORWARD_HEADERS: 'Authorization, X-Tenant,host,x-caller,content-length',
    });
    expect(forwardHeaders).toEqual(['authorization', 'x-tenant']);
  });
});
