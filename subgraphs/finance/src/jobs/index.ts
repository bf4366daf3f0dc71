import { forgetKeys } from '@ecosystem/kit/forget-keys';
import type { DueWork } from '@ecosystem/kit/jobs';
import { beginPolicyJob } from './begin-policy.ts';
import { closeClaimJob } from './close-claim.ts';
import { collectInstalmentJob } from './collect-instalment.ts';
import { collectPremiumJob } from './collect-premium.ts';
import { expirePaymentJob } from './expire-payment.ts';
import { expirePointsJob } from './expire-points.ts';
import { expirePolicyJob } from './expire-policy.ts';
import { expireQuoteJob } from './expire-quote.ts';
import { quoteRenewalJob } from './quote-renewal.ts';
import { releaseEscrowJob } from './release-escrow.ts';
import { renewPolicyJob } from './renew-policy.ts';
import { returnRedPacketJob } from './return-red-packet.ts';
import { settlePayoutJob } from './settle-payout.ts';

/** The work of finance that comes due by itself. */
export const jobs: readonly DueWork[] = [
  beginPolicyJob,
  closeClaimJob,
  collectPremiumJob,
  collectInstalmentJob,
  expirePaymentJob,
  expirePointsJob,
  expirePolicyJob,
  expireQuoteJob,
  forgetKeys,
  renewPolicyJob,
  quoteRenewalJob,
  releaseEscrowJob,
  returnRedPacketJob,
  settlePayoutJob,
];
