import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readInvariants } from '@ecosystem/kit/invariants';
import { lintSdl } from '@ecosystem/schema/lint.ts';
import { parseSubgraphSdl } from '@ecosystem/schema/sdl.ts';
import { subgraphs } from '@ecosystem/schema/subgraphs.ts';
import { describe, expect, test } from 'vitest';

const root = normalize(join(import.meta.dirname, '..'));
const names = subgraphs.map(({ name }) => name);
const skipped = new Set(['node_modules', '.git', '.data', 'generated', 'meta']);
const linesMax = 300;

const files = listFiles(root);
const code = files.filter((file) => /\.(ts|tsx|mjs)$/.test(file));

describe('the five flats', () => {
  /** What every flat has; in the folders marked * the rest follows from the subgraph's types. */
  const common = [
    'README.md',
    'package.json',
    'schema.graphql',
    'seed.ts',
    'src/config.ts',
    'src/context.ts',
    'src/db/tables.ts',
    'src/domain/machines.test.ts',
    'src/domain/machines.ts',
    'src/index.ts',
    'src/loaders.ts',
    'src/main.ts',
    'src/models.ts',
    'src/resolvers/customer.ts',
    'src/resolvers/index.ts',
    'src/resolvers/query.ts',
    'test/rules.test.ts',
  ];
  const free = [
    'src/resolvers/',
    'src/db/',
    'src/domain/',
    'src/commands/',
    'src/jobs/',
    'migrations/',
    'test/',
    'seed/',
  ];

  test.each(names)('%s has the rooms that all have, and no others', (name) => {
    const own = files.flatMap((file) =>
      file.startsWith(`subgraphs/${name}/`) ? [file.slice(`subgraphs/${name}/`.length)] : [],
    );

    expect(own).toEqual(expect.arrayContaining([...common, `test/${name}.test.ts`]));
    expect(own.filter((file) => !common.includes(file) && !free.some((folder) => file.startsWith(folder)))).toEqual([]);
  });

  test.each(names)('%s names each of its statements once, after itself', (name) => {
    const statements = code
      .filter((file) => file.startsWith(`subgraphs/${name}/src/db/`))
      .flatMap((file) => [...read(file).matchAll(/\b(?:statement|pagesBy)(?:<[^(]*>)?\(\s*'([^']+)'/g)])
      .map(([, statement]) => statement);

    expect(statements.length).toBeGreaterThan(0);
    expect(statements.filter((statement) => !statement?.startsWith(`${name}.`))).toEqual([]);
    expect(new Set(statements).size).toBe(statements.length);
  });

  test.each(names)('%s names the files of its invariants after their numbers', (name) => {
    const invariants = readInvariants(pathToFileURL(join(root, 'subgraphs', name, 'test/invariants/')));
    const wrong = invariants.filter(({ name: slug, sentence }) => {
      const [, letter, number] = /^([A-Z])(\d+)\*?\s/.exec(sentence) ?? [];
      const beginning = letter && number ? `${letter.toLowerCase()}${number.padStart(2, '0')}-` : '';
      return !/^[a-z\d]+(-[a-z\d]+)+$/.test(slug) || !slug.startsWith(beginning);
    });

    expect(wrong).toEqual([]);
  });

  test('differ in their main.ts by name and port alone', () => {
    const shapes = subgraphs.map(({ name, port }) =>
      read(`subgraphs/${name}/src/main.ts`).replaceAll(name, '<name>').replaceAll(String(port), '<port>'),
    );

    expect(new Set(shapes).size).toBe(1);
  });
});

describe('imports', () => {
  const arrows = code.flatMap((file) => importsOf(file).map((target) => [file, target] as const));
  const isTest = (file: string) => /\.test\.ts$|\/test(ing)?[/-]|^tests\//.test(file);

  test('never lead from one subgraph to another, nor from the kit to a subgraph', () => {
    const crossing = arrows.filter(([file, target]) => {
      const from = flatOf(file);
      const to = flatOf(target);
      return (from !== null && to !== null && from !== to) || (file.startsWith('subgraphs/kit/') && to !== null);
    });

    expect(crossing).toEqual([]);
  });

  test('lead from the gateway to a subgraph in one file alone, the one that mounts them', () => {
    const mounting = arrows.filter(
      ([file, target]) => file.startsWith('gateway/') && !isTest(file) && flatOf(target) !== null,
    );

    expect([...new Set(mounting.map(([file]) => file))]).toEqual(['gateway/src/mount.ts']);
  });

  test('never lead from a subgraph or the kit to the gateway', () => {
    expect(arrows.filter(([file, target]) => file.startsWith('subgraphs/') && target.startsWith('gateway/'))).toEqual(
      [],
    );
  });

  /** Inside a flat: which room may look into which. */
  const mayImport: Record<string, readonly string[]> = {
    resolvers: ['resolvers', 'generated', 'commands', 'domain', 'models', 'context'],
    commands: ['commands', 'domain', 'db', 'context', 'generated'],
    jobs: ['jobs', 'commands', 'domain', 'db'],
    loaders: ['db'],
    db: ['db', 'domain'],
    domain: ['domain'],
    models: ['db', 'domain'],
    context: ['loaders'],
    main: ['index', 'config'],
  };

  test('inside a flat follow the directions of ARCHITECTURE.md', () => {
    const wrong = arrows.filter(([file, target]) => {
      const from = roomOf(file);
      const to = roomOf(target);
      return (
        !isTest(file) && from !== null && to !== null && (mayImport[from]?.includes(to) ?? from === 'index') === false
      );
    });

    expect(wrong).toEqual([]);
  });

  test('of domain rules reach money, results and machines of the kit, and nothing else outside', () => {
    const allowed = ['subgraphs/kit/src/money.ts', 'subgraphs/kit/src/result.ts', 'subgraphs/kit/src/transitions.ts'];
    const outside = arrows.filter(
      ([file, target]) =>
        roomOf(file) === 'domain' && !isTest(file) && roomOf(target) !== 'domain' && !allowed.includes(target),
    );

    expect(outside).toEqual([]);
  });

  test('of drizzle stay in db/, the seed and the kit', () => {
    const outside = arrows.filter(
      ([file, target]) =>
        target.startsWith('drizzle-orm') &&
        flatOf(file) !== null &&
        !isTest(file) &&
        roomOf(file) !== 'db' &&
        !/\/seed(\/|\.ts)/.test(file),
    );

    expect(outside).toEqual([]);
  });
});

test(`no file of code has more than ${linesMax} lines`, () => {
  expect(code.filter((file) => read(file).split('\n').length > linesMax + 1)).toEqual([]);
});

test('the environment is read in config.ts files and entry scripts alone', () => {
  // In quotes it is a name that a bundler replaces, and reads nothing.
  const readers = code.filter((file) => /(?<!')process\.env\b/.test(read(file)));

  expect(
    readers.filter((file) => !/(^|[/.-])config\.ts$/.test(file) && !file.startsWith('scripts/') && !isTestFile(file)),
  ).toEqual([]);
});

test.each(names)('the contract of %s is described and shaped as agreed', (name) => {
  expect(lintSdl(parseSubgraphSdl(name))).toEqual([]);
});

test('no line switches a check off without saying why', () => {
  const silent = code.filter((file) =>
    /@ts-(ignore|nocheck|expect-error)|biome-ignore [\w/]+(?!.*: .{10})/.test(read(file)),
  );

  expect(silent.filter((file) => file !== 'tests/conventions.test.ts')).toEqual([]);
});

function isTestFile(file: string): boolean {
  return /\.test\.ts$/.test(file);
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function listFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((entry) => {
    if (skipped.has(entry)) return [];
    const path = join(folder, entry);
    return statSync(path).isDirectory() ? listFiles(path) : [relative(root, path)];
  });
}

/** What a file imports: paths from the root for our own files, package names for others. */
function importsOf(file: string): string[] {
  const specifiers = [...read(file).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].flatMap(
    ([, specifier]) => specifier ?? [],
  );
  return specifiers.map((specifier) => {
    if (specifier.startsWith('.')) return normalize(join(dirname(file), specifier));
    const [, own, rest] = /^@ecosystem\/([a-z]+)(?:\/(.+))?$/.exec(specifier) ?? [];
    if (!own) return specifier;
    if (own === 'kit') return `subgraphs/kit/src/${rest}.ts`;
    if (own === 'gateway' || own === 'schema' || own === 'tests') return `${own}/${rest ?? ''}`;
    return `subgraphs/${own}/src/index.ts`;
  });
}

/** The subgraph that a file belongs to, or null. */
function flatOf(file: string): string | null {
  const name = /^subgraphs\/([a-z]+)\//.exec(file)?.[1];
  return name && name !== 'kit' ? name : null;
}

/** The room of a file inside its flat: the folder or file below src/, or null outside. */
function roomOf(file: string): string | null {
  return flatOf(file) === null ? null : (/^subgraphs\/[a-z]+\/src\/([a-z-]+)/.exec(file)?.[1] ?? null);
}
