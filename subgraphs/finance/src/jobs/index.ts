import { forgetKeys } from '@ecosystem/kit/forget-keys';
import type { DueWork } from '@ecosystem/kit/jobs';
import { closeClaimWork } from './close-claim.ts';
import { collectInstalment } from './collect-instalment.ts';
import { expirePayment } from './expire-payment.ts';
import { expirePoints } from './expire-points.ts';
import { releaseEscrowInTime } from './release-escrow.ts';
import { returnRedPacketInTime } from './return-red-packet.ts';
import { settlePayoutWork } from './settle-payout.ts';

/** The work of finance that comes due by itself. */
export const jobs: readonly DueWork[] = [
  closeClaimWork,
  collectInstalment,
  expirePayment,
  expirePoints,
  forgetKeys,
  releaseEscrowInTime,
  returnRedPacketInTime,
  settlePayoutWork,
];
