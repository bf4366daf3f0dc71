import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findStaleFiles } from '@ecosystem/schema/generate.ts';
import { subgraphs } from '@ecosystem/schema/subgraphs.ts';
import { expect, test } from 'vitest';
import { drawStateMachines, stateMachinesPath } from '../scripts/state-machines.ts';

const repository = join(import.meta.dirname, '..');
const names = subgraphs.map(({ name }) => name);
const page = await drawStateMachines();

test('the page of the state machines is current; run `pnpm generate` when this fails', () => {
  expect(findStaleFiles([[stateMachinesPath, page]])).toEqual([]);
});

test('the page has a heading for each subgraph and names the ISO 20022 status of a payment', () => {
  expect([...page.matchAll(/^## (.+)$/gm)].map(([, name]) => name)).toEqual(names);
  expect(page).toContain('| CREATED | pay | CAPTURED | ACSC |');
});

test.each(names)('every machine of %s is in the list from which the page is drawn', (name) => {
  const folder = join(repository, 'subgraphs', name, 'src/domain');
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const defined = globSync('*.ts', { cwd: folder })
    .flatMap((file) => [...read(file).matchAll(/^export const (\w+) = defineMachine\(/gm)])
    .map(([, machine]) => machine);
  const [, listed = ''] = /export const machines = \[([^\]]*)\]/.exec(read('machines.ts')) ?? [];

  expect(defined.length).toBeGreaterThan(0);
  expect(listed.match(/\w+/g)?.sort()).toEqual(defined.sort());
});
