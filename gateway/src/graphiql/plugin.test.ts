import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Fastify from 'fastify';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readStoredDocuments } from '../documents/stored-documents.ts';
import { bundlePage } from './bundle.ts';
import { buildExamples } from './examples.ts';
import { serveGraphiql } from './plugin.ts';

// The first bundle of a fresh clone takes seconds; later ones come from the cache.
const bundleTimeoutMs = 60_000;
const documents = readStoredDocuments(join(import.meta.dirname, '../../../schema/operations'));
const examples = buildExamples(documents.all, 'web');
const fastify = Fastify();

beforeAll(async () => {
  await fastify.register(serveGraphiql, {
    endpoint: '/graphql',
    examples: [...examples, { query: '</script>', variables: '' }],
  });
  await bundlePage();
}, bundleTimeoutMs);
afterAll(() => fastify.close());

describe('the page', () => {
  test('may load nothing from elsewhere, and asks to be checked for a new version', async () => {
    const { headers, statusCode } = await fastify.inject('/graphiql');
    expect(statusCode).toBe(200);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(headers['content-security-policy']).not.toMatch(/https?:|\*/);
    expect(headers['cache-control']).toBe('no-cache');
  });

  test('carries its settings as data that cannot end the script element', async () => {
    const { body } = await fastify.inject('/graphiql');
    const settings = body.match(/id="settings">(.*)<\/script>/)?.[1] ?? '';
    expect(settings).not.toContain('<');
    expect(JSON.parse(settings)).toMatchObject({
      endpoint: '/graphql',
      examples: expect.arrayContaining([{ query: '</script>', variables: '' }]),
    });
  });
});

describe('the files of the page', () => {
  test('are served for good under an address that changes with them', async () => {
    const { body } = await fastify.inject('/graphiql');
    const paths = [...body.matchAll(/(?:src|href)="(\/graphiql\/[^"]+)"/g)].map(([, path]) => path ?? '');
    expect(paths).toHaveLength(2);
    for (const path of paths) {
      const { headers, statusCode } = await fastify.inject(path);
      expect(statusCode).toBe(200);
      expect(headers['cache-control']).toContain('immutable');
    }
  });

  test('hold the three workers of the editor', async () => {
    const { files } = await bundlePage();
    expect([...files]).toEqual(expect.arrayContaining(['editor.worker.js', 'graphql.worker.js', 'json.worker.js']));
  });

  test('mention no address that a page without internet would wait for', async () => {
    const { folder } = await bundlePage();
    const styles = readFileSync(join(folder, 'index.css'), 'utf8');
    expect(styles).not.toMatch(/url\(["']?https?:/);
    expect(styles).not.toContain('@import');
  });

  test.each(['..%2f..%2fpackage.json', 'nothing.js'])('are all there is: %s is not found', async (file) => {
    const { version } = await bundlePage();
    expect((await fastify.inject(`/graphiql/${version}/${file}`)).statusCode).toBe(404);
  });

  test('of another version are not found', async () => {
    expect((await fastify.inject('/graphiql/0000/index.js')).statusCode).toBe(404);
  });
});

describe('the examples', () => {
  test('begin with the profile and hold every operation of the web client', () => {
    expect(examples[0]?.query).toContain('query Profile');
    expect(examples).toHaveLength(documents.all.filter(({ client }) => client === 'web').length);
  });

  test.each(examples.map((example) => [/(?:query|mutation) (\w+)/.exec(example.query)?.[1], example] as const))(
    'give a value to every variable %s needs',
    (_, { query, variables }) => {
      const values = variables === '' ? {} : JSON.parse(variables);
      const needed = parse(query).definitions.flatMap((definition) =>
        definition.kind === 'OperationDefinition' ? (definition.variableDefinitions ?? []) : [],
      );
      for (const { variable, type, defaultValue } of needed) {
        if (type.kind === 'NonNullType' && !defaultValue) expect(values).toHaveProperty(variable.name.value);
      }
    },
  );
});
