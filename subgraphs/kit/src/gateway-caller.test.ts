import { expect, test } from 'vitest';
import { anonymous, type Caller, signCaller, verifyCaller } from './caller.ts';
import { gatewayCaller, isGateway } from './gateway-caller.ts';
import { castId } from './world.ts';

const enforce = new Set(['gateway:enforce']);

test.each<[string, Caller, boolean]>([
  ['the gateway', gatewayCaller, true],
  ['a partner whose token claims the scope', { subject: castId('par', 1), scopes: enforce }, false],
  ['somebody without a name who claims the scope', { subject: null, scopes: enforce }, false],
  ['somebody with the name and without the scope', { subject: 'gateway', scopes: new Set() }, false],
  ['nobody', anonymous, false],
])('%s', (_, caller, expected) => {
  expect(isGateway(caller)).toBe(expected);
});

test('the gateway stays the gateway in the signed header', async () => {
  const secret = new Uint8Array(32).fill(7);

  const header = await signCaller(gatewayCaller, 'social', secret);

  expect(isGateway(await verifyCaller(header, 'social', secret))).toBe(true);
});
