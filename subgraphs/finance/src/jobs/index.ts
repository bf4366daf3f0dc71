import { closeClaimWork } from './close-claim.ts';
import { settlePayoutWork } from './settle-payout.ts';

/** All work of finance that comes due by itself. */
export const jobs = [closeClaimWork, settlePayoutWork];
