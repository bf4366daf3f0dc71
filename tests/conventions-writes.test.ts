import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { parseSubgraphSdl } from '@ecosystem/schema/sdl.ts';
import { type SubgraphName, subgraphs } from '@ecosystem/schema/subgraphs.ts';
import { type FieldDefinitionNode, Kind } from 'graphql';
import { expect, test } from 'vitest';
import { readText, repository } from './files.ts';

// How every flat writes: tables, contexts, commands and jobs have one shape, whoever made them.

const names = subgraphs.map(({ name }) => name);

test('the flats have one context.ts', () => {
  expect(new Set(names.map((name) => readText(`subgraphs/${name}/src/context.ts`))).size).toBe(1);
});

test.each(names)('the tables of %s hand on the tables that all have', (name) => {
  expect(readText(`subgraphs/${name}/src/db/tables.ts`)).toMatch(/^export \* from '@ecosystem\/kit\/common-tables';$/m);
});

test.each(names)('%s has one command for each mutation, in a file <object>-<verb>', (name) => {
  const commands = filesIn(name, 'commands').flatMap((file) =>
    [...readSource(name, 'commands', file).matchAll(/^export const (\w+) = command\(\s*'(\w+)'/gm)].map(
      ([, exported = '', mutation = '']) => ({ file, exported, mutation }),
    ),
  );
  const verbOf = (mutation: string) => /^[a-z]+/.exec(mutation)?.[0] ?? '';

  const exported = commands.map((command) => command.exported);
  const { accessible, inaccessible } = mutationsOf(name);
  // One for the gateway alone can be a command, or can do without a key and an answer that is kept.
  expect(exported.filter((mutation) => !inaccessible.includes(mutation)).sort()).toEqual(accessible.sort());
  expect(commands.filter(({ exported, mutation }) => exported !== mutation)).toEqual([]);
  expect(new Set(commands.map(({ file }) => file)).size).toBe(commands.length);
  expect(
    commands.filter(({ file, mutation }) => !`${file}-`.includes(`-${verbOf(mutation)}-`) || file.startsWith('-')),
  ).toEqual([]);
});

test.each(names.filter((name) => filesIn(name, 'commands').length > 0))(
  '%s has commands, so keys of requests are forgotten there',
  (name) => {
    expect(listedJobsOf(name)).toContain('forgetKeys');
  },
);

test.each(names.filter((name) => filesIn(name, 'jobs').length > 0))(
  '%s has a file for each job, which names it, and a list of all of them',
  (name) => {
    const files = filesIn(name, 'jobs').filter((file) => file !== 'index');
    const jobs = files.map((file) => {
      const [, exported, job] =
        /^export const (\w+): DueWork = \{\n {2}name: '([a-z-]+)',/m.exec(readSource(name, 'jobs', file)) ?? [];
      return { file, exported, job };
    });

    expect(jobs).toEqual(files.map((file) => ({ file, exported: `${camelCaseOf(file)}Job`, job: file })));
    expect(listedJobsOf(name).filter((job) => job !== 'forgetKeys')).toEqual(
      files.map((file) => `${camelCaseOf(file)}Job`).sort(),
    );
    expect(readText(`subgraphs/${name}/src/index.ts`)).toMatch(/^ {2}jobs,$/m);
  },
);

test.each(names.filter((name) => filesIn(name, 'jobs').length > 0))(
  'the README of %s tells what its jobs do',
  (name) => {
    const told = [...readText(`subgraphs/${name}/README.md`).matchAll(/^\| `([a-z-]+)`/gm)].map(([, job]) => job);

    expect(told).toEqual(expect.arrayContaining(filesIn(name, 'jobs').filter((file) => file !== 'index')));
  },
);

/** The files of a room without their endings, tests left out; none where the flat has no such room. */
function filesIn(name: SubgraphName, room: string): string[] {
  const folder = join(repository, 'subgraphs', name, 'src', room);
  if (!existsSync(folder)) return [];
  return globSync('*.ts', { cwd: folder })
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

function readSource(name: SubgraphName, room: string, file: string): string {
  return readText(`subgraphs/${name}/src/${room}/${file}.ts`);
}

/** What the list of jobs of a flat has, in alphabetical order. */
function listedJobsOf(name: SubgraphName): string[] {
  const [, list = ''] = /jobs: readonly DueWork\[\] = \[([^\]]*)\]/.exec(readSource(name, 'jobs', 'index')) ?? [];
  return (list.match(/\w+/g) ?? []).sort();
}

function camelCaseOf(file: string): string {
  return file.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The mutations in the SDL of a subgraph: those that are in the API, and those for the gateway alone. */
function mutationsOf(name: SubgraphName): { readonly accessible: string[]; readonly inaccessible: string[] } {
  const fields = parseSubgraphSdl(name).definitions.flatMap((definition) =>
    (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION) &&
    definition.name.value === 'Mutation'
      ? (definition.fields ?? [])
      : [],
  );
  const isInaccessible = ({ directives = [] }: FieldDefinitionNode) =>
    directives.some(({ name: { value } }) => value === 'inaccessible');
  const nameOf = (field: FieldDefinitionNode) => field.name.value;
  return {
    accessible: fields.filter((field) => !isInaccessible(field)).map(nameOf),
    inaccessible: fields.filter(isInaccessible).map(nameOf),
  };
}
