import { expect, test } from 'vitest';
import { findPersona, findSubject } from './personas.ts';
import { castId } from './world.ts';

test('a persona is found by its name, and an inherited name is none', () => {
  expect(findPersona('auditor')).toEqual({ scopes: ['finance:audit'], subject: castId('aud', 1) });
  expect(findPersona('constructor')).toBeNull();
  expect(findPersona('')).toBeNull();
});

test.each([
  ['an alias', 'liwei', castId('cus', 1)],
  ['an alias with its sign', '@noodle', castId('mer', 1)],
  ['a full id', castId('agt', 2), castId('agt', 2)],
  ['an inherited name', 'constructor', null],
  ['anything else', 'somebody', null],
])('%s stands for a subject', (_, text, subject) => {
  expect(findSubject(text)).toBe(subject);
});
