import { forgetKeys } from '@ecosystem/kit/forget-keys';
import type { DueWork } from '@ecosystem/kit/jobs';
import { beginPolicy } from './begin-policy.ts';
import { closeClaimWork } from './close-claim.ts';
import { collectInstalment } from './collect-instalment.ts';
import { collectDuePremium } from './collect-premium.ts';
import { expirePayment } from './expire-payment.ts';
import { expirePoints } from './expire-points.ts';
import { expirePolicy } from './expire-policy.ts';
import { expireQuote } from './expire-quote.ts';
import { quoteNextTerm } from './quote-renewal.ts';
import { releaseEscrowInTime } from './release-escrow.ts';
import { payRenewal } from './renew-policy.ts';
import { returnRedPacketInTime } from './return-red-packet.ts';
import { settlePayoutWork } from './settle-payout.ts';

/** The work of finance that comes due by itself. */
export const jobs: readonly DueWork[] = [
  beginPolicy,
  closeClaimWork,
  collectDuePremium,
  collectInstalment,
  expirePayment,
  expirePoints,
  expirePolicy,
  expireQuote,
  forgetKeys,
  payRenewal,
  quoteNextTerm,
  releaseEscrowInTime,
  returnRedPacketInTime,
  settlePayoutWork,
];
