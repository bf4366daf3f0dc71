import { expect, test } from 'vitest';
import { readGatewayConfig } from '../config.ts';

test('without variables the issuer is on this machine, and tokens live ten minutes', () => {
  expect(readGatewayConfig([], {}).embeddedIssuer).toEqual({ publicUrl: null, accessTokenS: 600 });
});

test('the public address is an origin, however it is written', () => {
  const { embeddedIssuer } = readGatewayConfig([], { PUBLIC_URL: 'https://API.example.com/', ACCESS_TOKEN_S: '60' });
  expect(embeddedIssuer).toEqual({ publicUrl: 'https://api.example.com', accessTokenS: 60 });
});

test.each([
  ['PUBLIC_URL', 'https://example.com/api', 'must be an origin, without a path'],
  ['PUBLIC_URL', 'example.com', 'must be an address that begins with http:// or https://'],
  ['ACCESS_TOKEN_S', '59', 'ACCESS_TOKEN_S'],
  ['ACCESS_TOKEN_S', '3601', 'ACCESS_TOKEN_S'],
])('%s cannot be %s', (name, value, words) => {
  expect(() => readGatewayConfig([], { [name]: value })).toThrow(words);
});
