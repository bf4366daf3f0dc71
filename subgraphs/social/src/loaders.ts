import { consentPages, consentsById } from './db/consents.ts';
import { contactCountsByCustomer } from './db/contacts.ts';
import { customersById } from './db/customers.ts';
import { miniProgramPages, miniProgramsById, recentProgramsByCustomer } from './db/mini-programs.ts';
import { partnersById } from './db/partners.ts';
import { relationsByPair } from './db/relations.ts';

/** What resolvers can load, each by one statement for any number of keys: `x` by its own key, `xOf` and `xs` by another's. */
export const queries = {
  account: customersById,
  relation: relationsByPair,
  contactCountOf: contactCountsByCustomer,
  consent: consentsById,
  consents: consentPages,
  partner: partnersById,
  miniProgram: miniProgramsById,
  miniPrograms: miniProgramPages,
  recentPrograms: recentProgramsByCustomer,
};
