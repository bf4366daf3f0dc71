/** When the money of a payment leaves the payer for good. */
export const captureModes = ['AUTOMATIC', 'MANUAL', 'ESCROW'] as const;
export type CaptureMode = (typeof captureModes)[number];

/** Where the money of a payment comes from. */
export const fundingSources = ['WALLET', 'BANK_CARD', 'CREDIT_LINE', 'POINTS'] as const;
export type FundingSource = (typeof fundingSources)[number];

/** Kinds of things that can be paid. */
export const payableTypes = [
  'ORDER',
  'RIDE',
  'PARKING_SESSION',
  'TRAFFIC_FINE',
  'REPAIR_ORDER',
  'APPOINTMENT',
  'QUOTE',
] as const;
export type PayableType = (typeof payableTypes)[number];

/** The prefix of the ids of each kind. */
export const payablePrefixes = {
  ORDER: 'ord',
  RIDE: 'rid',
  PARKING_SESSION: 'prk',
  TRAFFIC_FINE: 'fne',
  REPAIR_ORDER: 'rep',
  APPOINTMENT: 'apt',
  QUOTE: 'quo',
} as const satisfies Record<PayableType, string>;
