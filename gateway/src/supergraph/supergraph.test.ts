import { mkdtemp, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { composeFixture } from '../testing/fixture-subgraphs.ts';
import { loadSupergraph, SupergraphError } from './supergraph.ts';
import { readSupergraphFile, watchSupergraphFile } from './supergraph-file.ts';

const sdl = composeFixture();

describe('a supergraph', () => {
  test('with access directives is read, and clients do not see them', () => {
    const loaded = loadSupergraph(sdl, 'it');
    expect(loaded.subgraphs.map(({ name }) => name).sort()).toEqual(['care', 'people', 'shop']);
    expect(loaded.schema.getDirectives().map(({ name }) => name)).not.toContain('requiresScopes');
    expect(loaded.schema.getType('join__Graph')).toBeUndefined();
  });

  test.each([
    ['no GraphQL', 'hello {', /Syntax Error.*line 1/],
    ['an ordinary schema', 'type Query { a: Int }', /must be a core schema/],
    ['nothing', '', /Syntax Error/],
    [
      'connectors',
      sdl.replace(
        '@link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)',
        '$&\n  @link(url: "https://specs.apollo.dev/connect/v0.1", for: EXECUTION)',
      ),
      /connect\/v0\.1 is for: EXECUTION but is unsupported/,
    ],
    [
      'a security feature that nobody knows',
      sdl.replace('specs.apollo.dev/policy', 'example.org/secrecy'),
      /secrecy.*unsupported/,
    ],
  ])('that is %s is refused with a sentence', (_, text, sentence) => {
    expect(() => loadSupergraph(text, 'file.graphql')).toThrow(SupergraphError);
    expect(() => loadSupergraph(text, 'file.graphql')).toThrow(
      /^file\.graphql is not a supergraph that this gateway can serve: /,
    );
    expect(() => loadSupergraph(text, 'file.graphql')).toThrow(sentence);
  });
});

describe('a supergraph file', () => {
  test('that is not there is a sentence', async () => {
    await expect(readSupergraphFile('/nowhere/supergraph.graphql')).rejects.toThrow(
      'The supergraph file /nowhere/supergraph.graphql cannot be read: it does not exist.',
    );
  });

  test('that changes is read again; one that is refused is logged, and the next is read', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'gateway-')), 'supergraph.graphql');
    await writeFile(path, 'one');
    const seen: string[] = [];
    const good = Promise.withResolvers<void>();
    const bad = Promise.withResolvers<unknown>();
    const logger = pino({}, { write: (line: string) => void (line.includes('old one stays') && bad.resolve(line)) });
    const accept = async (text: string) => {
      if (text === 'bad') throw new SupergraphError('It is not a supergraph.');
      seen.push(text);
      good.resolve();
    };
    const unwatch = watchSupergraphFile(path, 'one', accept, logger);
    await writeFile(path, 'bad');
    expect(await bad.promise).toContain('It is not a supergraph.');
    // Replaced as a whole, as editors and orchestrators do.
    await writeFile(`${path}.new`, 'two');
    await rename(`${path}.new`, path);
    await good.promise;
    unwatch();
    expect(seen).toEqual(['two']);
  });
});
