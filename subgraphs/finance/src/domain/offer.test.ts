import { describe, expect, test } from 'vitest';
import { daysAfter } from './days.ts';
import { decideResponse, isSilenced } from './offer.ts';

const noon = new Date('2026-06-01T04:00:00Z');
const daysLater = (days: number) => daysAfter(noon, days);
const open = { response: null, expiresAt: daysLater(1) };

describe('an answer', () => {
  test.each(['ACCEPT', 'DECLINE', 'LATER'] as const)('of %s to an open offer is kept', (response) => {
    expect(decideResponse(open, response, noon)).toEqual({ ok: true, value: { response, respondedAt: noon } });
  });

  test('after LATER is still possible', () => {
    expect(decideResponse({ ...open, response: 'LATER' }, 'ACCEPT', noon).ok).toBe(true);
  });

  test.each([
    ['after an acceptance', { response: 'ACCEPT' }, noon, 'OFFER_ALREADY_ANSWERED'],
    ['after a refusal', { response: 'DECLINE' }, noon, 'OFFER_ALREADY_ANSWERED'],
    ['at the end of the offer', {}, daysLater(1), 'OFFER_EXPIRED'],
    ['to an offer that was answered and is over', { response: 'ACCEPT' }, daysLater(2), 'OFFER_ALREADY_ANSWERED'],
  ] as const)('%s is refused', (_, change, at, code) => {
    expect(decideResponse({ ...open, ...change }, 'ACCEPT', at)).toMatchObject({ ok: false, code });
  });
});

describe('a product', () => {
  const declined = { product: 'TERM_LIFE_20', response: 'DECLINE', respondedAt: noon } as const;

  test.each([
    ['that was just declined is silent', declined, noon, true],
    ['is silent until 30 days are over (AT-9-4)', declined, new Date(daysLater(30).getTime() - 1), true],
    ['is offered again after 30 days', declined, daysLater(30), false],
    ['is offered when another was declined', { ...declined, product: 'FAMILY_HEALTH' }, noon, false],
    ['that was put off is offered', { ...declined, response: 'LATER' }, noon, false],
    ['that was accepted is not silenced by this rule', { ...declined, response: 'ACCEPT' }, noon, false],
  ] as const)('%s', (_, response, at, expected) => {
    expect(isSilenced('TERM_LIFE_20', [response], at)).toBe(expected);
  });
});
