import { anonymous, type Caller } from '@ecosystem/kit/caller';
import { boundConsentOf } from '@ecosystem/kit/consent';
import { castId } from '@ecosystem/kit/world';
import { expect, test } from 'vitest';
import { underConsent } from './consenting-caller.ts';
import { isPartner } from './is-partner.ts';

const caller = (subject: string, ...scopes: string[]): Caller => ({ subject, scopes: new Set(scopes) });
const partner = castId('par', 1);

test.each([
  ['a partner', caller(partner, 'partner:read'), true],
  ['a partner whose token allows nothing', caller(partner), true],
  ['a partner whose token has what issuers add', caller(partner, 'openid', 'consent:in-force'), true],
  ['a partner with a scope of work beside its own', caller(partner, 'partner:read', 'commerce:carry'), true],
  ['a carrier', caller(partner, 'commerce:carry'), false],
  ['a customer', caller(castId('cus', 1), 'partner:manage'), false],
  ['nobody', anonymous, false],
])('%s is taken for a partner: %s', (_, who, expected) => {
  expect(isPartner(who)).toBe(expected);
});

test('a caller under a consent has the scopes that were granted, and is one object for the same ones', () => {
  const own = caller(partner, 'partner:read');
  const consenting = underConsent(own, ['ORDERS_READ', 'PROFILE_BASIC']);
  expect([...consenting.scopes].sort()).toEqual([
    'consent:ORDERS_READ',
    'consent:PROFILE_BASIC',
    'consent:in-force',
    'partner:read',
  ]);
  expect(underConsent(own, ['PROFILE_BASIC', 'ORDERS_READ'])).toBe(consenting);
  expect(underConsent(own, null)).toBe(own);
  expect(underConsent(caller(partner, 'partner:read'), ['ORDERS_READ', 'PROFILE_BASIC'])).not.toBe(consenting);
});

test('a caller whose token is for one consent has that consent as a scope, and one without has none', () => {
  const own = caller(partner, 'partner:read');
  const consentId = castId('cns', 1);

  expect(boundConsentOf(underConsent(own, ['PROFILE_BASIC'], consentId))).toBe(consentId);
  expect(boundConsentOf(underConsent(caller(partner, 'partner:read'), ['PROFILE_BASIC']))).toBeNull();
});
