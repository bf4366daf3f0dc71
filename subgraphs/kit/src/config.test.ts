import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  ConfigurationError,
  callerSecret,
  commonVariables,
  databaseUrlOf,
  databaseVariable,
  explainFieldKeys,
  port,
  readConfig,
} from './config.ts';

const variables = z.object({
  ...commonVariables,
  ...databaseVariable('finance'),
  PORT: port.default(4001),
  CALLER_SECRET: callerSecret,
});
const secret = 'x'.repeat(32);

test('what is absent or empty has its default', () => {
  const config = readConfig(variables, { CALLER_SECRET: secret, PORT: '', DATA_DIR: '/data' });

  expect(config).toMatchObject({
    PORT: 4001,
    HOST: '127.0.0.1',
    DATA_DIR: '/data',
    STATEMENT_TIMEOUT_MS: 5_000,
    SEED: 'demo',
  });
});

test('all problems are named at once', () => {
  const read = () => readConfig(variables, { PORT: 'many', DATABASE_URL: 'mysql://host', LOG_LEVEL: 'loud' });

  expect(read).toThrow(ConfigurationError);
  expect(read).toThrow(/DATABASE_URL: must begin with postgres:\/\//);
  for (const name of ['PORT', 'LOG_LEVEL', 'CALLER_SECRET']) expect(read).toThrow(name);
});

test('the address of a database comes from its own variable, else from the base, else from nowhere', () => {
  const read = (environment: NodeJS.ProcessEnv) =>
    databaseUrlOf('finance', readConfig(variables, { CALLER_SECRET: secret, ...environment }));

  expect(read({})).toBeNull();
  expect(read({ DATABASE_URL: 'postgres://user:word@host:5433' })).toBe('postgres://user:word@host:5433/finance');
  expect(read({ DATABASE_URL: 'postgres://host', FINANCE_DATABASE_URL: 'postgres://other/money' })).toBe(
    'postgres://other/money',
  );
});

test('keys for personal values are read, and refused without being shown', () => {
  const key = Buffer.alloc(32, 'k').toString('base64');
  const read = (FIELD_KEYS: string) => readConfig(variables, { CALLER_SECRET: secret, FIELD_KEYS });

  expect(read(`main:${key}`).FIELD_KEYS?.map(({ id }) => id)).toEqual(['main']);
  expect(read('').FIELD_KEYS).toBeUndefined();
  expect(() => read(`main:${key.slice(8)}`)).toThrow(
    'FIELD_KEYS: must hold keys of 32 bytes; the key main is of another size',
  );
  expect(() => read(`main:${key.slice(8)}`)).not.toThrow(key.slice(8));
});

test.each([
  ['the embedded database', { SEED: 'none' }, false, true],
  ["the demo world in a database of one's own", { SEED: 'demo' }, true, true],
  ["a database of one's own", { SEED: 'none' }, true, false],
  ["a database of one's own, and given keys", { SEED: 'none', FIELD_KEYS: 'main:…' }, true, true],
])('with %s keys may be absent or not', (_, given, isDatabaseConfigured, isWell) => {
  expect(explainFieldKeys(given, isDatabaseConfigured) === null).toBe(isWell);
});
