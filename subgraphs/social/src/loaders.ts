import { consentPages, consentsById } from './db/consents.ts';
import { contactCounts } from './db/contacts.ts';
import { customersById } from './db/customers.ts';
import { miniProgramPages, miniProgramsById, recentProgramsByCustomer } from './db/mini-programs.ts';
import { partnersById } from './db/partners.ts';
import { relations } from './db/relations.ts';

/** What resolvers can load, by name; each is one statement for any number of keys. */
export const queries = {
  account: customersById,
  relation: relations,
  contactCount: contactCounts,
  consent: consentsById,
  consents: consentPages,
  partner: partnersById,
  miniProgram: miniProgramsById,
  miniPrograms: miniProgramPages,
  recentPrograms: recentProgramsByCustomer,
};
