import { receiptsByConsent } from './db/consent-receipts.ts';
import { consentPages, consentsById } from './db/consents.ts';
import { contactCountsByCustomer } from './db/contacts.ts';
import { customerCodesById } from './db/customer-codes.ts';
import { customersById } from './db/customers.ts';
import { miniProgramPages, miniProgramsById, recentProgramsByCustomer } from './db/mini-programs.ts';
import { partnersById } from './db/partners.ts';
import { relationsByPair } from './db/relations.ts';
import { subjectsByPair } from './db/subjects.ts';

/** What resolvers can load, each by one statement for any number of keys: `x` by its own key, `xOf` and `xs` by another's. */
export const queries = {
  account: customersById,
  relation: relationsByPair,
  contactCountOf: contactCountsByCustomer,
  consent: consentsById,
  consents: consentPages,
  receiptOf: receiptsByConsent,
  subject: subjectsByPair,
  customerCode: customerCodesById,
  partner: partnersById,
  miniProgram: miniProgramsById,
  miniPrograms: miniProgramPages,
  recentPrograms: recentProgramsByCustomer,
};
