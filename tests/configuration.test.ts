import { defaultLimits } from '@ecosystem/gateway/limits/limits';
import { expect, test } from 'vitest';
import { readText } from './files.ts';

const page = readText('docs/configuration.md');
const named = (file: string) =>
  [...readText(file).matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].flatMap(([, name]) => name ?? []);

test('the page on configuration names every variable that is read', () => {
  const variables = [
    ...named('gateway/src/config.ts'),
    ...named('gateway/src/budgets-config.ts'),
    ...named('subgraphs/kit/src/config.ts'),
  ];

  expect(variables.length).toBeGreaterThan(15);
  expect(variables.filter((name) => !page.includes(`\`${name}`))).toEqual([]);
});

test('the page on configuration tells the limits as they are', () => {
  const { depth, aliases, rootFields, fields, directives, tokens, bodyBytes } = defaultLimits;

  expect(page).toContain([depth, aliases, rootFields, fields, directives, tokens, bodyBytes].join(', '));
});
