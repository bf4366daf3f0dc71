import { defaultLimits } from '@ecosystem/gateway/limits/limits';
import { expect, test } from 'vitest';
import { readText } from './files.ts';

const page = readText('docs/configuration.md');
const named = (file: string) =>
  [...readText(file).matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].flatMap(([, name]) => name ?? []);

test('the page on configuration names every variable that is read', () => {
  const variables = [
    'gateway/src/config.ts',
    'gateway/src/budgets-config.ts',
    'gateway/src/issuer/issuer-config.ts',
    'subgraphs/kit/src/config.ts',
  ].flatMap(named);

  expect(variables.length).toBeGreaterThan(15);
  expect(variables.filter((name) => !page.includes(`\`${name}`))).toEqual([]);
});

test('the page on configuration tells the limits as they are', () => {
  const { depth, aliases, rootFields, fields, directives, tokens, bodyBytes } = defaultLimits;

  expect(page).toContain([depth, aliases, rootFields, fields, directives, tokens, bodyBytes].join(', '));
});
