import { claimMachine } from './claim.ts';
import { loanMachine } from './loan.ts';
import { paymentMachine } from './payment.ts';
import { payoutMachine } from './payout.ts';
import { policyMachine } from './policy.ts';
import { quoteMachine } from './quote.ts';
import { redPacketMachine } from './red-packet.ts';
import { refundMachine } from './refund.ts';
import { walletMachine } from './wallet.ts';

/** All state machines of finance, in the order of the page that shows them. */
export const machines = [
  walletMachine,
  paymentMachine,
  refundMachine,
  redPacketMachine,
  quoteMachine,
  policyMachine,
  claimMachine,
  payoutMachine,
  loanMachine,
] as const;
