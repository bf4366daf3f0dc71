import { consentMachine } from './consent.ts';
import { contactMachine } from './contact.ts';
import { customerMachine } from './customer.ts';
import { miniProgramMachine } from './mini-program.ts';
import { versionMachine } from './mini-program-version.ts';
import { partnerMachine } from './partner.ts';

/** All state machines of social, in the order of the page that shows them. */
export const machines = [
  consentMachine,
  contactMachine,
  customerMachine,
  miniProgramMachine,
  versionMachine,
  partnerMachine,
] as const;
