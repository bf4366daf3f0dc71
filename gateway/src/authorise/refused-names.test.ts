import { type FieldNode, Kind } from 'graphql';
import { expect, test } from 'vitest';
import { hideField, restoreNames } from './refused-names.ts';

const field: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: 'name' } };
const hidden = hideField(field).alias?.value ?? '';

test.each([
  ['before', { [hidden]: null, name: 'vault' }],
  ['after', { name: 'vault', [hidden]: null }],
])('a refusal goes before a value of the same name, also %s it', (_, thing) => {
  expect(restoreNames({ things: [thing] })).toEqual({ things: [{ name: null }] });
});
