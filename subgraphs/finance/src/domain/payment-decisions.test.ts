import { describe, expect, test } from 'vitest';
import { daysAfter } from './days.ts';
import {
  decideAuthorisation,
  decideCancellation,
  decideCapture,
  decideRefund,
  holdDays,
  isOverdue,
  type PaymentStatus,
  refundDays,
  refundsMax,
} from './payment-decisions.ts';
import { aPayment, noon } from './testing-payment.ts';

const before = (at: Date) => new Date(at.getTime() - 1);
const after = (at: Date) => new Date(at.getTime() + 1);
const states = [
  'CREATED',
  'AUTHORISED',
  'CAPTURED',
  'PARTIALLY_REFUNDED',
  'REFUNDED',
  'CANCELLED',
  'EXPIRED',
  'FAILED',
] as const;
/** States but those. */
const allBut = (...those: readonly PaymentStatus[]) => states.filter((state) => !those.includes(state));

describe('an authorisation', () => {
  test('holds for seven days what is captured by hand', () => {
    expect(decideAuthorisation(aPayment({ captureMode: 'MANUAL' }), noon)).toEqual({
      ok: true,
      value: { status: 'AUTHORISED', expiresAt: new Date('2026-11-08T04:00:00Z') },
    });
    expect(holdDays).toBe(7);
  });

  test.each(['AUTOMATIC', 'ESCROW'] as const)('captures at once in mode %s', (captureMode) => {
    expect(decideAuthorisation(aPayment({ captureMode }), noon)).toEqual({ ok: true, value: { status: 'CAPTURED' } });
  });

  test('is possible until the time to pay is over', () => {
    const payment = aPayment();
    expect(decideAuthorisation(payment, before(payment.expiresAt)).ok).toBe(true);
    expect(decideAuthorisation(payment, payment.expiresAt)).toMatchObject({ code: 'PAYMENT_EXPIRED' });
  });

  test.each(allBut('CREATED'))('of a payment that is %s is refused', (status) => {
    const code = status === 'EXPIRED' ? 'PAYMENT_EXPIRED' : 'ILLEGAL_TRANSITION';
    for (const captureMode of ['MANUAL', 'AUTOMATIC'] as const) {
      expect(decideAuthorisation(aPayment({ status, captureMode }), noon)).toMatchObject({ ok: false, code });
    }
  });
});

describe('a capture', () => {
  const held = aPayment({
    status: 'AUTHORISED',
    captureMode: 'MANUAL',
    heldMinor: 38_50n,
    expiresAt: daysAfter(noon, 7),
  });

  test.each([
    ['all when nothing is said', null, 38_50n],
    ['all', 38_50n, 38_50n],
    ['a part', 1n, 1n],
  ])('takes %s', (_, asked, taken) => {
    expect(decideCapture(held, asked, noon)).toEqual({ ok: true, value: taken });
  });

  test('of one fen too much, or too late, is refused', () => {
    expect(decideCapture(held, 38_51n, noon)).toMatchObject({ code: 'CAPTURE_EXCEEDS_AUTHORISED', path: ['amount'] });
    expect(decideCapture(held, null, before(held.expiresAt)).ok).toBe(true);
    expect(decideCapture(held, null, held.expiresAt)).toMatchObject({ code: 'PAYMENT_EXPIRED' });
  });

  test.each(allBut('AUTHORISED'))('of a payment that is %s is refused', (status) => {
    const code = status === 'EXPIRED' ? 'PAYMENT_EXPIRED' : 'ILLEGAL_TRANSITION';
    expect(decideCapture({ ...held, status }, null, noon)).toMatchObject({ ok: false, code });
  });
});

describe('a cancellation', () => {
  test.each(['CREATED', 'AUTHORISED'] as const)('ends a payment that is %s, however late', (status) => {
    expect(decideCancellation(aPayment({ status }))).toEqual({ ok: true, value: 'CANCELLED' });
  });

  test.each(allBut('CREATED', 'AUTHORISED'))('of a payment that is %s is refused', (status) => {
    expect(decideCancellation(aPayment({ status }))).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
  });
});

describe('a payment whose time is over', () => {
  test.each(['CREATED', 'AUTHORISED'] as const)('and that is %s is overdue from that moment on', (status) => {
    const payment = aPayment({ status });
    expect(isOverdue(payment, before(payment.expiresAt))).toBe(false);
    expect(isOverdue(payment, payment.expiresAt)).toBe(true);
  });

  test.each(allBut('CREATED', 'AUTHORISED'))('and that is %s has ended already', (status) => {
    expect(isOverdue(aPayment({ status }), daysAfter(noon, 365))).toBe(false);
  });
});

describe('a refund', () => {
  const captured = aPayment({ status: 'CAPTURED', capturedMinor: 38_50n, capturedAt: noon });
  const partly = aPayment({ ...captured, status: 'PARTIALLY_REFUNDED', refundedMinor: 10_00n });

  test.each([
    ['of a part leaves a rest', captured, 10_00n, { status: 'PARTIALLY_REFUNDED', refundedMinor: 10_00n }],
    ['of another part leaves a rest', partly, 28_49n, { status: 'PARTIALLY_REFUNDED', refundedMinor: 38_49n }],
    ['of the rest leaves nothing', partly, 28_50n, { status: 'REFUNDED', refundedMinor: 38_50n }],
    ['of all at once leaves nothing', captured, 38_50n, { status: 'REFUNDED', refundedMinor: 38_50n }],
  ])('%s', (_, payment, amountMinor, value) => {
    expect(decideRefund(payment, amountMinor, 0, noon)).toEqual({ ok: true, value });
  });

  test.each([
    ['of one fen too much', captured, 38_51n, 0, noon, 'REFUND_EXCEEDS_CAPTURED'],
    ['of one fen more than is left', partly, 28_51n, 1, noon, 'REFUND_EXCEEDS_CAPTURED'],
    ['of a payment that has nothing left', aPayment({ status: 'REFUNDED' }), 1n, 1, noon, 'REFUND_EXCEEDS_CAPTURED'],
    ['that is the fifty-first', captured, 1n, refundsMax, noon, 'TOO_MANY_REFUNDS'],
    ['after a year', captured, 1n, 0, after(daysAfter(noon, refundDays)), 'REFUND_WINDOW_CLOSED'],
  ])('%s is refused', (_, payment, amountMinor, count, at, code) => {
    expect(decideRefund(payment, amountMinor, count, at)).toMatchObject({ ok: false, code });
  });

  test('that is the fiftieth, on the last day, is done', () => {
    expect(decideRefund(captured, 1n, refundsMax - 1, daysAfter(noon, refundDays)).ok).toBe(true);
    expect([refundsMax, refundDays]).toEqual([50, 365]);
  });

  test('measures the part of the capture, not of what was agreed to', () => {
    const part = aPayment({ ...captured, capturedMinor: 20_00n });
    expect(decideRefund(part, 20_01n, 0, noon)).toMatchObject({ code: 'REFUND_EXCEEDS_CAPTURED' });
    expect(decideRefund(part, 20_00n, 0, noon)).toMatchObject({ value: { status: 'REFUNDED' } });
  });

  test.each(allBut('CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED'))('of a payment that is %s is refused', (status) => {
    expect(decideRefund(aPayment({ status }), 1n, 0, noon)).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
  });
});
