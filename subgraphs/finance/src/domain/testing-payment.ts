import type { Payment } from './payment-decisions.ts';

/** Noon in Shanghai on a Sunday, when every payment of a unit test is made. */
export const noon = new Date('2026-11-01T04:00:00Z');

/** A payment of 38.50 that says what a test asks of it, and is otherwise new. */
export const aPayment = (facts: Partial<Payment> = {}): Payment => ({
  customerId: '019b76da-a800-7000-8000-000000000001',
  id: '019b76da-a800-7000-8000-0000000000aa',
  status: 'CREATED',
  amountMinor: 38_50n,
  heldMinor: 0n,
  capturedMinor: 0n,
  refundedMinor: 0n,
  feeMinor: 0n,
  currency: 'CNY',
  funding: null,
  captureMode: 'AUTOMATIC',
  payableId: '019b76da-a800-7000-8000-0000000000bb',
  payeeMerchantId: '019b76da-a800-7000-8000-000000000002',
  payeeCode: null,
  expiresAt: new Date(noon.getTime() + 900_000),
  authorisedAt: null,
  capturedAt: null,
  escrowReleaseAt: null,
  isInEscrow: false,
  ...facts,
});
