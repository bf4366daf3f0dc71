import { expect, test } from 'vitest';
import { anonymous, type Caller } from './caller.ts';
import { resolvePartnerView, underConsent } from './consent.ts';
import { castId, castUuid } from './world.ts';

const partner: Caller = { subject: castId('par', 1), scopes: new Set(['partner:read']) };
const reference = { consentId: castId('cns', 3), scopes: ['PROFILE_BASIC'], customerRef: castId('cus', 2) };
const view = { consentId: castUuid(3), customerId: castUuid(2), scopes: ['PROFILE_BASIC'] };

test('a partner gets the view that social has handed on', () => {
  expect(resolvePartnerView(reference, partner)).toEqual(view);
});

test('without the scopes, which come with the fields that require them, nothing is granted', () => {
  const { consentId, customerRef } = reference;

  expect(resolvePartnerView({ consentId, customerRef }, partner)).toEqual({ ...view, scopes: [] });
});

test.each<[string, Caller]>([
  ['a partner without partner:read', { ...partner, scopes: new Set(['partner:manage']) }],
  ['the customer', { subject: castId('cus', 2), scopes: new Set(['partner:read']) }],
  ['somebody without a name', { subject: null, scopes: new Set(['partner:read']) }],
  ['nobody', anonymous],
])('%s gets no view', (_, caller) => {
  expect(resolvePartnerView(reference, caller)).toBeNull();
});

test.each([
  ['a consent of no form', { ...reference, consentId: 'nonsense' }],
  ['the id of another thing', { ...reference, consentId: castId('cus', 3) }],
  ['no customer', { consentId: reference.consentId, scopes: reference.scopes }],
  ['a customer of no form', { ...reference, customerRef: '' }],
])('a representation with %s is no view', (_, broken) => {
  expect(resolvePartnerView(broken, partner)).toBeNull();
});

test('a field answers under its scope and refuses without it', () => {
  const readName = underConsent('PROFILE_BASIC', ({ customerId }: typeof view, suffix: string) => customerId + suffix);

  expect(readName(view, '!')).toBe(`${castUuid(2)}!`);
  expect(() => readName({ ...view, scopes: ['CONTACT_PHONE'] }, '!')).toThrow(
    expect.objectContaining({
      message: 'The customer has not consented to PROFILE_BASIC.',
      extensions: { code: 'CONSENT_REQUIRED' },
    }),
  );
});
