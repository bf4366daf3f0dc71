import { describeMachine } from '@ecosystem/kit/testing-machines';
import { claimMachine } from './claim.ts';
import { loanMachine } from './loan.ts';
import { paymentMachine } from './payment.ts';
import { payoutMachine } from './payout.ts';
import { policyMachine } from './policy.ts';
import { quoteMachine } from './quote.ts';
import { redPacketMachine } from './red-packet.ts';
import { refundMachine } from './refund.ts';
import { walletMachine } from './wallet.ts';

describeMachine(walletMachine, {
  ACTIVE: { freeze: 'FROZEN', close: 'CLOSED' },
  FROZEN: { unfreeze: 'ACTIVE' },
  CLOSED: {},
});

describeMachine(paymentMachine, {
  CREATED: { authorise: 'AUTHORISED', pay: 'CAPTURED', cancel: 'CANCELLED', expire: 'EXPIRED', fail: 'FAILED' },
  AUTHORISED: { capture: 'CAPTURED', cancel: 'CANCELLED', expire: 'EXPIRED', fail: 'FAILED' },
  CAPTURED: { refundPart: 'PARTIALLY_REFUNDED', refundRest: 'REFUNDED' },
  PARTIALLY_REFUNDED: { refundPart: 'PARTIALLY_REFUNDED', refundRest: 'REFUNDED' },
  REFUNDED: {},
  CANCELLED: {},
  EXPIRED: {},
  FAILED: {},
});

describeMachine(policyMachine, {
  BOUND: { begin: 'IN_FORCE', cancel: 'CANCELLED' },
  IN_FORCE: { expire: 'EXPIRED', lapse: 'LAPSED', cancel: 'CANCELLED' },
  LAPSED: { reinstate: 'IN_FORCE', cancel: 'CANCELLED' },
  CANCELLED: {},
  EXPIRED: {},
});

describeMachine(loanMachine, {
  APPLIED: { approve: 'APPROVED', reject: 'REJECTED' },
  APPROVED: { disburse: 'DISBURSED' },
  REJECTED: {},
  DISBURSED: { beginRepayment: 'IN_REPAYMENT' },
  IN_REPAYMENT: { missInstalment: 'OVERDUE', settle: 'SETTLED' },
  OVERDUE: { catchUp: 'IN_REPAYMENT', settle: 'SETTLED', writeOff: 'WRITTEN_OFF' },
  SETTLED: {},
  WRITTEN_OFF: {},
});

describeMachine(redPacketMachine, {
  SENT: { open: 'PARTIALLY_CLAIMED', openLast: 'EMPTY', expire: 'REFUNDED' },
  PARTIALLY_CLAIMED: { open: 'PARTIALLY_CLAIMED', openLast: 'EMPTY', expire: 'REFUNDED' },
  EMPTY: {},
  REFUNDED: {},
});

describeMachine(quoteMachine, {
  QUOTED: { accept: 'ACCEPTED', decline: 'DECLINED', expire: 'EXPIRED' },
  ACCEPTED: {},
  DECLINED: {},
  EXPIRED: {},
});

describeMachine(claimMachine, {
  NOTIFIED: { triage: 'TRIAGED', withdraw: 'WITHDRAWN' },
  TRIAGED: { fastTrack: 'APPROVED', investigate: 'INVESTIGATING', withdraw: 'WITHDRAWN' },
  INVESTIGATING: {
    approve: 'APPROVED',
    approvePart: 'PARTIALLY_APPROVED',
    reject: 'REJECTED',
    withdraw: 'WITHDRAWN',
  },
  APPROVED: { pay: 'PAYING' },
  PARTIALLY_APPROVED: { pay: 'PAYING' },
  REJECTED: { reopen: 'REOPENED' },
  PAYING: { settle: 'PAID', failPayout: 'APPROVED' },
  PAID: { close: 'CLOSED', reopen: 'REOPENED' },
  CLOSED: { reopen: 'REOPENED' },
  REOPENED: { investigate: 'INVESTIGATING' },
  WITHDRAWN: {},
});

describeMachine(payoutMachine, {
  PENDING: { send: 'SENT', fail: 'FAILED' },
  SENT: { settle: 'SETTLED', fail: 'FAILED' },
  SETTLED: {},
  FAILED: {},
});

describeMachine(refundMachine, {
  PENDING: { succeed: 'SUCCEEDED', fail: 'FAILED' },
  SUCCEEDED: {},
  FAILED: {},
});
