import { defineMachine } from '@ecosystem/kit/transitions';

/** The life of a loan; only one that is overdue is written off. */
export const loanMachine = defineMachine({
  entity: 'loan',
  initial: 'APPLIED',
  transitions: [
    ['APPLIED', 'approve', 'APPROVED'],
    ['APPLIED', 'reject', 'REJECTED'],
    ['APPROVED', 'disburse', 'DISBURSED'],
    ['DISBURSED', 'beginRepayment', 'IN_REPAYMENT'],
    ['IN_REPAYMENT', 'missInstalment', 'OVERDUE'],
    ['OVERDUE', 'catchUp', 'IN_REPAYMENT'],
    ['IN_REPAYMENT', 'settle', 'SETTLED'],
    ['OVERDUE', 'settle', 'SETTLED'],
    ['OVERDUE', 'writeOff', 'WRITTEN_OFF'],
  ],
});

/** The states of a loan. */
export type LoanStatus = (typeof loanMachine.states)[number];
