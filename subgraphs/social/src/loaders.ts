import { accessLogPages, recordedAccesses } from './db/access-log.ts';
import { receiptsByConsent } from './db/consent-receipts.ts';
import { consentPages, consentsById } from './db/consents.ts';
import { contactCountsByCustomer } from './db/contacts.ts';
import { customerCodesById } from './db/customer-codes.ts';
import { customersById, viewedAccounts } from './db/customers.ts';
import { liveVersionsByProgram, versionsByProgram } from './db/mini-program-versions.ts';
import {
  miniProgramPages,
  miniProgramsById,
  miniProgramsByPartner,
  recentProgramsByCustomer,
} from './db/mini-programs.ts';
import { partnerPages, partnersById } from './db/partners.ts';
import { relationsByPair } from './db/relations.ts';
import { stakesByPartner } from './db/stakes.ts';
import { scopeSetsByPartner, standingsByKey, viewsByConsent } from './db/standings.ts';
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
  partners: partnerPages,
  stakes: stakesByPartner,
  miniProgram: miniProgramsById,
  miniPrograms: miniProgramPages,
  miniProgramsOf: miniProgramsByPartner,
  liveVersionOf: liveVersionsByProgram,
  versions: versionsByProgram,
  recentPrograms: recentProgramsByCustomer,
  standing: standingsByKey,
  viewUnder: viewsByConsent,
  viewedAccount: viewedAccounts,
  scopeSetsOf: scopeSetsByPartner,
  accesses: accessLogPages,
  /** Writes: each reading is recorded when it is asked. */
  recordedAccess: recordedAccesses,
};
