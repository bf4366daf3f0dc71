import { expect, test } from 'vitest';
import { type ConsentScope, consentScopes } from './consent.ts';
import { industries } from './partner.ts';
import { listFirstScopes, listPossibleScopes, orderScopes } from './partner-scopes.ts';

test.each(industries)('a partner of %s begins with a part of what it can be given, each scope once', (industry) => {
  const [first, possible] = [listFirstScopes(industry), listPossibleScopes(industry)];

  expect(first.length).toBeGreaterThan(0);
  expect(possible).toEqual(expect.arrayContaining(first));
  expect(possible).toEqual(consentScopes.filter((scope) => possible.includes(scope)));
  expect(first).toEqual(consentScopes.filter((scope) => first.includes(scope)));
});

test('every scope can be given to somebody', () => {
  expect(orderScopes(industries.flatMap(listPossibleScopes))).toEqual(consentScopes);
});

test.each<[ConsentScope, string[]]>([
  ['HEALTH_SUMMARY', ['HEALTHCARE']],
  ['HEALTH_PRESCRIPTIONS', ['FINANCE', 'HEALTHCARE']],
  ['HEALTH_OFFERS', ['FINANCE', 'HEALTHCARE']],
  ['WALLET_BAND', ['FINANCE']],
  ['PAYMENTS_READ', ['RETAIL', 'FINANCE']],
  ['TRIPS_READ', ['TOURISM', 'TRANSPORTATION', 'GOVERNMENT']],
])('%s can be given only to %j', (scope, expected) => {
  expect(industries.filter((industry) => listPossibleScopes(industry).includes(scope))).toEqual(expected);
});

test('scopes are put in the order of their table, each once', () => {
  expect(orderScopes(['ORDERS_READ', 'PROFILE_BASIC', 'ORDERS_READ'])).toEqual(['PROFILE_BASIC', 'ORDERS_READ']);
});
