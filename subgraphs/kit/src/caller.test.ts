import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import {
  anonymous,
  customerOf,
  owns,
  signCaller,
  signCallers,
  subjectOf,
  verifyCaller,
  verifyCallers,
} from './caller.ts';
import { castId, castUuid } from './world.ts';

const secret = new TextEncoder().encode('a secret of at least thirty-two characters');
const liwei = { subject: castId('cus', 1), scopes: new Set(['auto:read', 'finance:read']) };

test('a signed caller arrives as it was sent', async () => {
  expect(await verifyCaller(await signCaller(liwei, 'auto', secret), 'auto', secret)).toEqual(liwei);
  expect(await verifyCaller(await signCaller(anonymous, 'auto', secret), 'auto', secret)).toEqual(anonymous);
});

test.each([
  ['nothing', async () => undefined, 'answers only calls that the gateway has signed'],
  ['any text', async () => 'cus_1', 'is not valid'],
  ['a header for another subgraph', () => signCaller(liwei, 'finance', secret), 'is not valid'],
  [
    'another secret',
    () => signCaller(liwei, 'auto', new TextEncoder().encode('another secret, as long as this one')),
    'is not valid',
  ],
  ['an old header', () => signOld(), 'is not valid'],
  [
    'no signature',
    async () => `${encode({ alg: 'none' })}.${encode({ sub: liwei.subject, aud: 'auto' })}.`,
    'is not valid',
  ],
])('a subgraph refuses %s', async (_, makeHeader, message) => {
  const header = await makeHeader();

  await expect(verifyCaller(header, 'auto', secret)).rejects.toMatchObject({
    message: expect.stringContaining(message),
    extensions: { code: 'UNAUTHENTICATED' },
  });
});

test('the callers of a batch arrive in their order, each with its own scopes', async () => {
  const anna = { subject: castId('cus', 2), scopes: new Set(['auto:read']) };
  const callers = [liwei, anonymous, anna, { ...liwei, subject: castId('cus', 3) }];

  expect(await verifyCallers(await signCallers(callers, 'auto', secret), 'auto', secret)).toEqual(callers);
});

test.each([
  ['nothing', async () => undefined],
  ['a header for another subgraph', () => signCallers([liwei], 'finance', secret)],
  [
    'another secret',
    () => signCallers([liwei], 'auto', new TextEncoder().encode('another secret, as long as this one')),
  ],
  ['an old header', () => signOld()],
  ['the header of a single call', () => signCaller(liwei, 'auto', secret)],
])('a subgraph refuses a batch with %s', async (_, makeHeader) => {
  const header = await makeHeader();

  await expect(verifyCallers(header, 'auto', secret)).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});

test('the header of a batch is not taken for that of an anonymous caller', async () => {
  const header = await signCallers([liwei], 'auto', secret);

  await expect(verifyCaller(header, 'auto', secret)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});

test('only a customer is a customer, and owns only what is hers', () => {
  const agent = { subject: castId('agt', 1), scopes: new Set<string>() };

  expect(customerOf(liwei)).toBe(castUuid(1));
  expect(customerOf(agent)).toBeNull();
  expect(subjectOf(agent, 'agt')).toBe(castUuid(1));
  expect(owns(liwei, { customerId: castUuid(1) })).toBe(true);
  expect(owns(agent, { customerId: castUuid(1) })).toBe(false);
  expect(owns(anonymous, { customerId: castUuid(1) })).toBe(false);
});

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function signOld(): Promise<string> {
  return new SignJWT({ sub: liwei.subject, scope: '', callers: [[liwei.subject, 0]], scopes: [''] })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('ecosystem-gateway')
    .setAudience('auto')
    .setIssuedAt(0)
    .setExpirationTime(30)
    .sign(secret);
}
