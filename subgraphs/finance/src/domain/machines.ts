import { loanMachine } from './loan.ts';
import { paymentMachine } from './payment.ts';
import { policyMachine } from './policy.ts';
import { walletMachine } from './wallet.ts';

/** All state machines of finance, in the order of the page that shows them. */
export const machines = [loanMachine, paymentMachine, policyMachine, walletMachine] as const;
