import { defineMachine } from '@ecosystem/kit/transitions';

/** The payment status of ISO 20022 (pacs.002, code set ExternalPaymentTransactionStatus) for each state. */
export const iso20022Statuses = {
  CREATED: 'RCVD',
  AUTHORISED: 'PDNG',
  CAPTURED: 'ACSC',
  PARTIALLY_REFUNDED: 'ACSC',
  REFUNDED: 'ACSC',
  CANCELLED: 'CANC',
  EXPIRED: 'CANC',
  FAILED: 'RJCT',
} as const;

/**
 * The life of a payment. To authorise holds the money of a payment that is captured by hand and moves the money of any
 * other at once, so it is two events: `authorise` and `pay`. A refund that leaves something is `refundPart`, one that
 * leaves nothing `refundRest`.
 */
export const paymentMachine = defineMachine({
  entity: 'payment',
  initial: 'CREATED',
  standard: { name: 'ISO 20022', codes: iso20022Statuses },
  transitions: [
    ['CREATED', 'authorise', 'AUTHORISED'],
    ['CREATED', 'pay', 'CAPTURED'],
    ['AUTHORISED', 'capture', 'CAPTURED'],
    ['CREATED', 'cancel', 'CANCELLED'],
    ['AUTHORISED', 'cancel', 'CANCELLED'],
    ['CREATED', 'expire', 'EXPIRED'],
    ['AUTHORISED', 'expire', 'EXPIRED'],
    ['CREATED', 'fail', 'FAILED'],
    ['AUTHORISED', 'fail', 'FAILED'],
    ['CAPTURED', 'refundPart', 'PARTIALLY_REFUNDED'],
    ['PARTIALLY_REFUNDED', 'refundPart', 'PARTIALLY_REFUNDED'],
    ['CAPTURED', 'refundRest', 'REFUNDED'],
    ['PARTIALLY_REFUNDED', 'refundRest', 'REFUNDED'],
  ],
});
